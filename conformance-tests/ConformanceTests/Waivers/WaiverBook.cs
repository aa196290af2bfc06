using System.Collections.Concurrent;
using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Waivers;

/// <summary>The waivers of one run, and which checks each covered.</summary>
/// <param name="waivers">All waivers that are valid today.</param>
/// <param name="target">Name of the target; waivers of other targets are ignored.</param>
public sealed class WaiverBook(ImmutableArray<Waiver> waivers, string target)
{
    private readonly ImmutableArray<Waiver> _ours = [.. waivers.Where(waiver => waiver.Target == target)];
    private readonly ConcurrentDictionary<Waiver, ConcurrentBag<Verdict>> _covered = new();

    /// <summary>The waiver of a check that fails or cannot be tested.</summary>
    /// <param name="id">The check.</param>
    /// <param name="verdict">Its verdict.</param>
    /// <returns>The waiver; null when there is none, or when the verdict cannot be waived.</returns>
    public Waiver? Apply(CheckId id, Verdict verdict)
    {
        var covering = _ours.Where(waiver => waiver.Covers(id)).ToImmutableArray();
        foreach (var waiver in covering)
        {
            _covered.GetOrAdd(waiver, _ => []).Add(verdict);
        }

        return CanBeWaived(verdict) ? covering.FirstOrDefault() : null;
    }

    /// <summary>Waivers whose checks all pass again.</summary>
    /// <returns>One line each.</returns>
    public ImmutableArray<string> Stale() =>
        [.. _ours.Where(PassesAgain).Select(waiver => $"{Describe(waiver)} is stale: the check passes again; delete the waiver")];

    /// <summary>Waivers that match no check of the run.</summary>
    /// <returns>One line each.</returns>
    public ImmutableArray<string> Unmatched() =>
        [.. _ours.Where(waiver => !_covered.ContainsKey(waiver)).Select(waiver => $"{Describe(waiver)} matches no check of this run")];

    private string Describe(Waiver waiver) => $"the waiver of {waiver.Subject()} for {target} ({waiver.Ticket}, {waiver.Owner})";

    private static bool CanBeWaived(Verdict verdict) => verdict is Verdict.Fail or Verdict.Untestable or Verdict.Blocked;

    // A warning can be a failure in a strict run, which uses the same file.
    private bool PassesAgain(Waiver waiver) =>
        _covered.TryGetValue(waiver, out var verdicts) && verdicts.Contains(Verdict.Pass)
        && verdicts.All(verdict => verdict is Verdict.Pass or Verdict.NotApplicable);
}
