using NUnit.Framework;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Requirements;
using static PartnerApi.Conformance.SelfTests.Verdicts.Results;

namespace PartnerApi.Conformance.SelfTests.Verdicts;

public sealed class RunResultTests
{
    [TestCase(Verdict.Pass, 1)]
    [TestCase(Verdict.Fail, 1)]
    [TestCase(Verdict.Warn, 1)]
    [TestCase(Verdict.Info, 1)]
    [TestCase(Verdict.NotApplicable, 0)]
    [TestCase(Verdict.Untestable, 0)]
    [TestCase(Verdict.Blocked, 0)]
    [TestCase(Verdict.Waived, 0)]
    [TestCase(Verdict.Pending, 0)]
    [TestCase(Verdict.HarnessError, 0)]
    public void A_must_check_counts_when_it_was_executed(Verdict verdict, int expected) =>
        Assert.That(Run(Check(verdict), Check(verdict, Level.Should)).MustExecuted, Is.EqualTo(expected));

    [Test]
    public void Verdicts_are_counted_by_section_in_the_order_of_the_checks()
    {
        var run = Run(Check(Verdict.Pass, id: "S2.a"), Check(Verdict.Fail, id: "S1.a"), Check(Verdict.Pass, id: "S2.b"));

        Assert.That(
            run.Sections.Select(count => (count.Section, count.Of(Verdict.Pass), count.Of(Verdict.Fail))),
            Is.EqualTo(new[] { ("S2", 2, 0), ("S1", 0, 1) }));
        Assert.That((run.Total.Of(Verdict.Pass), run.Total.Of(Verdict.Fail), run.Total.Of(Verdict.Warn)), Is.EqualTo((2, 1, 0)));
    }

    [TestCase(Verdict.Fail, true)]
    [TestCase(Verdict.Pass, false)]
    public void A_check_knows_whether_it_shuts_the_gate(Verdict verdict, bool expected) =>
        Assert.That(Check(verdict).Gates, Is.EqualTo(expected));

    [Test]
    public void Minimum_waivers_and_the_reasons_of_an_exit_code_have_a_precedence()
    {
        var good = Run(Check(Verdict.Pass));
        var bad = Run(Check(Verdict.HarnessError));

        Assert.That((good with { MinimumMustChecks = 1 }).ExitCode, Is.EqualTo(ExitCode.Conforms));
        Assert.That((good with { StaleWaivers = ["one"] }).ExitCode, Is.EqualTo(ExitCode.DoesNotConform));
        Assert.That((bad with { UnmatchedWaivers = ["one"] }).ExitCode, Is.EqualTo(ExitCode.BadInput));
        Assert.That((bad with { UnmatchedWaivers = ["one"], Unreachable = "no connection" }).ExitCode, Is.EqualTo(ExitCode.Unreachable));
        Assert.That(
            (Run(Check(Verdict.Pass), Check(Verdict.Untestable, Level.Should)) with { MinimumMustChecks = 1 }).ExitCode,
            Is.EqualTo(ExitCode.Conforms));
        Assert.That((Run() with { MinimumMustChecks = 0 }).ExitCode, Is.EqualTo(ExitCode.TooLittleTested));
    }
}
