using System.Text;
using NUnit.Framework;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Tests.Commands;

public sealed class BodyLimitsTests
{
    private readonly EngineUnderTest _engine = new();

    // Two libraries read a body: what one of them takes and the other does not must still be a refusal.
    [TestCase("{\"amount\":1e400}")]
    [TestCase("{\"amount\":-1e400}")]
    [TestCase("{\"amount\":1e-400}")]
    [TestCase("{\"amount\":123456789012345678901234567890123456789012345678901234567890.5}")]
    [TestCase("{\"amount\":99999999999999999999}")]
    [TestCase("{\"reference\":\"2025-01-31T00:00:00Z\"}")]
    [TestCase("{\"reference\":\"/Date(1234567890000)/\"}")]
    [TestCase("{\"\":1}")]
    [TestCase("{\"$ref\":\"#/x\"}")]
    [TestCase("{\"$type\":\"System.Object\"}")]
    [TestCase("\"text\"")]
    [TestCase("1")]
    public void A_strange_body_is_answered_and_never_throws(string body) =>
        Assert.That(Send(body).Status, Is.EqualTo(400));

    [Test]
    public void A_number_of_a_thousand_digits_is_answered() =>
        Assert.That(Send($$"""{"amount":{{new string('9', 1000)}}}""").Status, Is.EqualTo(400));

    [TestCase(64)]
    [TestCase(65)]
    [TestCase(100)]
    public void Depth_is_answered(int depth) =>
        Assert.That(Send(new string('[', depth) + new string(']', depth)).Status, Is.EqualTo(400));

    private ApiReply Send(string body) =>
        _engine.Answer(_engine.Requests.Of("createTransfer") with { Body = Encoding.UTF8.GetBytes(body) });
}
