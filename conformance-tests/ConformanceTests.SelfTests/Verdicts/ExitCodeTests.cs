using NUnit.Framework;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Requirements;
using static PartnerApi.Conformance.SelfTests.Verdicts.Results;

namespace PartnerApi.Conformance.SelfTests.Verdicts;

public sealed class ExitCodeTests
{
    [TestCase(Verdict.Pass, ExitCode.Conforms)]
    [TestCase(Verdict.Warn, ExitCode.Conforms)]
    [TestCase(Verdict.Fail, ExitCode.DoesNotConform)]
    [TestCase(Verdict.Untestable, ExitCode.TooLittleTested)]
    [TestCase(Verdict.Blocked, ExitCode.Unreachable)]
    [TestCase(Verdict.HarnessError, ExitCode.HarnessFailed)]
    [TestCase(Verdict.Waived, ExitCode.Conforms)]
    [TestCase(Verdict.Pending, ExitCode.Conforms)]
    [TestCase(Verdict.NotApplicable, ExitCode.Conforms)]
    public void A_verdict_next_to_a_pass_gives(Verdict verdict, ExitCode expected) =>
        Assert.That(Run(Check(Verdict.Pass), Check(verdict)).ExitCode, Is.EqualTo(expected));

    [Test]
    public void Nothing_tested_is_not_green() => Assert.That(Run().ExitCode, Is.EqualTo(ExitCode.TooLittleTested));

    [Test]
    public void Fewer_must_checks_than_the_minimum_fail_the_run() =>
        Assert.That(
            (Run(Check(Verdict.Pass), Check(Verdict.Pass, Level.Should)) with { MinimumMustChecks = 2 }).ExitCode,
            Is.EqualTo(ExitCode.TooLittleTested));

    [Test]
    public void A_failure_of_the_suite_outweighs_a_failure_of_the_target() =>
        Assert.That(Run(Check(Verdict.Fail), Check(Verdict.HarnessError)).ExitCode, Is.EqualTo(ExitCode.HarnessFailed));

    [Test]
    public void A_failure_outweighs_a_block() =>
        Assert.That(Run(Check(Verdict.Blocked), Check(Verdict.Fail)).ExitCode, Is.EqualTo(ExitCode.DoesNotConform));

    [Test]
    public void An_unreachable_target_is_told_from_a_bad_one() =>
        Assert.That((Run() with { Unreachable = "no connection" }).ExitCode, Is.EqualTo(ExitCode.Unreachable));

    [Test]
    public void A_cancelled_run_says_so() =>
        Assert.That((int)(Run(Check(Verdict.Fail)) with { Cancelled = true }).ExitCode, Is.EqualTo(130));
}
