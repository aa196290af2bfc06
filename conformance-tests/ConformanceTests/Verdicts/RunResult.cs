using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Verdicts;

/// <summary>Verdicts of one section, counted.</summary>
/// <param name="Section">The section, for example <c>S2</c>.</param>
/// <param name="Counts">Number of checks per verdict; a verdict that did not occur is not in it.</param>
public sealed record SectionCount(string Section, ImmutableDictionary<Verdict, int> Counts)
{
    /// <summary>Number of checks with a verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns>The number, zero when there are none.</returns>
    public int Of(Verdict verdict) => Counts.GetValueOrDefault(verdict);
}

/// <summary>The result of a run; every report and the exit code come from it. Free of secrets.</summary>
public sealed record RunResult
{
    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>The target's address.</summary>
    public required Uri Address { get; init; }

    /// <summary>The contract's version.</summary>
    public required string Contract { get; init; }

    /// <summary>The run's id, which is also in each request's <c>User-Agent</c>.</summary>
    public required string RunId { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Whether recommendations counted like must-requirements.</summary>
    public required bool Strict { get; init; }

    /// <summary>The profile, for example <c>rfc6749</c>; <c>guide</c> when the guide's own sentences alone were judged.</summary>
    public required string Profile { get; init; }

    /// <summary>The seed of the test data.</summary>
    public required int Seed { get; init; }

    /// <summary>Every check, in the order of the requirements.</summary>
    public required ImmutableArray<CheckResult> Checks { get; init; }

    /// <summary>Every exchange, in the order of sending.</summary>
    public required ImmutableArray<RecordedExchange> Exchanges { get; init; }

    /// <summary>The requirements of the run, tested or not.</summary>
    public ImmutableArray<Requirement> Requirements { get; init; } = [];

    /// <summary>Requirements that are not tested, with the reason.</summary>
    public required ImmutableArray<Requirement> NotTested { get; init; }

    /// <summary>Why nothing could be tested at all; null when the target answered.</summary>
    public string? Unreachable { get; init; }

    /// <summary>
    /// Whether only some of the requirements that the profile judges were selected; such a run says nothing about the rest.
    /// </summary>
    public bool IsPartial { get; init; }

    /// <summary>
    /// Since when each run of the history found that the target conforms, this one included; null without history, or when it does not.
    /// </summary>
    public DateTimeOffset? ConformsSince { get; init; }

    /// <summary>Whether the run was cancelled.</summary>
    public bool Cancelled { get; init; }

    /// <summary>Known capabilities of the deployment, and how they were found.</summary>
    public ImmutableArray<Capability> Capabilities { get; init; } = [];

    /// <summary>Waivers whose checks pass again, one line each; the run fails until they are deleted.</summary>
    public ImmutableArray<string> StaleWaivers { get; init; } = [];

    /// <summary>Waivers that match no check of the run, one line each.</summary>
    public ImmutableArray<string> UnmatchedWaivers { get; init; } = [];

    /// <summary>Notes of the run: waits, retries, an unusable expired-token file. Free of secrets.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Minimum number of must-checks that the run must execute.</summary>
    public required int MinimumMustChecks { get; init; }

    /// <summary>Must-checks that were executed, have evidence and are not inferred: only these count for the minimum.</summary>
    public int MustExecuted => Checks.Count(check =>
        check is { Level: Level.Must, Basis: not Basis.Inferred }
        && VerdictPolicy.Executed(check.Verdict)
        && check.Evidence != Evidence.None);

    /// <summary>Number of executed checks with an evidence.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <returns>The number.</returns>
    public int CountOf(Evidence evidence) =>
        Checks.Count(check => VerdictPolicy.Executed(check.Verdict) && check.Evidence == evidence);

    /// <summary>Counts per section, in the order of the requirements.</summary>
    public ImmutableArray<SectionCount> Sections =>
        [.. Checks.GroupBy(check => check.Section).Select(group => new SectionCount(group.Key, Count(group)))];

    /// <summary>Counts over all sections.</summary>
    public SectionCount Total => new("all", Count(Checks));

    /// <summary>The exit code of the process.</summary>
    public ExitCode ExitCode => ExitCodes.For(this);

    private static ImmutableDictionary<Verdict, int> Count(IEnumerable<CheckResult> checks) =>
        checks.CountBy(check => check.Verdict).ToImmutableDictionary();
}
