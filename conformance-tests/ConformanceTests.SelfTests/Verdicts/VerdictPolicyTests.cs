using NUnit.Framework;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;
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
        Assert.That(VerdictPolicy.Decide(level, Basis.Documented, outcome, strict, pending: false), Is.EqualTo(expected));

    [TestCase(Level.Must, Outcome.Violated, Verdict.Warn)]
    [TestCase(Level.Must, Outcome.ServerError, Verdict.Warn)]
    [TestCase(Level.Should, Outcome.Tolerated, Verdict.Warn)]
    [TestCase(Level.Must, Outcome.Satisfied, Verdict.Pass)]
    public void What_is_inferred_is_a_warning_at_most(Level level, Outcome outcome, Verdict expected) =>
        Assert.That(VerdictPolicy.Decide(level, Basis.Inferred, outcome, strict: true, pending: false), Is.EqualTo(expected));

    [Test]
    public void A_check_is_as_weak_as_the_weakest_of_what_it_rests_on()
    {
        Assert.That(VerdictPolicy.Weakest(Basis.Standard, Basis.Documented, null), Is.EqualTo(Basis.Standard));
        Assert.That(VerdictPolicy.Weakest(Basis.Documented, null, Basis.Inferred), Is.EqualTo(Basis.Inferred));
        Assert.That(VerdictPolicy.Weakest(Basis.Inferred), Is.EqualTo(Basis.Inferred));
    }

    [TestCase(Outcome.Satisfied)]
    [TestCase(Outcome.Violated)]
    [TestCase(Outcome.ServerError)]
    [TestCase(Outcome.Untestable)]
    public void A_pending_requirement_gates_nothing(Outcome outcome) =>
        Assert.That(VerdictPolicy.Decide(Level.Must, Basis.Documented, outcome, strict: true, pending: true), Is.EqualTo(Verdict.Pending));

    [Test]
    public void Every_outcome_has_a_verdict() =>
        Assert.That(
            () =>
                Enum.GetValues<Outcome>().Select(outcome => VerdictPolicy.Decide(Level.Must, Basis.Documented, outcome, false, false))
                    .ToList(),
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
        Assert.That(VerdictPolicy.Gates(verdict, level, Basis.Documented), Is.EqualTo(expected));

    [Test]
    public void What_is_inferred_and_untestable_does_not_gate() =>
        Assert.That(VerdictPolicy.Gates(Verdict.Untestable, Level.Must, Basis.Inferred), Is.False);
}
