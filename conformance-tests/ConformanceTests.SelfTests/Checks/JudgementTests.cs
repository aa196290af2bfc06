using System.Collections.Immutable;
using System.Text;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.SelfTests.Checks;

public sealed class JudgementTests
{
    private static readonly ImmutableArray<Allowance> Allowed =
    [
        new(Grade.Pass, ["401"], Challenge: "Bearer"),
        new(Grade.Pass, ["400"], ["invalid_client"]),
        new(Grade.Warn, ["400"], ["invalid_request"], Because: "common"),
        new(Grade.Info, ["3xx"], Because: "open"),
    ];

    [TestCase(401, "", "Bearer realm=a", Outcome.Satisfied)]
    [TestCase(401, "", "Basic realm=a", Outcome.Violated)]
    [TestCase(400, """{"error":"invalid_client"}""", "", Outcome.Satisfied)]
    [TestCase(400, """{"error":"invalid_request"}""", "", Outcome.Tolerated)]
    [TestCase(400, """{"error":"other"}""", "", Outcome.Violated)]
    [TestCase(400, "<html>", "", Outcome.Violated)]
    [TestCase(302, "", "", Outcome.Unspecified)]
    [TestCase(200, """{"error":"invalid_client"}""", "", Outcome.Violated)]
    [TestCase(429, "", "", Outcome.Blocked)]
    [TestCase(503, "", "", Outcome.Blocked)]
    [TestCase(500, """{"error":"invalid_client"}""", "", Outcome.ServerError)]
    public void The_first_allowance_that_fits_decides(int status, string body, string challenge, Outcome expected) =>
        Assert.That(Judgement.Judge(Reply(status, body, ("WWW-Authenticate", challenge)), Allowed, ["S1"]).Outcome, Is.EqualTo(expected));

    [TestCase(400, true)]
    [TestCase(401, true)]
    [TestCase(402, false)]
    public void One_of_several_statuses_and_challenges_is_enough(int status, bool holds)
    {
        ImmutableArray<Allowance> allowed = [new(Grade.Pass, ["400", "401"], Challenge: "Bearer")];

        Assert.That(
            Judgement.Judge(Reply(status, "", ("WWW-Authenticate", "Basic realm=a, Bearer realm=a")), allowed, ["S1"]).Outcome,
            Is.EqualTo(holds ? Outcome.Satisfied : Outcome.Violated));
    }

    [Test]
    public void An_allowance_without_a_status_says_so() =>
        Assert.That(Judgement.Describe(new(Grade.Pass, [], Challenge: "Bearer")), Is.EqualTo("any status with a Bearer challenge"));

    [Test]
    public void A_breach_says_what_was_expected_and_what_came()
    {
        var finding = Judgement.Judge(Reply(404, ""), Allowed, ["S1"]);

        Assert.That(finding.Expected, Is.EqualTo(
            "401 with a Bearer challenge, or 400 with error \"invalid_client\", or 400 with error \"invalid_request\" (tolerated), "
                + "or 3xx (recorded)"));
        Assert.That(finding.Actual, Is.EqualTo("404"));
    }

    [Test]
    public void A_refusal_for_another_reason_is_a_breach()
    {
        var finding = Judgement.Judge(Reply(400, """{"error":"invalid_client"}""", ("X-Mock-Rule", "S9.other")), Allowed, ["S1"]);

        Assert.That(finding.Outcome, Is.EqualTo(Outcome.Violated));
        Assert.That(finding.Because, Is.EqualTo("refused for another reason: S9.other"));
    }

    [Test]
    public void A_wait_that_is_asked_for_is_told() =>
        Assert.That(Judgement.Judge(Reply(429, "", ("Retry-After", "7")), Allowed, ["S1"]).Because, Does.Contain("Retry-After: 7"));

    [TestCase(FailureKind.Refused, Outcome.Blocked)]
    [TestCase(FailureKind.Tls, Outcome.Blocked)]
    [TestCase(FailureKind.Timeout, Outcome.ServerError)]
    [TestCase(FailureKind.ClosedEarly, Outcome.ServerError)]
    [TestCase(FailureKind.Malformed, Outcome.ServerError)]
    public void No_whole_reply_is_never_a_correct_answer(FailureKind kind, Outcome expected)
    {
        var exchange = Reply(400, "") with { Reply = null, Failure = new(kind, "gone") };

        Assert.That(Judgement.Judge(exchange, Allowed, ["S1"]).Outcome, Is.EqualTo(expected));
    }

    [Test]
    public void A_requirement_without_allowed_answers_judges_no_reply() =>
        Assert.That(() => Judgement.Judge(Reply(200, ""), [], ["S1"]), Throws.InvalidOperationException);

    private static Exchange Reply(int status, string body, params (string Name, string Value)[] headers) => new(
        1,
        new("GET", new("http://127.0.0.1/"), []),
        new(
            status,
            "1.1",
            [.. headers.Where(header => header.Value.Length > 0).Select(header => new HeaderField(header.Name, header.Value))],
            Encoding.UTF8.GetBytes(body)),
        null,
        DateTimeOffset.UnixEpoch,
        TimeSpan.Zero);
}
