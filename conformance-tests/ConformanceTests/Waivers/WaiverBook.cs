using System.Collections.Concurrent;
using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Waivers;

/// <summary>The waivers of one run, and what became of each.</summary>
/// <param name="waivers">All waivers that are good today.</param>
/// <param name="target">Name of the target; waivers of others are left alone.</param>
public sealed class WaiverBook(ImmutableArray<Waiver> waivers, string target)
{
    private readonly ImmutableArray<Waiver> _ours = [.. waivers.Where(waiver => waiver.Target == target)];
    private readonly ConcurrentDictionary<Waiver, ConcurrentBag<Verdict>> _met = new();

    /// <summary>The waiver of a check that would otherwise fail or be missing.</summary>
    /// <param name="id">The check.</param>
    /// <param name="verdict">What it came to.</param>
    /// <returns>The waiver; null when there is none, or when the verdict is none that can be waived.</returns>
    public Waiver? Apply(CheckId id, Verdict verdict)
    {
        var covering = _ours.Where(waiver => waiver.Covers(id)).ToImmutableArray();
        foreach (var waiver in covering)
        {
            _met.GetOrAdd(waiver, _ => []).Add(verdict);
        }

        return Waivable(verdict) ? covering.FirstOrDefault() : null;
    }

    /// <summary>Waivers whose checks all hold again.</summary>
    /// <returns>One line for each: what to delete.</returns>
    public ImmutableArray<string> Stale() =>
        [.. _ours.Where(HoldsAgain).Select(waiver => $"the waiver of {waiver.Subject()} for {target} ({waiver.Ticket}, {waiver.Owner}) is stale, delete it: what it waives holds again")];

    /// <summary>Waivers that fit no check of the run.</summary>
    /// <returns>One line for each.</returns>
    public ImmutableArray<string> Unmatched() =>
        [.. _ours.Where(waiver => !_met.ContainsKey(waiver)).Select(waiver => $"the waiver of {waiver.Subject()} for {target} ({waiver.Ticket}, {waiver.Owner}) fits no check of this run")];

    private static bool Waivable(Verdict verdict) => verdict is Verdict.Fail or Verdict.Untestable or Verdict.Blocked;

    // A warning may be a failure of the strict run, which has the same file.
    private bool HoldsAgain(Waiver waiver) =>
        _met.TryGetValue(waiver, out var verdicts) && verdicts.Contains(Verdict.Pass)
        && verdicts.All(verdict => verdict is Verdict.Pass or Verdict.NotApplicable);
}
