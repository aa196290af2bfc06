using System.Collections.Immutable;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Mutants.Matrix;

/// <summary>What the suite said about one mutant.</summary>
/// <param name="Mutant">The mutant's name.</param>
/// <param name="Red">The checks that turned against it, each once, with the verdict.</param>
/// <param name="Reasoned">Those of them that failed by what they ask for: what they judged was no crash.</param>
/// <param name="ByName">
/// Whether the check that was named for it is among them, with the verdict that was named, and no check of a mutant that never passes
/// passed.
/// </param>
/// <param name="ExitCode">What the run would have answered.</param>
public sealed record MutantResult(
    string Mutant, ImmutableSortedDictionary<string, Verdict> Red, ImmutableSortedSet<string> Reasoned, bool ByName, ExitCode ExitCode)
{
    /// <summary>The verdict that was named for it.</summary>
    public Verdict Named { get; init; } = Verdict.Fail;

    /// <summary>Whether anything noticed. What is inferred cannot fail a run, so a named warning is enough there.</summary>
    public bool Noticed => !Red.IsEmpty && (ExitCode != ExitCode.Conforms || Named == Verdict.Warn);

    /// <summary>Whether the check that was named for it noticed.</summary>
    public bool Killed => Noticed && ByName;

    /// <summary>Judges a run against a mutant.</summary>
    /// <param name="mutant">The mutant.</param>
    /// <param name="baseline">The run against the correct mock.</param>
    /// <param name="run">The run against the mutant.</param>
    /// <returns>The result.</returns>
    public static MutantResult Judge(Mutant mutant, RunResult baseline, RunResult run)
    {
        ArgumentNullException.ThrowIfNull(mutant);
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(run);
        var before = baseline.Checks.GroupBy(check => (check.Id, check.Scenario))
            .ToDictionary(group => group.Key, group => group.First().Verdict);
        var red = run.Checks
            .Where(check => (check.Gates || check is { Verdict: Verdict.Warn, Basis: Basis.Inferred })
                && before.GetValueOrDefault((check.Id, check.Scenario)) != check.Verdict)
            .ToLookup(check => CheckKey.From(check).ToString());
        var crashes = run.Exchanges.Where(exchange => exchange.Status is null or >= 500).Select(exchange => exchange.Number).ToHashSet();
        return new(
            mutant.Name,
            red.ToImmutableSortedDictionary(group => group.Key, group => group.Min(check => check.Verdict)),
            [.. red.Where(group => group.Any(check => check.Verdict is Verdict.Fail or Verdict.Warn
                && !IsCrash(check))).Select(group => group.Key)],
            red.SelectMany(group => group).Any(check => IsNamed(check, mutant)) && !run.Checks.Any(check => IsFalsePass(check, mutant)),
            run.ExitCode)
        {
            Named = mutant.Verdict,
        };

        bool IsCrash(CheckResult check) => check.Judged is { } judged && crashes.Contains(judged);
    }

    private static bool IsFalsePass(CheckResult check, Mutant mutant) =>
        mutant.NeverPasses && check.Requirement == mutant.Requirement && check.Verdict == Verdict.Pass;

    private static bool IsNamed(CheckResult check, Mutant mutant) =>
        (check.Verdict == mutant.Verdict || (mutant.Verdict == Verdict.Warn && check.Verdict == Verdict.Fail))
        && check.Requirement == mutant.Requirement && CheckKey.From(check).Scenario == mutant.KilledBy;
}
