using System.Collections.Immutable;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Drift;

/// <summary>Sends the same safe calls to two deployments and compares the answers.</summary>
public static class DriftRun
{
    // Each call is sent twice, so that what varies between two equal requests is not taken for a difference. Where one shows, both are
    // sent again: what comes and goes is none.
    private const int Repetitions = 2;

    // Classes of the time to answer: what a caller notices, and what it has to plan for.
    private static readonly ImmutableArray<(TimeSpan Below, string Name)> Speeds =
    [
        (TimeSpan.FromSeconds(1), "under 1 s"), (TimeSpan.FromSeconds(5), "1 to 5 s"), (TimeSpan.FromSeconds(20), "5 to 20 s"),
        (TimeSpan.MaxValue, "20 s or more"),
    ];

    // Two times on both sides of a limit are no difference.
    private const double MinTimeRatio = 2;

    /// <summary>Compares two deployments.</summary>
    /// <param name="baseline">The deployment that is the measure, the mock as a rule.</param>
    /// <param name="target">The deployment that is compared with it; its contract counts.</param>
    /// <param name="options">Clock, run id and notes; null for the usual ones.</param>
    /// <param name="cancellation">Ends the comparison early.</param>
    /// <returns>The differences.</returns>
    /// <exception cref="Fixtures.Loading.FixtureException">A contract cannot be used.</exception>
    /// <exception cref="TargetException">The settings cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The comparison was cancelled.</exception>
    public static async Task<DriftResult> ExecuteAsync(
        TargetSettings baseline, TargetSettings target, RunOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(target);
        options ??= new();
        using var first = RunContext.Create(ReadOnly(baseline), options, cancellation);
        using var second = RunContext.Create(ReadOnly(target), options, cancellation);
        var result = new DriftResult(baseline.Name, target.Name, second.Target.Contract.Version, options.Time.GetUtcNow());
        foreach (var run in (RunContext[])[first, second])
        {
            if (await Preflight.FindObstacleAsync(run) is { } obstacle)
            {
                return result with { Obstacle = $"{run.Settings.Name}: {obstacle}" };
            }
        }

        cancellation.ThrowIfCancellationRequested();
        return await CompareAsync(first, second, result);
    }

    private static async Task<DriftResult> CompareAsync(RunContext first, RunContext second, DriftResult result)
    {
        var comparison = new DriftComparison(second.Target.Contract, Shown);
        (SafeCalls First, SafeCalls Second) calls = (new(first), new(second));
        ImmutableArray<Operation> operations =
        [
            .. second.Target.Contract.Operations.Where(operation => !second.Target.IsSkipped(operation)
                && !first.Target.IsSkipped(operation)),
        ];
        try
        {
            await calls.First.FindObjectsAsync();
            await calls.Second.FindObjectsAsync();
        }
        catch (PrerequisiteException missing)
        {
            return result with { Obstacle = missing.Finding.Actual };
        }

        var compared = new ComparedOperation[operations.Length];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Min(first.Settings.Concurrency, second.Settings.Concurrency),
            CancellationToken = second.Cancellation,
        };
        await Parallel.ForAsync(
            0, operations.Length, parallel, async (index, _) => compared[index] = await OperationAsync(operations[index]));
        return result with { Operations = [.. compared] };

        string Shown(string text, int max) => ForeignText.Line(first.Notes.Redactor.Redact(text), second.Notes.Redactor, max);

        async Task<ComparedOperation> OperationAsync(Operation operation)
        {
            try
            {
                return await CompareOperationAsync(
                    operation, await calls.First.ForAsync(operation), await calls.Second.ForAsync(operation));
            }
            catch (PrerequisiteException missing)
            {
                return new(operation.Id, [], [], missing.Finding.Because ?? missing.Finding.Actual);
            }
        }

        async Task<ComparedOperation> CompareOperationAsync(
            Operation operation,
            ImmutableSortedDictionary<string, WireRequest> ofFirst,
            ImmutableSortedDictionary<string, WireRequest> ofSecond)
        {
            var found = new List<Difference>();
            var times = (First: TimeSpan.MaxValue, Second: TimeSpan.MaxValue);
            var names = ofFirst.Keys.Intersect(ofSecond.Keys).ToImmutableArray();
            foreach (var name in names)
            {
                var before = await ObserveAsync(first, ofFirst[name]);
                var after = await ObserveAsync(second, ofSecond[name]);
                var differences = comparison.Compare(operation, before, after).ToList();
                if (differences.Count > 0)
                {
                    var again = comparison.Compare(
                        operation, await ObserveAsync(first, ofFirst[name]), await ObserveAsync(second, ofSecond[name])).ToList();
                    differences = [.. differences.Where(one => again.Any(other => other.Key == one.Key))];
                }

                found.AddRange(differences.Select(difference => difference with { Calls = [name] }));
                times = (Min(times.First, before.Duration), Min(times.Second, after.Duration));
            }

            return new(operation.Id, names, [.. Merge(found), .. Timing(operation, times.First, times.Second, names)], null);
        }
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

    private static string Speed(TimeSpan duration) =>
        Speeds.First(speed => duration < speed.Below || speed.Below == TimeSpan.MaxValue).Name;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TargetSettings ReadOnly(TargetSettings settings) => settings with
    {
        SideEffects = SideEffects.None,
        DeclaredOperations = [],
        OwnSession = false,
    };
}
