using NUnit.Framework;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.SelfTests.Verdicts;

public sealed class VerdictPolicyTests
{
    [TestCase(Level.Must, Outcome.Violated, false, Verdict.Fail)]
    [TestCase(Level.Should, Outcome.Violated, false, Verdict.Warn)]
    [TestCase(Level.Should, Outcome.Violated, true, Verdict.Fail)]
    [TestCase(Level.May, Outcome.Violated, true, Verdict.Info)]
    [TestCase(Level.Must, Outcome.Tolerated, false, Verdict.Warn)]
    [TestCase(Level.Must, Outcome.Tolerated, true, Verdict.Fail)]
    [TestCase(Level.May, Outcome.Tolerated, true, Verdict.Info)]
    [TestCase(Level.Must, Outcome.Unspecified, true, Verdict.Info)]
    [TestCase(Level.May, Outcome.ServerError, false, Verdict.Fail)]
    [TestCase(Level.Must, Outcome.Satisfied, true, Verdict.Pass)]
    [TestCase(Level.May, Outcome.NotApplicable, true, Verdict.NotApplicable)]
    [TestCase(Level.Must, Outcome.Untestable, false, Verdict.Untestable)]
    [TestCase(Level.May, Outcome.Blocked, false, Verdict.Blocked)]
    [TestCase(Level.May, Outcome.HarnessFailed, false, Verdict.HarnessError)]
    public void Level_outcome_and_strictness_decide(Level level, Outcome outcome, bool strict, Verdict expected) =>
        Assert.That(VerdictPolicy.Decide(level, outcome, strict, pending: false), Is.EqualTo(expected));

    [TestCase(Outcome.Satisfied)]
    [TestCase(Outcome.Violated)]
    [TestCase(Outcome.ServerError)]
    [TestCase(Outcome.Untestable)]
    public void A_pending_requirement_gates_nothing(Outcome outcome) =>
        Assert.That(VerdictPolicy.Decide(Level.Must, outcome, strict: true, pending: true), Is.EqualTo(Verdict.Pending));

    [Test]
    public void Every_outcome_has_a_verdict() =>
        Assert.That(
            () => Enum.GetValues<Outcome>().Select(outcome => VerdictPolicy.Decide(Level.Must, outcome, false, false)).ToList(),
            Throws.Nothing);

    [TestCase(Verdict.Fail, Level.May, true)]
    [TestCase(Verdict.Blocked, Level.May, true)]
    [TestCase(Verdict.HarnessError, Level.May, true)]
    [TestCase(Verdict.Untestable, Level.Must, true)]
    [TestCase(Verdict.Untestable, Level.Should, false)]
    [TestCase(Verdict.Warn, Level.Must, false)]
    [TestCase(Verdict.Waived, Level.Must, false)]
    [TestCase(Verdict.Pending, Level.Must, false)]
    public void The_gate_is_shut_by(Verdict verdict, Level level, bool expected) =>
        Assert.That(VerdictPolicy.Gates(verdict, level), Is.EqualTo(expected));
}
