using System.Collections.Immutable;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Drift;

/// <summary>Two deployments that are sent the same calls.</summary>
/// <param name="first">The deployment that is the measure.</param>
/// <param name="second">The one that is compared with it.</param>
internal sealed class DriftPair(RunContext first, RunContext second)
{
    // Each call is sent twice, so that what varies between two equal requests is not taken for a difference. Where one shows, both are
    // sent again: what comes and goes is none.
    private const int Repetitions = 2;

    // Two times on both sides of a limit are no difference.
    private const double MinTimeRatio = 2;

    // Classes of the time to answer: what a caller notices, and what it has to plan for.
    private static readonly ImmutableArray<(TimeSpan Below, string Name)> Speeds =
    [
        (TimeSpan.FromSeconds(1), "under 1 s"), (TimeSpan.FromSeconds(5), "1 to 5 s"), (TimeSpan.FromSeconds(20), "5 to 20 s"),
        (TimeSpan.MaxValue, "20 s or more"),
    ];

    private readonly SafeCalls _ofFirst = new(first);
    private readonly SafeCalls _ofSecond = new(second);

    /// <summary>Makes a text of a deployment fit for reports.</summary>
    /// <param name="text">The text.</param>
    /// <param name="max">Maximum number of characters.</param>
    /// <returns>One line without the secrets of either side.</returns>
    public string Shown(string text, int max = ForeignText.MaxSentence) =>
        ForeignText.Line(first.Notes.Redactor.Redact(text), second.Notes.Redactor, max);

    /// <summary>Looks into the lists of both for objects that can be read.</summary>
    /// <exception cref="PrerequisiteException">A deployment gave no token, or a budget is used up.</exception>
    public async Task FindObjectsAsync()
    {
        await _ofFirst.FindObjectsAsync();
        await _ofSecond.FindObjectsAsync();
    }

    /// <summary>Compares an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>What differs, or why it was not compared.</returns>
    public async Task<ComparedOperation> CompareAsync(Operation operation)
    {
        try
        {
            return await CompareAsync(operation, await _ofFirst.ForAsync(operation), await _ofSecond.ForAsync(operation));
        }
        catch (PrerequisiteException missing)
        {
            return new(operation.Id, [], [], Shown(missing.Finding.Because ?? missing.Finding.Actual));
        }
    }

    private async Task<ComparedOperation> CompareAsync(
        Operation operation,
        ImmutableSortedDictionary<string, WireRequest> ofFirst,
        ImmutableSortedDictionary<string, WireRequest> ofSecond)
    {
        var comparison = new DriftComparison(second.Target.Contract, Shown);
        var found = new List<Difference>();
        var (before, after) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        var names = ofFirst.Keys.Intersect(ofSecond.Keys).ToImmutableArray();
        foreach (var name in names)
        {
            var (differences, ofBaseline, ofTarget) = await ObserveBothAsync();
            if (!differences.IsEmpty)
            {
                var (again, _, _) = await ObserveBothAsync();
                differences = [.. differences.Where(one => again.Any(other => other.Key == one.Key))];
            }

            found.AddRange(differences.Select(difference => difference with { Calls = [name] }));
            (before, after) = (Min(before, ofBaseline), Min(after, ofTarget));

            async Task<(ImmutableArray<Difference> Differences, TimeSpan OfBaseline, TimeSpan OfTarget)> ObserveBothAsync()
            {
                var baseline = await ObserveAsync(first, ofFirst[name]);
                var target = await ObserveAsync(second, ofSecond[name]);
                return (comparison.Compare(operation, baseline, target), baseline.Duration, target.Duration);
            }
        }

        return new(operation.Id, names, [.. Merge(found), .. Timing(operation, before, after, names)], null);
    }

    private static async Task<Observation> ObserveAsync(RunContext run, WireRequest request)
    {
        var replies = ImmutableArray.CreateBuilder<Exchange>(Repetitions);
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            replies.Add(await run.Transport.SendAsync(request));
        }

        return Observation.Read(replies.ToImmutable());
    }

    // The same difference shows in several calls of an operation.
    private static IEnumerable<Difference> Merge(IEnumerable<Difference> found) => found
        .GroupBy(one => one.Key)
        .Select(group => group.First() with
        {
            Breaking = group.Any(one => one.Breaking),
            Calls = [.. group.SelectMany(one => one.Calls).Distinct()],
            Patch = [.. group.SelectMany(one => one.Patch)],
        });

    private static IEnumerable<Difference> Timing(Operation operation, TimeSpan first, TimeSpan second, ImmutableArray<string> calls)
    {
        var (before, after) = (Speed(first), Speed(second));
        var ratio = Math.Max(first / second, second / first);
        return calls.IsEmpty || before == after || ratio < MinTimeRatio
            ? []
            : [new(operation.Id, DriftAspect.Timing, "", before, after, false) { Calls = calls }];
    }

    private static string Speed(TimeSpan duration) => Speeds.First(speed => duration < speed.Below || speed == Speeds[^1]).Name;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
