using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Transport;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.SelfTests.Checks;

public sealed class ScenarioScopeTests
{
    private const string Requirement = "S2.grant_type.unknown";

    private static readonly Finding Breach = new(Outcome.Violated, "expected the-secret", "actual the-secret", "because the-secret", 2);

    private static readonly Waiver Known = new()
    {
        Check = Requirement + "@createUser",
        Target = "here",
        Reason = "fix in progress",
        Owner = "payments",
        Ticket = "T-1",
        Expires = new(2030, 1, 1),
    };

    [Test]
    public void After_a_failed_control_every_finding_is_that_failure()
    {
        var scope = Scope([]);
        scope.FailControl(new(Outcome.Untestable, "a control", "first"));
        scope.FailControl(new(Outcome.Blocked, "a control", "second"));

        scope.Add(Requirement, null, new(Outcome.Satisfied, "expected", "actual"));

        Assert.That((scope.Results.Single().Verdict, scope.Results.Single().Actual), Is.EqualTo((Verdict.Untestable, "first")));
    }

    [Test]
    public void A_result_holds_what_was_found_without_the_secrets()
    {
        var scope = Scope([]);
        scope.RecordExchange(Answers.Create(200));
        scope.Add(Requirement, "part", Breach);

        var result = scope.Results.Single();
        Assert.That(
            (result.Id, result.Scenario, result.Verdict, result.Judged),
            Is.EqualTo((Requirement + "/part@createUser", "A_scenario", Verdict.Fail, 2)));
        Assert.That(result.Exchanges, Is.EqualTo(new[] { 7 }));
        Assert.That((string[])[result.Expected, result.Actual, result.Because!], Has.None.Contains("the-secret"));
        Assert.That(result.Waived, Is.Null);
    }

    [Test]
    public void A_finding_without_a_reason_has_none()
    {
        var scope = Scope([]);
        scope.Add(Requirement, null, Breach with { Because = null });

        Assert.That(scope.Results.Single().Because, Is.Null);
    }

    [TestCase("why", "waived until 2030-01-01 (T-1, payments): fix in progress; why")]
    [TestCase(null, "waived until 2030-01-01 (T-1, payments): fix in progress")]
    public void A_waived_result_holds_both_reasons(string? because, string expected)
    {
        var scope = Scope([Known]);
        scope.Add(Requirement, null, Breach with { Because = because });

        var result = scope.Results.Single();
        Assert.That((result.Verdict, result.Because), Is.EqualTo((Verdict.Waived, expected)));
        Assert.That(result.Waived, Is.EqualTo(new WaivedCheck(Verdict.Fail, "fix in progress", "payments", "T-1", new(2030, 1, 1))));
    }

    [Test]
    public void Strictness_is_handed_on()
    {
        var scope = Scope([], strict: true);
        scope.Add(Requirement, null, Breach with { Outcome = Outcome.Tolerated });

        Assert.That(scope.Results.Single().Verdict, Is.EqualTo(Verdict.Fail));
    }

    private static ScenarioScope Scope(Waiver[] waivers, bool strict = false)
    {
        var redactor = RunNotes.CreateRedactor();
        redactor.Add(new("client_secret", "the-secret", "CLIENT_SECRET"));
        return new(
            "A_scenario",
            "createUser",
            new Judge(RequirementsFile.Embedded(), redactor, strict, new WaiverBook([.. waivers], "here")));
    }
}
