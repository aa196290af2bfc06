using System.Collections.Concurrent;
using System.Collections.Immutable;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Running;

/// <summary>Runs the scenarios against a deployment. Several runs can execute in one process.</summary>
public static class SuiteRun
{
    // Immutable, so all runs share it.
    private static readonly Lazy<RequirementCatalogue> Requirements = new(RequirementsFile.Embedded);

    /// <summary>Tests a deployment.</summary>
    /// <param name="settings">The deployment.</param>
    /// <param name="options">The options; null for a full run.</param>
    /// <param name="progress">Receives each check as its scenario ends.</param>
    /// <param name="cancellation">Ends the run early; the result then holds the checks so far.</param>
    /// <returns>The result.</returns>
    /// <exception cref="Fixtures.Loading.FixtureException">The contract or the requirements cannot be used.</exception>
    /// <exception cref="TargetException">A prefix of <see cref="RunOptions.Only"/> matches no requirement.</exception>
    public static async Task<RunResult> ExecuteAsync(
        TargetSettings settings,
        RunOptions? options = null,
        IProgress<CheckResult>? progress = null,
        CancellationToken cancellation = default)
    {
        options ??= new();
        options = options with { Requirements = options.Requirements ?? Requirements.Value };
        var selection = Selection.Read(options.Requirements, options.Only, settings.Profile);
        using var run = RunContext.Create(settings, options, cancellation);
        var started = options.Time.GetUtcNow();
        var stamp = options.Time.GetTimestamp();

        var unreachable = options.Preflight ? await Preflight.FindObstacleAsync(run) : null;
        unreachable ??= await run.JoinSessionAsync();
        var checks = unreachable is null ? await RunScenariosAsync(run, selection, progress) : [];
        if (PolicyHint.Find(run.Target, checks) is { } hint)
        {
            run.Notes.Add(hint);
        }

        StoreToken(run);

        var cancelled = cancellation.IsCancellationRequested;
        var complete = unreachable is null && !cancelled;
        return new()
        {
            Target = settings.Name,
            Address = settings.ApiAddress,
            Contract = run.Target.Contract.Version,
            RunId = options.RunId,
            Started = started,
            Duration = options.Time.GetElapsedTime(stamp),
            Strict = options.Strict,
            Profile = settings.Profile.ToString().ToLowerInvariant(),
            Seed = options.Seed,
            Checks = selection.Sort(complete ? [.. checks, .. UncoveredRequirements(run, selection, checks)] : checks),
            Exchanges = run.Transport.Exchanges,
            Requirements = selection.Requirements,
            NotTested = [.. selection.Requirements.Where(requirement => requirement.NotTested is not null)],
            Unreachable = unreachable,
            Cancelled = cancelled,
            IsPartial = selection.IsPartial,
            Capabilities = run.Capabilities.All(),
            StaleWaivers = cancelled ? [] : run.Waivers.Stale(),
            UnmatchedWaivers = complete && !selection.IsPartial && settings.Profile != Profile.Guide ? run.Waivers.Unmatched() : [],
            Notes = run.Notes.Lines,
            MinimumMustChecks = Minimum(selection, settings),
        };
    }

    // Exclusive scenarios run one after the other, after all others have ended.
    private static async Task<ImmutableArray<CheckResult>> RunScenariosAsync(
        RunContext run, Selection selection, IProgress<CheckResult>? progress)
    {
        var results = new ConcurrentQueue<CheckResult>();
        var scenarios = Ordered(run, selection);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = run.Settings.Concurrency };
        await Parallel.ForEachAsync(
            scenarios.Where(scenario => !scenario.IsExclusive), parallel, async (scenario, _) => await RunAsync(scenario));
        foreach (var scenario in scenarios.Where(scenario => scenario.IsExclusive).OrderBy(scenario => scenario.Order))
        {
            await RunAsync(scenario);
        }

        return [.. results];

        async Task RunAsync(ScenarioCase scenario)
        {
            if (run.Cancellation.IsCancellationRequested)
            {
                return;
            }

            var scope = await ScenarioExecution.RunAsync(
                run, scenario.Name, scenario.Operation, scenario.Requirements, context => InvokeAsync(scenario, context));
            foreach (var check in scope.Results.Where(check => selection.Contains(check.Requirement)))
            {
                results.Enqueue(check);
                progress?.Report(check);
            }
        }
    }

    private static ScenarioCase[] Ordered(RunContext run, Selection selection)
    {
        var scenarios = ScenarioCatalogue.Cases(run.Target).Where(scenario => scenario.Requirements.Any(selection.Contains)).ToArray();
        if (run.Options.Shuffle)
        {
            new Random(run.Options.Seed).Shuffle(scenarios);
        }

        return scenarios;
    }

    private static Task InvokeAsync(ScenarioCase scenario, ScenarioContext context)
    {
        var fixture = (Scenario)Activator.CreateInstance(scenario.Method.ReflectedType!)!;
        fixture.Context = context;
        return scenario.Method.Invoke(fixture, [.. scenario.Arguments]) as Task ?? Task.CompletedTask;
    }

    // A run of selected requirements has no minimum. The guide's own sentences are fewer than those that a minimum may count on.
    private static int Minimum(Selection selection, TargetSettings settings) => settings.Profile switch
    {
        _ when selection.IsPartial => 0,
        Profile.Guide => Math.Min(settings.MinimumMustChecks, TargetSettings.DefaultMinimumMustChecks),
        _ => settings.MinimumMustChecks,
    };

    // By the time of a later run the token has expired.
    private static void StoreToken(RunContext run)
    {
        if (run.Clock is null && run.Tokens.Shared is var (token, expires))
        {
            run.Store?.Store(new(token, expires));
        }
    }

    // A requirement without a result must not disappear from the report.
    private static IEnumerable<CheckResult> UncoveredRequirements(RunContext run, Selection selection, ImmutableArray<CheckResult> checks)
    {
        var judged = checks.Select(check => check.Requirement).ToHashSet();
        var scope = new ScenarioScope("no scenario", null, run.Judge);
        var missing = new Finding(Outcome.HarnessFailed, "a scenario that checks the requirement", "no scenario checked it");
        var empty = new Finding(
            Outcome.NotApplicable, "an operation that the requirement is about", "the contract, as the target file describes it, has none");
        return selection.Requirements
            .Where(requirement => requirement.NotTested is null && !judged.Contains(requirement.Id))
            .Select(requirement => run.Judge.Result(
                requirement.Id, null, scope, ScenarioCatalogue.IsForOperationsOnly(requirement.Id) ? empty : missing, []));
    }
}
