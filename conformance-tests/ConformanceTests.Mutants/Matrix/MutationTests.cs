using System.Collections.Concurrent;
using System.Collections.Immutable;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Mutants.Defects;
using PartnerApi.Conformance.Mutants.Variants;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Mutants.Matrix;

/// <summary>How much is run against each mutant.</summary>
public enum MatrixScope
{
    /// <summary>
    /// Each mutant meets the scenarios of its requirement, under one contract: enough to see that its named check kills it. Each variant
    /// meets every scenario, with one operation of each kind.
    /// </summary>
    Gate,

    /// <summary>Each mutant meets every scenario, under each of its contracts, and requirements are relaxed: who notices what.</summary>
    Full,
}

/// <summary>Runs the suite against the correct mock, mutants and variants, and with relaxed requirements, many runs at a time.</summary>
/// <param name="scope">How much is run.</param>
/// <param name="parallelism">How many runs go on at a time, 1 or more.</param>
/// <param name="progress">Receives a line about each step; called by one thread at a time.</param>
/// <param name="cancellation">Ends it early.</param>
internal sealed class MutationTests(MatrixScope scope, int parallelism, Action<string> progress, CancellationToken cancellation)
{
    // A baseline may leave open what no deployment of ours has; it may not breach, warn, or fail to run.
    private static readonly ImmutableHashSet<Verdict> Clean = [Verdict.Pass, Verdict.Info, Verdict.NotApplicable];

    private readonly Lock _progress = new();

    /// <summary>Runs everything.</summary>
    /// <returns>Who noticed what.</returns>
    public async Task<KillMatrix> RunAsync()
    {
        var baselines = (await EachAsync(ContractFile.Names, BaselineAsync)).ToDictionary(run => run.Contract);
        var runs = MutantCatalogue.All.SelectMany(mutant => Contracts(mutant).Select(contract => (mutant, contract)));
        var results = (await EachAsync(runs, async run =>
            (run.contract, Result: await TryAsync(run.mutant, run.contract, baselines[run.contract]))))
            .ToLookup(run => run.contract, run => run.Result);
        return new(
            [.. baselines[ContractFile.Guide].Checks.Select(CheckKey.From)
                .Distinct()
                .OrderBy(check => check.ToString(), StringComparer.Ordinal)],
            [.. results[ContractFile.Guide]],
            await EachAsync(VariantCatalogue.All, VaryAsync),
            scope == MatrixScope.Full ? await EachAsync(Relaxable(), RelaxAsync) : [],
            Faults(baselines[ContractFile.Guide]),
            [.. CheckRegister.Differences(CheckRegister.Read(), CheckRegister.Count(baselines[ContractFile.Guide]))],
            Justifications.Read())
        {
            Scope = scope,
            Elsewhere =
            [
                .. ContractFile.Names.Where(name => name != ContractFile.Guide)
                    .Select(name => new OtherContract(name, Faults(baselines[name]), [.. results[name]])),
            ],
        };
    }

    private IEnumerable<string> Contracts(Mutant mutant) => scope == MatrixScope.Gate ? mutant.Contracts.Take(1) : mutant.Contracts;

    private async Task<RunResult> BaselineAsync(string contract)
    {
        var baseline = await SuiteRunner.RunAsync(contract, null, null, SuiteRunner.Strict(), cancellation);
        Report($"baseline {contract}: {baseline.Checks.Length} checks, {baseline.ExitCode}");
        return baseline;
    }

    private static ImmutableArray<string> Faults(RunResult baseline) =>
    [
        .. baseline.Checks.Where(check => !Clean.Contains(check.Verdict) && check.Gates)
            .Select(check => $"{check.Id} is {check.Verdict}: {check.Actual}"),
        .. baseline.ExitCode == ExitCode.Conforms ? [] : (string[])[$"the run answers {baseline.ExitCode}"],
    ];

    private async Task<MutantResult> TryAsync(Mutant mutant, string contract, RunResult baseline)
    {
        var options = scope == MatrixScope.Gate ? SuiteRunner.Strict([mutant.Requirement, .. mutant.Needs]) : SuiteRunner.Strict();
        var correct = mutant.CorrectCounterpart is { } counterpart
            ? await SuiteRunner.RunAsync(contract, counterpart.Vary, counterpart.Describe, options, cancellation)
            : baseline;
        var run = await SuiteRunner.RunAsync(contract, mutant.Break, mutant.Describe, options, cancellation);
        var result = MutantResult.Judge(mutant, correct, run);
        Report($"{Word(result)} {mutant.Name} ({contract})");
        return result;
    }

    private static string Word(MutantResult result)
    {
        if (!result.Noticed)
        {
            return "SURVIVES";
        }

        return result.ByName ? "killed  " : "killed by another check";
    }

    private async Task<VariantResult> VaryAsync(Variant variant)
    {
        var run = await SuiteRunner.RunAsync(
            ContractFile.Guide, variant.Vary, variant.Describe, new(), cancellation, sample: scope == MatrixScope.Gate);
        var held = run.Checks
            .Where(check => check.Verdict is Verdict.Fail or Verdict.HarnessError)
            .Select(check => $"{check.Id} in {check.Scenario}: expected {check.Expected}, came {check.Actual}")
            .Concat(run.Unreachable is { } obstacle ? [$"the preflight: {obstacle}"] : [])
            .ToImmutableArray();
        Report($"{(held.IsEmpty ? "accepted" : "REPORTED")} {variant.Name}");
        return new(variant.Name, held);
    }

    private static IEnumerable<Requirement> Relaxable() => RequirementsFile.Embedded().All
        .Where(requirement => !requirement.Expect.IsEmpty && requirement.Level != Level.May);

    private static bool Guards(Mutant mutant, Requirement requirement) =>
        mutant.Requirement == requirement.Id
        && mutant.Verdict != Verdict.Untestable
        && !WholeServerMutants.All.Any(whole => whole.Name == mutant.Name);

    private async Task<RelaxedRequirement> RelaxAsync(Requirement requirement)
    {
        var options = SuiteRunner.Strict(requirement.Id) with
        {
            Requirements = RequirementsFile.Embedded().With(requirement with { Expect = [new(Grade.Pass)] }),
        };
        var escaped = ImmutableArray.CreateBuilder<string>();
        foreach (var mutant in MutantCatalogue.All.Where(mutant => Guards(mutant, requirement)))
        {
            var contract = mutant.Contracts[0];
            var run = await SuiteRunner.RunAsync(
                contract, mock => mutant.Break(mock).WithoutRuleNames(), mutant.Describe, options, cancellation);
            if (!run.Checks.Any(check => check.Verdict == mutant.Verdict && check.Requirement == requirement.Id))
            {
                escaped.Add(mutant.Name);
            }
        }

        Report($"{(escaped.Count > 0 ? "guarded " : "UNGUARDED")} {requirement.Id}");
        return new(requirement.Id, escaped.ToImmutable());
    }

    private void Report(string line)
    {
        lock (_progress)
        {
            progress(line);
        }
    }

    // In the order of the items, whichever ends first.
    private async Task<ImmutableArray<TResult>> EachAsync<T, TResult>(IEnumerable<T> items, Func<T, Task<TResult>> run)
    {
        var results = new ConcurrentDictionary<int, TResult>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation };
        await Parallel.ForEachAsync(items.Index(), options, async (item, _) => results[item.Index] = await run(item.Item));
        return [.. results.OrderBy(result => result.Key).Select(result => result.Value)];
    }
}
