using NUnit.Framework;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Tests.Engine;

public sealed class UnroutedTests
{
    private readonly EngineUnderTest _engine = new();

    [Test]
    public void An_unknown_path_is_404_in_the_documented_shape()
    {
        var reply = _engine.Answer(new() { Method = "GET", Path = "/nonsense" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reply.Status, Is.EqualTo(404));
            Assert.That(reply.Headers.First(RuleHeader.Name), Is.EqualTo("API.route.known"));
            Assert.That(EngineUnderTest.Contract.Schemas.Validate("ErrorMessage", reply.Text()), Is.Empty);
        }
    }

    [TestCase("PUT")]
    [TestCase("OPTIONS")]
    [TestCase("post")]
    [TestCase("HEAD")]
    public void A_wrong_method_is_405_and_told_the_right_ones(string method)
    {
        var reply = _engine.Answer(new() { Method = method, Path = "/transfers" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reply.Status, Is.EqualTo(405));
            Assert.That(reply.Headers.First("Allow"), Is.EqualTo("POST"));
            Assert.That(reply.Headers.First(RuleHeader.Name), Is.EqualTo("RFC9110-15.5.6.allow"));
        }
    }

    [Test]
    public void A_GET_never_yields_a_token()
    {
        var reply = _engine.Answer(new() { Method = "GET", Path = EngineUnderTest.Contract.Token.Path, Query = GoodRequests.TokenForm });

        Assert.That((reply.Status, reply.Headers.First("Allow")), Is.EqualTo((405, "POST")));
    }
}
