using System.Collections.Immutable;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Transport;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.SelfTests.Checks;

/// <summary>Each way to end a check, on the replies that it must tell apart.</summary>
public sealed class CheckTests
{
    private const string Requirement = "S2.grant_type.unknown";
    private const string Token = """{"access_token":"a-token"}""";

    private static readonly ImmutableArray<Allowance> Allowed =
    [
        new(Grade.Pass, ["200"]),
        new(Grade.Warn, ["400"], ["tolerated"], Because: "common"),
        new(Grade.Info, ["400"], ["open"], Because: "open"),
        new(Grade.Pass, ["400"]),
    ];

    private readonly ScenarioScope _scope =
        new(
            "A_scenario",
            null,
            new Judge(RequirementsFile.Embedded(), RunNotes.CreateRedactor(), strict: false, new WaiverBook([], "nowhere")));

    [TestCase(Requirement, new string[0], Verdict.Pass)]
    [TestCase("S2.other", new string[0], Verdict.Fail)]
    [TestCase("S2.other", new[] { "S2.other" }, Verdict.Pass)]
    [TestCase(Requirement, new[] { "S2.other" }, Verdict.Fail)]
    public void A_mock_may_name_the_requirement_or_the_rules_given(string named, string[] rules, Verdict expected)
    {
        Create().Judge(Answers.Create(400, "", ("X-Mock-Rule", named)), [.. rules]);
        Create().JudgeAgainst(new([Answers.Create(200)], [Answers.Create(400, "", ("X-Mock-Rule", named))]), [.. rules]);

        Assert.That(_scope.Results.Select(result => result.Verdict), Is.All.EqualTo(expected));
    }

    [TestCase("""{"error":"a"}""", Verdict.Untestable)]
    [TestCase("""{"error":"tolerated"}""", Verdict.Untestable)]
    [TestCase("""{"error":"open"}""", Verdict.Untestable)]
    public void An_allowed_answer_that_the_control_got_too_says_nothing(string body, Verdict expected)
    {
        Create().JudgeAgainst(new([Answers.Create(400, body)], [Answers.Create(400, body)]));

        Assert.That((Result.Verdict, Result.Evidence), Is.EqualTo((expected, Evidence.None)));
        Assert.That(Result.Because, Is.EqualTo("the control got the same answer, so the fault did not cause it"));
    }

    [TestCase(404, 404, Verdict.Untestable)]
    [TestCase(404, 405, Verdict.Fail)]
    [TestCase(404, 200, Verdict.Fail)]
    [TestCase(200, 200, Verdict.Fail)]
    public void A_status_that_is_not_allowed_is_a_violation_unless_the_control_got_it_too(int control, int status, Verdict expected)
    {
        new Check(_scope, Requirement, null, [new(Grade.Pass, ["400"])]).JudgeAgainst(
            new([Answers.Create(control)], [Answers.Create(status)]));

        Assert.That(Result.Verdict, Is.EqualTo(expected));
    }

    [TestCase("""{"error":"b"}""", Evidence.Strong)]
    [TestCase("""{"error":"a","message":"other"}""", Evidence.Text)]
    public void An_allowed_answer_that_the_control_did_not_get_holds_by_its_evidence(string body, Evidence expected)
    {
        Create().JudgeAgainst(new([Answers.Create(400, """{"error":"a"}""")], [Answers.Create(400, body)]));

        Assert.That((Result.Verdict, Result.Evidence), Is.EqualTo((Verdict.Pass, expected)));
    }

    [Test]
    public void A_text_alone_shows_no_violation()
    {
        new Check(_scope, Requirement, null, [new(Grade.Pass, ["400"])]).JudgeAgainst(
            new([Answers.Create(404, """{"message":"a"}""")], [Answers.Create(404, """{"message":"b"}""")]));

        Assert.That((Result.Verdict, Result.Evidence), Is.EqualTo((Verdict.Untestable, Evidence.None)));
    }

    [Test]
    public void A_refusal_that_equals_a_control_of_the_scenario_is_untestable()
    {
        _scope.PassControl(Answers.Create(400, """{"error":"a"}"""));

        Create().Judge(Answers.Create(400, """{"error":"a"}"""));

        Assert.That(Result.Verdict, Is.EqualTo(Verdict.Untestable));
    }

    [Test]
    public void A_success_is_a_violation_although_the_control_succeeded_too()
    {
        _scope.PassControl(Answers.Create(200));

        new Check(_scope, Requirement, null, [new(Grade.Pass, ["400"])]).Judge(Answers.Create(200));

        Assert.That(Result.Verdict, Is.EqualTo(Verdict.Fail));
    }

