using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Conformance.SelfTests.Waivers;

public sealed class WaivedRunTests
{
    private static readonly Waiver Known = new()
    {
        Check = "S2.grant_type.unknown",
        Target = "mock in process",
        Reason = "fix in progress",
        Owner = "payments",
        Ticket = "T-1",
        Expires = new(2030, 1, 1),
    };

    [Test]
    public async Task A_known_failure_is_waived_with_its_reason_and_gates_nothing()
    {
        var result = await JudgeAsync("S2.grant_type.unknown", Known, Broken);

        var check = result.Checks.Single(one => one.Id == "S2.grant_type.unknown");
        Assert.That(check.Verdict, Is.EqualTo(Verdict.Waived));
        Assert.That(check.Waived, Is.EqualTo(new WaivedCheck(Verdict.Fail, "fix in progress", "payments", "T-1", new(2030, 1, 1))));
        Assert.That(check.Because, Does.Contain("fix in progress").And.Contain("2030-01-01"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conforms));
    }

    [Test]
    public async Task A_waiver_of_another_target_waives_nothing()
    {
        var result = await JudgeAsync("S2.grant_type.unknown", Known with { Target = "staging" }, Broken);

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.DoesNotConform));
        Assert.That(result.StaleWaivers, Is.Empty);
    }

    [Test]
    public async Task A_waiver_of_a_check_that_passes_again_is_stale_and_fails_the_run()
    {
        var result = await JudgeAsync("S2.grant_type.unknown", Known, new());

        Assert.That(result.StaleWaivers, Has.Length.EqualTo(1).And.All.Contains("delete the waiver"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.DoesNotConform));
    }

    [Test]
    public async Task A_waiver_that_matches_no_check_is_bad_input_in_a_full_run()
    {
        var nothing = Known with { Check = "S2.grant_type.unknown@nowhere" };

        var whole = await JudgeAsync(null, nothing, new());
        var part = await JudgeAsync("S2", nothing, new());

        Assert.That(whole.UnmatchedWaivers, Has.Length.EqualTo(1).And.All.Contains("matches no check of this run"));
        Assert.That(whole.ExitCode, Is.EqualTo(ExitCode.BadInput));
        Assert.That(part.ExitCode, Is.EqualTo(ExitCode.Conforms));
    }

    private static MockOptions Broken => new MockOptions().WithTokenRule(
        "S2.grant_type.unknown", (request, refusal) => request.Form.First("grant_type") is ['u', 'r', 'n', ':', ..] ? null : refusal);

    private static async Task<RunResult> JudgeAsync(string? only, Waiver waiver, MockOptions options)
    {
        await using var mock = await PartnerApiMock.StartAsync(options);
        return await SuiteRun.ExecuteAsync(MockTarget.Settings(mock), new() { Only = only is null ? [] : [only], Waivers = [waiver] });
    }
}
