using System.Collections.Immutable;
using NUnit.Framework.Api;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Runs;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance;

/// <summary>Runs the scenarios against a deployment, within this process. Runs queue up behind one another.</summary>
public static class SuiteRun
{
    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <summary>Judges a deployment.</summary>
    /// <param name="settings">The deployment.</param>
    /// <param name="options">How the run is meant; null for a run of everything.</param>
    /// <param name="progress">Hears of each check as it is made.</param>
    /// <param name="cancellation">Ends the run early; the result then holds what was done.</param>
    /// <returns>Everything that was found.</returns>
    /// <exception cref="Fixtures.Loading.FixtureException">The contract or the requirements cannot be used.</exception>
    /// <exception cref="TargetException">A prefix of <see cref="RunOptions.Only"/> names no requirement.</exception>
    public static async Task<RunResult> ExecuteAsync(
        TargetSettings settings,
        RunOptions? options = null,
        IProgress<CheckResult>? progress = null,
        CancellationToken cancellation = default)
    {
        options ??= new();
        await OneAtATime.WaitAsync(cancellation);
        try
        {
            var catalogue = options.Requirements ?? RequirementsFile.Embedded();
            var selection = Selection.Of(catalogue, options.Only);
            using var target = new Target(settings, catalogue, options, cancellation);
            CurrentRun.Begin(target);
            return await RunAsync(target, selection, progress);
        }
        finally
        {
            CurrentRun.End();
            OneAtATime.Release();
        }
    }

    private static async Task<RunResult> RunAsync(Target target, Selection selection, IProgress<CheckResult>? progress)
    {
        var started = target.Options.Time.GetUtcNow();
        var stamp = target.Options.Time.GetTimestamp();
        var unreachable = await Reachability.ProblemAsync(target);
        var checks = unreachable is null ? await ScenariosAsync(target, selection, progress) : [];
        if (target.Clock is null && target.Tokens.Shared is { } token)
        {
            target.Cellar?.Keep(token);
        }

        var cancelled = target.Cancellation.IsCancellationRequested;
        return new()
        {
            Target = target.Settings.Name,
            Address = target.Settings.ApiAddress,
            Contract = target.Contract.Version,
            RunId = target.Options.RunId,
            Started = started,
            Duration = target.Options.Time.GetElapsedTime(stamp),
            Strict = target.Options.Strict,
            Seed = target.Options.Seed,
            Checks = selection.Sort([.. checks, .. Forgotten(target, selection, checks, unreachable)]),
            Exchanges = target.Exchanges,
            Requirements = selection.Requirements,
            NotTested = [.. selection.Requirements.Where(requirement => requirement.NotTested is not null)],
            Unreachable = unreachable,
            Cancelled = cancelled,
            Capabilities = target.Capabilities.All(),
            StaleWaivers = cancelled ? [] : target.Waivers.Stale(),
            UnmatchedWaivers = selection.IsEverything && !cancelled && unreachable is null ? target.Waivers.Unmatched() : [],
            Notes = target.Notes,
            Floor = selection.IsEverything ? target.Settings.MustFloor : 0,
        };
    }

    private static Task<ImmutableArray<CheckResult>> ScenariosAsync(Target target, Selection selection, IProgress<CheckResult>? progress)
    {
        var listener = new CheckListener(selection, progress);
        var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
        runner.Load(typeof(SuiteRun).Assembly, new Dictionary<string, object>
        {
            [NUnit.FrameworkPackageSettings.NumberOfTestWorkers] = target.Settings.Concurrency,
            [NUnit.FrameworkPackageSettings.RandomSeed] = target.Options.Seed,
        });
        if (target.Options.Shuffle)
        {
            Shuffling.Apply(runner.LoadedTest, new Random(target.Options.Seed));
        }

        return Task.Run(() =>
        {
            using var stop = target.Cancellation.Register(() => runner.StopRun(force: false));
            runner.Run(listener, selection.Filter);
            return listener.Checks;
        });
    }

    // A requirement that ought to be tested and that no scenario mentioned must not vanish.
    private static IEnumerable<CheckResult> Forgotten(
        Target target, Selection selection, ImmutableArray<CheckResult> checks, string? unreachable)
    {
        if (unreachable is not null || target.Cancellation.IsCancellationRequested)
        {
            return [];
        }

        var judged = checks.Select(check => check.Requirement).ToHashSet();
        var scope = new ScenarioScope("no scenario", null, target.Judge);
        var finding = new Finding(Outcome.HarnessFailed, "a scenario for the requirement", "none judged it");
        return selection.Requirements
            .Where(requirement => requirement.NotTested is null && !judged.Contains(requirement.Id))
            .Select(requirement => target.Judge.Result(requirement.Id, null, scope, finding, []));
    }
}
