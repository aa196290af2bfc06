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

    [TestCase(99, 99)]
    [TestCase(100, 100)]
    [TestCase(101, 101)]
    public void At_most_100_header_fields_are_shown_and_the_rest_is_counted(int sent, int lines)
    {
        var headers = RecordedExchange
            .From(Answers.Create(200, "", [.. Enumerable.Range(0, sent).Select(number => ($"H{number}", "v"))]), "s", _redactor)
            .ReplyHeaders;

        Assert.That(headers, Has.Length.EqualTo(lines));
        Assert.That(headers[^1], Is.EqualTo(sent <= 100 ? $"H{sent - 1}: v" : "… (101 header fields)"));
    }

    [TestCase(40_000, 40_000, "")]
    [TestCase(40_000, 50_000, "… (50000 bytes)")]
    [TestCase(40_000, null, "")]
    public void Of_a_body_that_is_kept_in_part_the_whole_size_is_told(int kept, int? whole, string end)
    {
        var text = RecordedExchange.From(Answers.Create(200, new string('x', kept)), "s", _redactor, wholeReply: whole).ReplyBody;

        Assert.That(text.TrimStart('x'), Is.EqualTo(end));
    }

    [Test]
    public void The_command_sends_the_same_request_and_prints_the_reply_with_its_header()
    {
        var exchange = Answers.Create(200) with
        {
            Request = new("POST", new("http://127.0.0.1/"), [new("Connection", "close"), new("A", "b")], "x"u8.ToArray()),
        };

        var curl = RecordedExchange.From(exchange, "s", _redactor).Curl;

        Assert.That(curl, Does.Contain(" -i ").Or.Contain("--include"));
        Assert.That(curl, Does.Contain("Connection: close").And.Contain("A: b").And.Not.Contain("\n"));
    }

    [TestCase(-1, true)]
    [TestCase(0, true)]
    [TestCase(1, false)]
    public void A_command_beyond_256_KiB_is_not_shown(int beyond, bool shown)
    {
        var frame = Command(0).Length;

        var curl = Command((256 * 1024) - frame + beyond);

        Assert.That(curl.StartsWith("curl", StringComparison.Ordinal), Is.EqualTo(shown));
        Assert.That(shown || curl == $"# not shown: the command has {(256 * 1024) + beyond} characters");

        string Command(int letters) => RecordedExchange.From(
            Answers.Create(200) with { Request = new("GET", new("http://127.0.0.1/"), [new("A", "x" + new string('x', letters))]) },
            "s",
            _redactor).Curl;
    }

    private static bool Begins((string, string, string) actual, (string, string, string) expected) =>
        actual.Item1.StartsWith(expected.Item1, StringComparison.Ordinal)
        && actual.Item2.StartsWith(expected.Item2, StringComparison.Ordinal)
        && actual.Item3.StartsWith(expected.Item3, StringComparison.Ordinal);
}
