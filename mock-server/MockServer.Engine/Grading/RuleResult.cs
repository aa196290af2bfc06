using System.Collections.Immutable;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>What a rule of the grade card says of a client.</summary>
public enum RuleVerdict
{
    /// <summary>Observed, and correct.</summary>
    Pass,

    /// <summary>Observed, and wrong.</summary>
    Fail,

    /// <summary>Not observed, which is never a pass.</summary>
    NotObserved,
}

/// <summary>One line of the grade card.</summary>
/// <param name="Rule">Id, <c>G1</c> to <c>G17</c>.</param>
/// <param name="Title">The rule in a few words.</param>
/// <param name="Statement">What a good client does.</param>
/// <param name="Level">How much a failure counts.</param>
/// <param name="Verdict">What was seen.</param>
/// <param name="Reason">What was seen in words; for not observed, what to do so that it is.</param>
/// <param name="Evidence">Numbers of exchanges in the journal, at most ten.</param>
/// <param name="Exercise">Name of the exercise that shows it.</param>
public sealed record RuleResult(
    string Rule, string Title, string Statement, Level Level, RuleVerdict Verdict, string Reason, ImmutableArray<long> Evidence,
    string Exercise)
{
    /// <summary>The line as text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        $"{Rule,-3} {RuleVerdicts.Name(Verdict),-12} {Title}: {Reason}" +
        (Evidence.IsEmpty ? "" : $" (exchanges {string.Join(", ", Evidence)})");
}

/// <summary>Verdicts as the grade card names them.</summary>
internal static class RuleVerdicts
{
    public static string Name(RuleVerdict verdict) => verdict switch
    {
        RuleVerdict.Pass => "pass",
        RuleVerdict.Fail => "fail",
        _ => "not observed",
    };
}
