using NUnit.Framework;
using PartnerApi.Conformance.ForeignTests.Servers;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.ForeignTests;

/// <summary>
/// The suite judges deployments that word refusals as frameworks and gateways do, and check in another order: a correct one gets no FAIL,
/// and one that never checks the header gets no PASS for it.
/// </summary>
public sealed class FrameworkTests
{
    private const string Required = "S4.requestor_id.required";

    private static readonly Verdict[] Wrong = [Verdict.Fail, Verdict.HarnessError, Verdict.Blocked];

    [Category("nightly")]
    [Test]
    public async Task A_deployment_gets_no_FAIL_but_for_what_it_violates(
        [ValueSource(
            typeof(Framework), nameof(Framework.All))] object framework, [Values(SideEffects.None, SideEffects.All)] SideEffects effects)
    {
        foreach (var order in Enum.GetValues<CheckOrder>())
        {
            var violated = ((Framework)framework).Violated;
            var result = await JudgeAsync((Framework)framework, effects, order, checks: true);

            Assert.That(
                result.Checks.Where(check => check.Verdict == Verdict.Fail).Select(check => check.Requirement).Distinct(),
                Is.EquivalentTo(violated));
            var wrong = result.Checks
                .Where(check => Wrong.Contains(check.Verdict) && !violated.Contains(check.Requirement)).Select(Line).ToList();
            Assert.That(wrong, Is.Empty, order + "\n" + string.Join('\n', wrong));
            Assert.That(
                result.Checks.Where(check => check is { Gates: true, Verdict: Verdict.Untestable } && check.Because is null), Is.Empty);
            if (effects == SideEffects.All)
            {
                Assert.That(
                    result.ExitCode,
                    Is.EqualTo(violated.IsEmpty ? ExitCode.Conforms : ExitCode.DoesNotConform),
                    string.Join('\n', result.Checks.Where(c => c.Gates).Select(Line)));
            }
        }
    }

    [Category("nightly")]
    [Test]
    public async Task A_deployment_that_never_checks_the_header_passes_nothing_about_it(
        [ValueSource(
            typeof(Framework), nameof(Framework.All))] object framework, [Values(SideEffects.None, SideEffects.All)] SideEffects effects)
    {
        foreach (var order in Enum.GetValues<CheckOrder>())
        {
            var result = await JudgeAsync((Framework)framework, effects, order, checks: false);

            var passed = result.Checks.Where(check => check is { Requirement: Required, Verdict: Verdict.Pass }).Select(Line);
            Assert.That(passed, Is.Empty, order.ToString());
            Assert.That(result.ExitCode, Is.Not.EqualTo(ExitCode.Conforms));
        }
    }

    // The preflight sends a command to a nonexistent id, which such a deployment forbids; the requestor is not at fault.
    [Test]
    public async Task A_deployment_that_hides_what_does_not_exist_is_judged(
        [Values(SideEffects.None, SideEffects.All)] SideEffects effects, [Values] CheckOrder order)
    {
        var time = new JumpingTime();
        await using var api = await ForeignApi.StartAsync(
            "v1", time, new() { MissingObjectStatus = 403, Order = order, QueriesNeedRequestor = false });

        var result = await SuiteRun.ExecuteAsync(api.Settings(8) with { SideEffects = effects }, new() { Time = time });

        Assert.That(result.Unreachable, Is.Null);
        Assert.That(result.Checks.Where(check => Wrong.Contains(check.Verdict)).Select(Line), Is.Empty);
    }

    [TestCase(SideEffects.None)]
    [TestCase(SideEffects.All)]
    public async Task Such_a_deployment_still_refuses_an_unknown_requestor_in_the_preflight(SideEffects effects)
    {
        var time = new JumpingTime();
        await using var api = await ForeignApi.StartAsync("v1", time, new() { MissingObjectStatus = 403, QueriesNeedRequestor = false });

        var result = await SuiteRun.ExecuteAsync(
            api.Settings(8) with { SideEffects = effects, RequestorId = "person/0007" }, new() { Time = time });

        Assert.That(result.Unreachable, Does.Contain("requestorId"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Unreachable));
    }

    private static async Task<RunResult> JudgeAsync(Framework framework, SideEffects effects, CheckOrder order, bool checks)
    {
        var time = new JumpingTime();
        await using var api = await ForeignApi.StartAsync(
            "v1", time, new() { Framework = framework, Order = order, ChecksRequestor = checks, QueriesNeedRequestor = false });
        var settings = api.Settings(8) with { SideEffects = effects };
        var result = await SuiteRun.ExecuteAsync(settings, new() { Time = time });
        Assert.That(result.Unreachable, Is.Null);
        int Count(Verdict verdict, string prefix) =>
            result.Checks.Count(check => check.Verdict == verdict && check.Requirement.StartsWith(prefix, StringComparison.Ordinal));

        await TestContext.Out.WriteLineAsync(
            $"| {framework}, {effects}, {order}, {(checks ? "checks" : "never checks")} "
            + $"| {Count(Verdict.Pass, "")}/{Count(Verdict.Fail, "")}/{Count(Verdict.Untestable, "")} "
            + $"| {Count(Verdict.Pass, Required)}/{Count(Verdict.Fail, Required)}/{Count(Verdict.Untestable, Required)} "
            + $"| exit {(int)result.ExitCode} |");
        return result;
    }

    private static string Line(CheckResult check) =>
        $"{check.Verdict} {check.Id}: expected {check.Expected}; came {check.Actual}; {check.Because}";
}
