using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Tests.Resources;

public sealed class ResourceTests
{
    private const string Body = """{"a":{"status":"inner"},"status":"OLD","list":["status"],"modifiedOn":"then","externalId":"x"}""";

    private static readonly Resource Stored = new("id", "parent", JsonNode.Parse(Body)!.AsObject()) { Order = 7 };

    [Test]
    public void Texts_are_replaced_at_the_top_level_and_nothing_else_is()
    {
        var changed = Stored.With(("status", "N\"EW"), ("modifiedOn", "now"))!;

        Assert.That(
            changed.Body.ToJsonString(),
            Is.EqualTo("""{"a":{"status":"inner"},"status":"N\u0022EW","list":["status"],"modifiedOn":"now","externalId":"x"}"""));
        Assert.That((changed.Id, changed.Parent, changed.ExternalId, changed.Order), Is.EqualTo(("id", "parent", "x", 7L)));
        Assert.That(Stored.Text("status"), Is.EqualTo("OLD"));
    }

    [Test]
    public void A_member_that_is_not_there_is_not_replaced() =>
        Assert.That(Stored.With(("status", "NEW"), ("closedOn", "now")), Is.Null);

    [TestCase("status", "OLD")]
    [TestCase("a", null)]
    [TestCase("list", null)]
    [TestCase("nothing", null)]
    public void A_text_is_read_without_the_rest(string member, string? wanted) =>
        Assert.That(Stored.Text(member), Is.EqualTo(wanted));
}
