using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Verdicts;

/// <summary>A waiver, as the check that it covers shows it.</summary>
/// <param name="Verdict">The verdict without the waiver.</param>
/// <param name="Reason">Why the failure is tolerated.</param>
/// <param name="Owner">Who is responsible.</param>
/// <param name="Ticket">Ticket that tracks the fix.</param>
/// <param name="Expires">Last day, in UTC, included.</param>
public sealed record WaivedCheck(Verdict Verdict, string Reason, string Owner, string Ticket, DateOnly Expires);

/// <summary>The result of one check. Its texts are free of secrets.</summary>
public sealed record CheckResult
{
    /// <summary>Requirement id, then <c>/aspect</c> and <c>@operation</c> where there are several checks of one requirement.</summary>
    public required string Id { get; init; }

    /// <summary>The requirement's id.</summary>
    public required string Requirement { get; init; }

    /// <summary>The first part of the requirement's id, for example <c>S2</c>.</summary>
    public required string Section { get; init; }

    /// <summary>How binding the requirement is.</summary>
    public required Level Level { get; init; }

    /// <summary>What the check rests on: the weakest of its requirement, its operation and what it uses of the contract.</summary>
    public required Basis Basis { get; init; }

    /// <summary>The verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What separates the reply from its control; none when nothing was judged.</summary>
    public required Evidence Evidence { get; init; }

    /// <summary>What the requirement says.</summary>
    public required string Statement { get; init; }

    /// <summary>Where the requirement comes from.</summary>
    public required string Source { get; init; }

    /// <summary>The scenario that made the check.</summary>
    public required string Scenario { get; init; }

    /// <summary>What was expected.</summary>
    public required string Expected { get; init; }

    /// <summary>What the target did.</summary>
    public required string Actual { get; init; }

    /// <summary>Why the verdict is what it is, where expected and actual do not say it; otherwise null.</summary>
    public string? Because { get; init; }

    /// <summary>What the waiver says; null unless the verdict is <see cref="Verdict.Waived"/>.</summary>
    public WaivedCheck? Waived { get; init; }

    /// <summary>Number of the exchange that was judged; null when none was.</summary>
    public int? Judged { get; init; }

    /// <summary>Numbers of all exchanges of the scenario so far, controls included.</summary>
    public ImmutableArray<int> Exchanges { get; init; } = [];

    /// <summary>Whether it fails the run.</summary>
    public bool Gates => VerdictPolicy.Gates(Verdict, Level, Basis);
}
