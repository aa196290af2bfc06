using System.Collections.Immutable;
using PartnerApi.Conformance.Proof.Mutants;
using PartnerApi.Conformance.Proof.Variants;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Proof.Matrix;

/// <summary>Runs the whole proof: baseline, mutants, legitimate variants, loosened requirements.</summary>
/// <param name="progress">Hears a line about each step.</param>
/// <param name="share">The share of the work that is done here.</param>
/// <param name="cancellation">Ends it early.</param>
internal sealed class Proof(Action<string> progress, Share share, CancellationToken cancellation)
{
    // A baseline may leave open what no deployment of ours has; it may not breach, warn, or fail to run.
    private static readonly ImmutableHashSet<Verdict> Clean = [Verdict.Pass, Verdict.Info, Verdict.NotApplicable];

    public async Task<KillMatrix> RunAsync()
    {
        var baseline = await BaselineAsync(ContractFile.Guide);
        return new(
            [.. baseline.Checks.Select(CheckKey.Of).Distinct().OrderBy(check => check.ToString(), StringComparer.Ordinal)],
            [.. await EachAsync(MutantCatalogue.All, mutant => TryAsync(mutant, baseline, ContractFile.Guide))],
            [.. await EachAsync(VariantCatalogue.All, VaryAsync)],
            [.. await EachAsync(Loosenable(), LoosenAsync)],
            Faults(baseline),
            [.. CheckRegister.Differences(CheckRegister.Read(), CheckRegister.Of(baseline))],
            Justifications.Read())
        {
            Elsewhere = [.. await Task.WhenAll(ContractFile.Names.Where(name => name != ContractFile.Guide).Select(ElsewhereAsync))],
        };
    }

    private async Task<OtherContract> ElsewhereAsync(string contract)
    {
        var baseline = await BaselineAsync(contract);
        return new(contract, Faults(baseline), [.. await EachAsync(MutantCatalogue.All, mutant => TryAsync(mutant, baseline, contract))]);
    }

    private async Task<RunResult> BaselineAsync(string contract)
    {
        var baseline = await Proving.RunAsync(options => options, null, null, cancellation, contract: contract);
        progress($"baseline {contract}: {baseline.Checks.Length} checks, {baseline.ExitCode}");
        return baseline;
    }

    private static ImmutableArray<string> Faults(RunResult baseline) =>
    [
        .. baseline.Checks.Where(check => !Clean.Contains(check.Verdict) && check.Gates).Select(check => $"{check.Id} is {check.Verdict}: {check.Actual}"),
        .. baseline.ExitCode == ExitCode.Conforms ? [] : (string[])[$"the run answers {baseline.ExitCode}"],
    ];

    private async Task<Trial> TryAsync(Mutant mutant, RunResult baseline, string contract)
    {
        var right = mutant.Twin is { } twin ? await Proving.RunAsync(twin.Vary, twin.Describe, null, cancellation, contract: contract) : baseline;
        var trial = Trial.Of(mutant, right, await Proving.RunAsync(mutant.Break, mutant.Describe, null, cancellation, contract: contract));
        progress($"{(trial.ByName ? "killed  " : trial.Noticed ? "astray  " : "SURVIVES")} {mutant.Name} ({contract})");
        return trial;
    }

    private async Task<FalseAlarm> VaryAsync(Variant variant)
    {
        var run = await Proving.RunAsync(variant.Vary, variant.Describe, null, cancellation, strict: false);
        var held = run.Checks
            .Where(check => check.Verdict is Verdict.Fail or Verdict.HarnessError)
            .Select(check => $"{check.Id} in {check.Scenario}: expected {check.Expected}, came {check.Actual}")
            .ToImmutableArray();
        progress($"{(held.IsEmpty ? "accepted" : "ACCUSED ")} {variant.Name}");
        return new(variant.Name, held);
    }

    private static IEnumerable<Requirement> Loosenable() => RequirementsFile.Embedded().All
        .Where(requirement => !requirement.Expect.IsEmpty && requirement.Level != Level.May);

    private static bool Guards(Mutant mutant, Requirement requirement) =>
        mutant.Requirement == requirement.Id && mutant.Verdict == Verdict.Fail && !WholeServerMutants.All.Any(whole => whole.Name == mutant.Name);

    private async Task<Loosening> LoosenAsync(Requirement requirement)
    {
        var loose = RequirementsFile.Embedded().With(requirement with { Expect = [new(Grade.Pass)] });
        var escaped = ImmutableArray.CreateBuilder<string>();
        foreach (var mutant in MutantCatalogue.All.Where(mutant => Guards(mutant, requirement)))
        {
            var run = await Proving.RunAsync(options => mutant.Break(options).WithoutRuleNames(), mutant.Describe, loose, cancellation, only: requirement.Id);
            if (!run.Checks.Any(check => check.Verdict == Verdict.Fail && check.Requirement == requirement.Id))
            {
                escaped.Add(mutant.Name);
            }
        }

        progress($"{(escaped.Count > 0 ? "guarded " : "UNGUARDED")} {requirement.Id}");
        return new(requirement.Id, escaped.ToImmutable());
    }

    private async Task<List<TResult>> EachAsync<T, TResult>(IEnumerable<T> items, Func<T, Task<TResult>> run)
    {
        var results = new List<TResult>();
        foreach (var item in items.Where((_, index) => share.Takes(index)))
        {
            results.Add(await run(item));
        }

        return results;
    }
}
