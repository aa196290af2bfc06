using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Verdicts;

/// <summary>The only place that turns outcome, level, basis and strictness into a verdict.</summary>
public static class VerdictPolicy
{
    /// <summary>The basis of a check: as weak as the weakest of what it rests on.</summary>
    /// <param name="requirement">The basis of the requirement.</param>
    /// <param name="others">The basis of the operation, schema, status or member that the check uses; null for none.</param>
    /// <returns>The basis.</returns>
    public static Basis Weakest(Basis requirement, params ReadOnlySpan<Basis?> others) =>
        others.Contains(Basis.Inferred) ? Basis.Inferred : requirement;

    /// <summary>The verdict of an outcome. What is inferred is a warning at most, whatever the level and strictness.</summary>
    /// <param name="level">How binding the requirement is.</param>
    /// <param name="basis">What the check rests on.</param>
    /// <param name="outcome">What the check saw.</param>
    /// <param name="strict">Whether recommendations count like must-requirements.</param>
    /// <param name="pending">Whether the requirement is new and cannot fail a run yet.</param>
    /// <returns>The verdict.</returns>
    public static Verdict Decide(Level level, Basis basis, Outcome outcome, bool strict, bool pending) =>
        Decide(level, outcome, strict, pending) is var verdict && verdict == Verdict.Fail && basis == Basis.Inferred
            ? Verdict.Warn
            : verdict;

    /// <summary>Whether a verdict fails the run.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="level">The requirement's level.</param>
    /// <param name="basis">What the check rests on.</param>
    /// <returns>True when the run fails because of it.</returns>
    public static bool Gates(Verdict verdict, Level level, Basis basis) => verdict switch
    {
        Verdict.Fail or Verdict.Blocked or Verdict.HarnessError => true,
        Verdict.Untestable => level == Level.Must && basis != Basis.Inferred,
        _ => false,
    };

    /// <summary>Whether a check with this verdict was executed.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns>False when it was not applicable, untestable, blocked, or the suite failed.</returns>
    public static bool Executed(Verdict verdict) =>
        verdict is Verdict.Pass or Verdict.Fail or Verdict.Warn or Verdict.Info;

    private static Verdict Decide(Level level, Outcome outcome, bool strict, bool pending) => outcome switch
    {
        Outcome.HarnessFailed => Verdict.HarnessError,
        Outcome.NotApplicable => Verdict.NotApplicable,
        _ when pending => Verdict.Pending,
        Outcome.Satisfied => Verdict.Pass,
        Outcome.Tolerated when level != Level.May => strict ? Verdict.Fail : Verdict.Warn,
        Outcome.Tolerated or Outcome.Unspecified => Verdict.Info,
        Outcome.Violated => Violation(level, strict),
        Outcome.ServerError => Verdict.Fail,
        Outcome.Untestable => Verdict.Untestable,
        Outcome.Blocked => Verdict.Blocked,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "unknown outcome"),
    };

    private static Verdict Violation(Level level, bool strict) => level switch
    {
        Level.Must => Verdict.Fail,
        Level.Should => strict ? Verdict.Fail : Verdict.Warn,
        _ => Verdict.Info,
    };
}
