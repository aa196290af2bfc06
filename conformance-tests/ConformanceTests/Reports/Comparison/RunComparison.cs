using System.Collections.Immutable;

namespace PartnerApi.Conformance.Reports.Comparison;

/// <summary>What became of a check between two runs.</summary>
public enum Change
{
    /// <summary>It fails the run and did not before; a new check counts too.</summary>
    NewlyFailing,

    /// <summary>It failed the run before; now it was executed and does not.</summary>
    Fixed,

    /// <summary>Another verdict that changes nothing for the run, or no longer executed.</summary>
    Changed,

    /// <summary>The earlier run did not have it.</summary>
    New,

    /// <summary>The later run does not have it.</summary>
    Gone,
}

/// <summary>One check that differs.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Change">What became of it.</param>
/// <param name="Before">The earlier verdict; null when there was none.</param>
/// <param name="After">The later verdict; null when there is none.</param>
/// <param name="Actual">What came in the later run, or in the earlier one when there is no later.</param>
public sealed record CheckChange(string Id, Change Change, string? Before, string? After, string Actual);

/// <summary>Two runs side by side.</summary>
/// <param name="Before">The earlier run.</param>
/// <param name="After">The later run.</param>
/// <param name="Changes">What differs, worst first.</param>
public sealed record RunComparison(ResultsDocument Before, ResultsDocument After, ImmutableArray<CheckChange> Changes)
{
    /// <summary>Whether anything fails that did not before.</summary>
    public bool IsWorse => Changes.Any(change => change.Change == Change.NewlyFailing);

    /// <summary>Compares.</summary>
    /// <param name="before">The earlier run.</param>
    /// <param name="after">The later run.</param>
    /// <returns>What differs.</returns>
    public static RunComparison Compare(ResultsDocument before, ResultsDocument after)
    {
        var earlier = ById(before);
        var later = ById(after);
        return new(before, after,
        [
            .. earlier.Keys.Union(later.Keys)
                .Select(id => CompareCheck(earlier.GetValueOrDefault(id), later.GetValueOrDefault(id)))
                .OfType<CheckChange>()
                .OrderBy(change => change.Change)
                .ThenBy(change => change.Id, StringComparer.Ordinal),
        ]);
    }

    // If one id is in the file twice, the one that fails the run counts.
    private static Dictionary<string, ResultsCheck> ById(ResultsDocument document) => document.Checks
        .GroupBy(check => check.Id)
        .ToDictionary(group => group.Key, group => group.OrderByDescending(check => check.Gates).First());

    private static CheckChange? CompareCheck(ResultsCheck? before, ResultsCheck? after)
    {
        Change? change = (before, after) switch
        {
            (_, { Gates: true }) when before is not { Gates: true } => Change.NewlyFailing,
            (null, _) => Change.New,
            (_, null) => Change.Gone,
            ({ Gates: true }, { Gates: false, Executed: true }) => Change.Fixed,
            _ when before.Verdict != after.Verdict => Change.Changed,
            _ => null,
        };
        var shown = after ?? before!;
        return change is { } kind ? new(shown.Id, kind, before?.Verdict, after?.Verdict, shown.Actual) : null;
    }
}
