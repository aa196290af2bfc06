using System.Collections.Immutable;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Grading;

/// <summary>Which results make a grade card fail.</summary>
public enum FailOn
{
    /// <summary>A failed rule of the level must.</summary>
    Must,

    /// <summary>Any failed rule.</summary>
    Should,

    /// <summary>Any rule that is not passed.</summary>
    NotObserved,
}

/// <summary>The grade of a session's client at one moment.</summary>
/// <param name="Session">Name of the session.</param>
/// <param name="At">The moment, by the session's clock.</param>
/// <param name="Exchanges">How many exchanges were seen.</param>
/// <param name="Results">G1 to G17.</param>
public sealed record GradeCard(string Session, DateTimeOffset At, long Exchanges, ImmutableArray<RuleResult> Results)
{
    /// <summary>Takes the grade of a session.</summary>
    /// <param name="session">The session.</param>
    /// <returns>The card.</returns>
    public static GradeCard From(Session session) =>
        new(session.Id, session.Clock.GetUtcNow(), session.Grade.Exchanges, session.Grade.Results);

    /// <summary>The result of a rule.</summary>
    /// <param name="rule">Its id, for example <c>G4</c>.</param>
    /// <exception cref="InvalidOperationException">There is no such rule.</exception>
    public RuleResult this[string rule] => Results.First(mark => mark.Rule == rule);

    /// <summary>How many rules have a verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns>0 to 17.</returns>
    public int Count(RuleVerdict verdict) => Results.Count(mark => mark.Verdict == verdict);

    /// <summary>Whether any rule has a verdict. A client that never called shows nothing, so it does not pass.</summary>
    public bool IsObserved => Results.Any(result => result.Verdict != RuleVerdict.NotObserved);

    /// <summary>The results that count as failures. When nothing was observed, these are the rules of the level must.</summary>
    /// <param name="failOn">From which kind on.</param>
    /// <returns>The marks; empty when the client passes.</returns>
    public ImmutableArray<RuleResult> Shortcomings(FailOn failOn) =>
    [
        .. Results.Where(mark => mark.Verdict switch
        {
            RuleVerdict.Fail => failOn != FailOn.Must || mark.Level == Level.Must,
            RuleVerdict.NotObserved => failOn == FailOn.NotObserved || (!IsObserved && mark.Level == Level.Must),
            _ => false,
        }),
    ];

    /// <summary>The card as text, for the message of a failed test.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Join(
        Environment.NewLine,
        Results.Select(mark => mark.ToString()).Prepend(
            $"{Count(RuleVerdict.Pass)} passed, {Count(RuleVerdict.Fail)} failed, {Count(RuleVerdict.NotObserved)} not observed"));
}
