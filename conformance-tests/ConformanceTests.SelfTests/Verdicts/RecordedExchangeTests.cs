using System.Text;
using NUnit.Framework;
using PartnerApi.Conformance.SelfTests.Checks;
using PartnerApi.Conformance.Transport;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Conformance.SelfTests.Verdicts;

public sealed class RecordedExchangeTests
{
    private const int MaxLength = 64 * 1024;

    private readonly Redactor _redactor = RunNotes.CreateRedactor();

    public RecordedExchangeTests() => _redactor.Add(new("client_secret", "the-secret", "CLIENT_SECRET"));

    [Test]
    public void Request_and_response_are_recorded_without_secrets()
    {
        var exchange = Answers.Create(200, "actual the-secret", ("A", "the-secret")) with
        {
            Request = new(
                "POST",
                new("http://127.0.0.1/?q=the-secret"),
                [new("B", "the-secret"), new("C", "  as is", Verbatim: true)],
                Encoding.UTF8.GetBytes("sent the-secret")),
        };

        var kept = RecordedExchange.From(exchange, "A_scenario", _redactor);

        Assert.That(
            string.Join('\n', [kept.RequestLine, .. kept.RequestHeaders, kept.RequestBody, .. kept.ReplyHeaders, kept.ReplyBody]),
            Does.Not.Contain("the-secret"));
        Assert.That((kept.Number, kept.Scenario, kept.Status, kept.Failure), Is.EqualTo((7, "A_scenario", 200, (string?)null)));
        Assert.That(kept.RequestHeaders[0], Does.StartWith("B: «"));
        Assert.That(kept.RequestHeaders[1], Is.EqualTo("C:  as is"));
        Assert.That(
            (kept.RequestBody, kept.ReplyBody, kept.ReplyHeaders[0]),
            Is.EqualTo(("sent ", "actual ", "A: ")).Using<(string, string, string)>(Begins));
    }

    [Test]
    public void Without_a_reply_the_failure_is_kept()
    {
        var kept = RecordedExchange.From(
            Answers.None(FailureKind.Tls) with { Failure = new(FailureKind.Tls, "the-secret is wrong") },
            "A_scenario",
            _redactor);

        Assert.That((kept.Status, kept.ReplyBody, kept.RequestBody), Is.EqualTo(((int?)null, "", "")));
        Assert.That(kept.ReplyHeaders, Is.Empty);
        Assert.That(kept.Failure, Does.StartWith("Tls: «").And.Not.Contain("the-secret"));
    }

    [Test]
    public void A_body_that_ends_wrongly_is_told()
    {
        var whole = Answers.Create(200);

        Assert.That(
            RecordedExchange.From(whole with { Reply = whole.Reply! with { BodyProblem = "cut off" } }, "s", _redactor).Failure,
            Is.EqualTo("cut off"));
    }

    [TestCase(MaxLength, MaxLength, false)]
    [TestCase(MaxLength + 1, MaxLength, true)]
    public void A_huge_body_is_cut_and_says_so(int sent, int kept, bool cut)
    {
        var text = RecordedExchange.From(Answers.Create(200, new string('x', sent)), "s", _redactor).ReplyBody;

        Assert.That(text.Count(letter => letter == 'x'), Is.EqualTo(kept));
        Assert.That(text.EndsWith($"… ({sent} bytes)", StringComparison.Ordinal), Is.EqualTo(cut));
    }

    [Test]
    public void Bytes_that_are_no_UTF8_are_shown_one_by_one()
    {
        var whole = Answers.Create(200);
        Assert.That(
            RecordedExchange.From(whole with { Reply = whole.Reply! with { Body = new byte[] { 0xE4, 0x41 } } }, "s", _redactor).ReplyBody,
            Is.EqualTo("äA"));
        Assert.That(RecordedExchange.From(Answers.Create(200, "ä"), "s", _redactor).ReplyBody, Is.EqualTo("ä"));
    }

    private static bool Begins((string, string, string) actual, (string, string, string) expected) =>
        actual.Item1.StartsWith(expected.Item1, StringComparison.Ordinal)
        && actual.Item2.StartsWith(expected.Item2, StringComparison.Ordinal)
        && actual.Item3.StartsWith(expected.Item3, StringComparison.Ordinal);
}
