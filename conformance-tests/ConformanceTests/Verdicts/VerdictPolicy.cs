using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Verdicts;

/// <summary>Where outcome, level and strictness become a verdict: here and nowhere else.</summary>
public static class VerdictPolicy
{
    /// <summary>Decides.</summary>
    /// <param name="level">How strongly the requirement's source asks.</param>
    /// <param name="outcome">What the check saw.</param>
    /// <param name="strict">Whether recommendations count like duties.</param>
    /// <param name="pending">Whether the requirement is new and gates nothing yet.</param>
    /// <returns>The verdict.</returns>
    public static Verdict Decide(Level level, Outcome outcome, bool strict, bool pending) => outcome switch
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
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "an outcome without a rule"),
    };

    /// <summary>Whether a verdict keeps the gate shut.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="level">The requirement's level.</param>
    /// <returns>True when the run cannot be green with it.</returns>
    public static bool Gates(Verdict verdict, Level level) => verdict switch
    {
        Verdict.Fail or Verdict.Blocked or Verdict.HarnessError => true,
        Verdict.Untestable => level == Level.Must,
        _ => false,
    };

    /// <summary>Whether a check with this verdict was really carried out.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns>False for what was not applicable, not testable, blocked or broken in the suite.</returns>
    public static bool Executed(Verdict verdict) =>
        verdict is Verdict.Pass or Verdict.Fail or Verdict.Warn or Verdict.Info;

    private static Verdict Violation(Level level, bool strict) => level switch
    {
        Level.Must => Verdict.Fail,
        Level.Should => strict ? Verdict.Fail : Verdict.Warn,
        _ => Verdict.Info,
    };
}
