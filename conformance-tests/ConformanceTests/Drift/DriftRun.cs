using System.Collections.Immutable;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Drift;

/// <summary>Sends the same safe calls to two deployments and compares the answers.</summary>
public static class DriftRun
{
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
        var pair = new DriftPair(first, second);
        try
        {
            await pair.FindObjectsAsync();
        }
        catch (PrerequisiteException missing)
        {
            return result with { Obstacle = pair.Shown(missing.Finding.Actual) };
        }

        ImmutableArray<Operation> operations =
        [
            .. second.Target.Contract.Operations.Where(operation => !second.Target.IsSkipped(operation)
                && !first.Target.IsSkipped(operation)),
        ];
        var compared = new ComparedOperation[operations.Length];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Min(first.Settings.Concurrency, second.Settings.Concurrency),
            CancellationToken = second.Cancellation,
        };
        await Parallel.ForAsync(
            0, operations.Length, parallel, async (index, _) => compared[index] = await pair.CompareAsync(operations[index]));
        return result with { Operations = [.. compared] };
    }

    private static TargetSettings ReadOnly(TargetSettings settings) => settings with
    {
        SideEffects = SideEffects.None,
        DeclaredOperations = [],
        OwnSession = false,
    };
}
