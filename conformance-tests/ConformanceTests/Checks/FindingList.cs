using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Checks;

/// <summary>Findings of one check that tried several requests.</summary>
internal static class FindingList
{
    private const int MaxShown = 3;

    // The most serious first.
    private static readonly ImmutableArray<Outcome> Order =
    [
        Outcome.HarnessFailed, Outcome.ServerError, Outcome.Violated, Outcome.Blocked, Outcome.Untestable, Outcome.Tolerated,
        Outcome.Satisfied, Outcome.Unspecified, Outcome.NotApplicable,
    ];

    /// <summary>
    /// The most serious finding of requests each of which shows the same: one that shows it is enough, although others show nothing.
    /// </summary>
    /// <param name="findings">What each request found, with the request's name.</param>
    /// <returns>The finding.</returns>
    public static Finding WorstOfAlike(params ImmutableArray<(string Name, Finding Finding)> findings) =>
        findings.Any(one => one.Finding.Outcome == Outcome.Satisfied)
            ? Worst([.. findings.Where(one => one.Finding.Outcome != Outcome.Untestable)])
            : Worst(findings);

    /// <summary>The most serious finding, which is the check's own.</summary>
    /// <param name="findings">What each request found, with the request's name.</param>
    /// <returns>The finding, which names the requests of its kind.</returns>
    public static Finding Worst(params ImmutableArray<(string Name, Finding Finding)> findings)
    {
        if (findings.IsEmpty)
        {
            throw new ArgumentException("a check needs a finding", nameof(findings));
        }

        var (worst, alike) = findings.GroupBy(one => one.Finding.Outcome).OrderBy(group => Order.IndexOf(group.Key))
            .Select(group => (group.First().Finding, group.ToList()))
            .First();
        var shown = alike.Take(MaxShown).Select(one => $"{one.Name}: {one.Finding.Actual}");
        var rest = alike.Count > MaxShown ? $"; and {alike.Count - MaxShown} more" : "";
        return worst with
        {
            Actual = string.Join("; ", shown) + rest,
            Evidence = alike.Min(one => one.Finding.Evidence),
        };
    }
}
