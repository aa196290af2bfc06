using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Reports.History;

/// <summary>A check whose verdict changed.</summary>
/// <param name="Check">Its id.</param>
/// <param name="Before">The earlier verdict; null when no earlier run had the check.</param>
/// <param name="After">The later verdict; null when the later run no longer has it.</param>
/// <param name="Fails">Whether it fails the later run.</param>
/// <param name="Failed">Whether it failed the earlier run.</param>
public sealed record VerdictChange(string Check, string? Before, string? After, bool Fails, bool Failed);

/// <summary>A run, and what changed since the one before it.</summary>
/// <param name="Record">The run.</param>
/// <param name="Changes">The changes, failures first; empty for the first run.</param>
public sealed record TrendRun(RunRecord Record, ImmutableArray<VerdictChange> Changes);

/// <summary>The runs of one target by one contract and profile.</summary>
public sealed record Trend
{
    private Trend(ImmutableArray<TrendRun> runs) => Runs = runs;

    /// <summary>The runs, the earliest first.</summary>
    public ImmutableArray<TrendRun> Runs { get; }

    /// <summary>The latest run.</summary>
    public RunRecord Latest => Runs[^1].Record;

    /// <summary>Since when each run found that the target conforms; null when the latest full run did not.</summary>
    public DateTimeOffset? ConformsSince => SinceWhen(Runs.Select(run => run.Record));

    /// <summary>Follows the runs of each target.</summary>
    /// <param name="records">Runs, the earliest first.</param>
    /// <returns>One trend per target, contract and profile, by name.</returns>
    public static ImmutableArray<Trend> PerTarget(IEnumerable<RunRecord> records) =>
    [
        .. records.GroupBy(record => record.Series)
            .OrderBy(series => series.Key)
            .Select(series => new Trend([.. Follow([.. series])])),
    ];

    /// <summary>Since when a target conforms.</summary>
    /// <param name="records">Its runs, the earliest first. Partial runs, and runs in which it did not answer, do not count.</param>
    /// <returns>The start of the first of the runs that end with the latest and all found that it conforms; null for none.</returns>
    public static DateTimeOffset? SinceWhen(IEnumerable<RunRecord> records) => records
        .Where(record => record.IsJudgement)
        .Reverse()
        .TakeWhile(record => record.ExitCode == (int)ExitCode.Conforms)
        .LastOrDefault()?.Started;

    // A check that a partial run left out, or that no run reached because the target did not answer, keeps its last verdict.
    private static IEnumerable<TrendRun> Follow(ImmutableArray<RunRecord> records)
    {
        var known = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        var failing = ImmutableSortedSet<string>.Empty;
        foreach (var (index, record) in records.Index())
        {
            var changes = index == 0 ? [] : Changes(known, failing, record);
            yield return new(record, changes);
            known = record.IsJudgement ? record.Checks : known.SetItems(record.Checks);
            failing = record.IsJudgement ? record.Failing : failing.Except(record.Checks.Keys).Union(record.Failing);
        }
    }

    private static ImmutableArray<VerdictChange> Changes(
        ImmutableSortedDictionary<string, string> known, ImmutableSortedSet<string> failing, RunRecord record)
    {
        var ids = record.IsJudgement ? known.Keys.Union(record.Checks.Keys) : record.Checks.Keys;
        return
        [
            .. ids.Select(id => new VerdictChange(
                    id, known.GetValueOrDefault(
                        id), record.Checks.GetValueOrDefault(id), record.Failing.Contains(id), failing.Contains(id)))
                .Where(change => change.Before != change.After || change.Fails != change.Failed)
                .OrderByDescending(change => change.Fails).ThenByDescending(change => change.Failed)
                .ThenBy(change => change.Check, StringComparer.Ordinal),
        ];
    }
}
