using System.Text;
using NUnit.Framework;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Control;

/// <summary>Objects that no partner can make are put by control call, and then shown by the API.</summary>
internal sealed class ObjectEndpointsTests
{
    private const string Id = "66666666-6666-4666-8666-666666666666";
    private const string Entry = $$"""
        {"entryId":"{{Id}}","itemType":"NATURAL_PERSON","itemId":"11111111-1111-4111-8111-111111111111",
        "changes":[{"type":"UPDATED","path":"lastName","oldValue":"A","value":"B"}]}
        """;

    private static PartnerApiMock _mock = null!;

    [OneTimeSetUp]
    public static async Task StartAsync() =>
        _mock = await Mocks.StartAsync("v1", options => options with { ControlAddress = new("http://127.0.0.1:0") });

    [OneTimeTearDown]
    public static async Task StopAsync() => await _mock.DisposeAsync();

    [Test]
    public async Task A_transaction_is_read_as_it_was_put()
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        var (status, _) = await PutAsync(
            partner, $"transaction/{Id}", """{"transactionType":"TRADE","transactionStatus":"SETTLED","bookingDate":"2025-01-31"}""");
        using var reply = await partner.SendAsync(
            "GET", partner.Operation("getTransaction").Path.Replace("{transactionId}", Id, StringComparison.Ordinal));
        var read = await Partner.JsonAsync(reply);

        Assert.That((status, (int)reply.StatusCode), Is.EqualTo((200, 200)));
        Assert.That(
            ((string?)read!["transactionId"], (string?)read["transactionType"], (string?)read["bookingDate"]),
            Is.EqualTo((Id, "TRADE", "2025-01-31")));
    }

    [TestCase("entityChange", "listEntityChanges", "listRoleChanges")]
    [TestCase("roleChange", "listRoleChanges", "listEntityChanges")]
    public async Task An_entry_of_a_changelog_is_listed_in_that_changelog(string type, string list, string other)
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        var before = await ListedAsync(partner, list);
        var (status, body) = await PutAsync(partner, $"{type}/{Id}", Entry);

        Assert.That(status, Is.EqualTo(200), body);
        Assert.That((before, await ListedAsync(partner, list), await ListedAsync(partner, other)), Is.EqualTo(("", Id, "")));
    }

    [Test]
    public async Task What_is_put_again_is_replaced()
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        await PutAsync(partner, $"transaction/{Id}", """{"transactionType":"TRADE"}""");
        var count = partner.Session.Resources.Count;
        await PutAsync(partner, $"transaction/{Id}", """{"transactionType":"FEE"}""");

        Assert.That(
            (partner.Session.Resources.Count, partner.Session.Resources.Find("transaction", Id)!.Text("transactionType")),
            Is.EqualTo((count, "FEE")));
    }

    [TestCase($"transaction/{Id}", """{"transactionType":1}""", 400, "transactionType")]
    [TestCase("transaction/no-uuid", """{"transactionType":"TRADE"}""", 400, "transactionId")]
    [TestCase($"transaction/{Id}", "[]", 400, "expected JSON such as")]
    [TestCase($"transaction/{Id}", "", 400, "the body is missing")]
    [TestCase($"transaction/{Id}", """{"a":1,"a":2}""", 400, "cannot be read")]
    [TestCase($"transaction/{Id}", """{"transactionType":"\ud800"}""", 400, "not valid JSON")]
    [TestCase($"entityChange/{Id}", """{"itemType":"X"}""", 400, "'entryId' is required")]
    [TestCase($"nonsense/{Id}", "{}", 404, "transaction")]
    public async Task What_the_API_could_not_show_is_refused_with_a_reason(string path, string json, int status, string reason)
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        var count = partner.Session.Resources.Count;
        var (came, body) = await PutAsync(partner, path, json);

        Assert.That(came, Is.EqualTo(status), body);
        Assert.That(body, Does.Contain(reason));
        Assert.That(partner.Session.Resources.Count, Is.EqualTo(count));
    }

    private static async Task<(int Status, string Body)> PutAsync(Partner partner, string path, string json)
    {
        using var control = new ControlClient(_mock);
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var reply = await control.Http.PutAsync(
            new Uri($"/control/v1/sessions/{partner.Session.Id}/resources/{path}", UriKind.Relative), content);
        return ((int)reply.StatusCode, System.Text.RegularExpressions.Regex.Unescape(await reply.Content.ReadAsStringAsync()));
    }

    private static async Task<string> ListedAsync(Partner partner, string list)
    {
        using var reply = await partner.SendAsync("GET", partner.Operation(list).Path);
        return string.Join(' ', (await Partner.JsonAsync(reply))!["data"]!.AsArray().Select(entry => (string?)entry!["entryId"]));
    }
}