    [TestCase(200, Verdict.Untestable)]
    [TestCase(503, Verdict.Blocked)]
    [TestCase(500, Verdict.Fail)]
    public void What_proves_nothing_is_untestable_unless_nothing_came(int status, Verdict expected)
    {
        Create().Inconclusive(Answers.Create(status), "a difference", "both are equal");

        Assert.That(Result.Verdict, Is.EqualTo(expected));
    }

    [TestCase(Outcome.Blocked)]
    [TestCase(Outcome.ServerError)]
    [TestCase(Outcome.Untestable)]
    [TestCase(Outcome.NotApplicable)]
    [TestCase(Outcome.HarnessFailed)]
    public void A_comparison_changes_no_finding_that_judges_nothing(Outcome outcome)
    {
        var finding = new Finding(outcome, "a", "b");

        Assert.That(finding.WeighedBy(Evidence.None), Is.EqualTo(finding));
    }

    // One success among several replies shows that the header is not required.
    [Test]
    public void A_success_among_the_replies_is_a_violation()
    {
        new Check(_scope, Requirement, null, [new(Grade.Pass, ["400"])]).JudgeAgainst(
            new([Answers.Create(200)], [Answers.Create(400), Answers.Create(200)]));

        Assert.That(Result.Verdict, Is.EqualTo(Verdict.Fail));
    }

    [TestCase(200, Token, Verdict.Pass)]
    [TestCase(200, "{}", Verdict.Fail)]
    [TestCase(200, """{"access_token":""}""", Verdict.Fail)]
    [TestCase(400, "{}", Verdict.Pass)]
    [TestCase(403, Token, Verdict.Fail)]
    public void A_success_must_hold_a_token(int status, string body, Verdict expected)
    {
        Create().GetsToken(Answers.Create(status, body));

        Assert.That(Result.Verdict, Is.EqualTo(expected));
    }

    [Test]
    public void A_missing_token_is_told()
    {
        Create().GetsToken(Answers.Create(200, "{}"));

        Assert.That((Result.Expected, Result.Actual), Is.EqualTo(("a token", "200, access_token (no member access_token)")));
    }

    [TestCase(200, true, Verdict.Pass)]
    [TestCase(200, false, Verdict.Fail)]
    [TestCase(503, true, Verdict.Blocked)]
    public void A_condition_holds_or_not_unless_the_reply_stands_in_the_way(int status, bool holds, Verdict expected)
    {
        Create().Holds(Answers.Create(status), holds, "expected", "actual");

        Assert.That(Result.Verdict, Is.EqualTo(expected));
        Assert.That(Result.Judged, Is.EqualTo(7));
    }

    [TestCase(true, Verdict.Pass)]
    [TestCase(false, Verdict.Fail)]
    public void A_condition_about_a_503_itself_is_judged(bool holds, Verdict expected)
    {
        Create().Found(Answers.Create(503), holds, "expected", "actual");

        Assert.That((Result.Verdict, Result.Expected, Result.Actual, Result.Judged), Is.EqualTo((expected, "expected", "actual", 7)));
    }

    [TestCase(200, Verdict.Warn, Verdict.Info)]
    [TestCase(503, Verdict.Blocked, Verdict.Blocked)]
    [TestCase(500, Verdict.Fail, Verdict.Fail)]
    public void What_is_tolerated_or_open_is_so_unless_the_reply_stands_in_the_way(int status, Verdict tolerated, Verdict open)
    {
        Create().Tolerates(Answers.Create(status), "expected", "actual", "because");
        Create().Observes(Answers.Create(status), "came");

        Assert.That(_scope.Results.Select(result => result.Verdict), Is.EqualTo(new[] { tolerated, open }));
        Assert.That(_scope.Results.Select(result => result.Judged), Is.All.EqualTo(7));
    }

    [Test]
    public void What_was_not_judged_says_why()
    {
        Create().NotApplicable("it has none");
        Create().Untestable("give it one");

        Assert.That(_scope.Results.Select(result => result.Verdict), Is.EqualTo(new[] { Verdict.NotApplicable, Verdict.Untestable }));
        Assert.That((_scope.Results[0].Actual, _scope.Results[1].Because), Is.EqualTo(("it has none", "give it one")));
    }

    [Test]
    public void A_check_bears_its_aspect()
    {
        new Check(_scope, Requirement, "part", Allowed).Judge(Answers.Create(200));

        Assert.That(Result.Id, Is.EqualTo(Requirement + "/part"));
    }

    private CheckResult Result => _scope.Results.Single();

    private Check Create() => new(_scope, Requirement, null, Allowed);
}
