using System.Collections.Immutable;
using PartnerApi.Conformance.Proof.Mutants;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Proof.Matrix;

/// <summary>What held against a legitimate variant.</summary>
/// <param name="Variant">The variant's name.</param>
/// <param name="Held">Checks that turned against it, each with what was expected and what came; empty as it should be.</param>
public sealed record FalseAlarm(string Variant, ImmutableArray<string> Held);

/// <summary>A requirement whose allowed answers were loosened to anything, and what became of its mutants.</summary>
/// <param name="Requirement">The requirement's id.</param>
/// <param name="Escaped">Mutants that were no longer killed by name: those show that the loosening is noticed.</param>
public sealed record Loosening(string Requirement, ImmutableArray<string> Escaped);

/// <summary>Mutant against check: who notices what. The proof that the suite can fail, and for the right reason.</summary>
/// <param name="Checks">Every check of the suite, as the run against the unbroken mock made them.</param>
/// <param name="Trials">What the suite said about each mutant.</param>
/// <param name="FalseAlarms">What it said about each legitimate variant.</param>
/// <param name="Loosenings">What loosening each requirement's allowed answers lets through.</param>
/// <param name="BaselineFaults">Why the unbroken mock does not pass everything; empty as it should be.</param>
/// <param name="RegisterFaults">How the checks that were made differ from the register; empty as it should be.</param>
/// <param name="Justifications">Checks that no mutant can reach, each with the reason.</param>
public sealed record KillMatrix(
    ImmutableArray<CheckKey> Checks,
    ImmutableArray<Trial> Trials,
    ImmutableArray<FalseAlarm> FalseAlarms,
    ImmutableArray<Loosening> Loosenings,
    ImmutableArray<string> BaselineFaults,
    ImmutableArray<string> RegisterFaults,
    ImmutableSortedDictionary<string, string> Justifications)
{
    /// <summary>The same mutants under the other contracts.</summary>
    public ImmutableArray<OtherContract> Elsewhere { get; init; } = [];

    /// <summary>Everything that makes the proof fail, in words; empty when it holds.</summary>
    public ImmutableArray<string> Faults =>
    [
        .. BaselineFaults.Select(fault => $"the unbroken mock does not pass: {fault}"),
        .. RegisterFaults,
        .. Canary(),
        .. Trials.Where(trial => !trial.Noticed).Select(trial => $"the mutant '{trial.Mutant}' survives"),
        .. Trials.Where(trial => trial is { Noticed: true, ByName: false }).Select(trial => $"the mutant '{trial.Mutant}' is killed, but not by the check named for it"),
        .. FalseAlarms.SelectMany(alarm => alarm.Held.Select(held => $"the legitimate variant '{alarm.Variant}' is accused: {held}")),
        .. Idle.Where(check => !Justifications.ContainsKey(check.ToString())).Select(check => $"the check '{check}' kills no mutant, and nothing justifies it"),
        .. Justifications.Keys.Except(Idle.Select(check => check.ToString())).Select(check => $"the justification of '{check}' is stale: it kills a mutant, or is gone"),
        .. Loosenings.Where(loosening => loosening.Escaped.IsEmpty).Select(loosening => $"the allowed answers of '{loosening.Requirement}' could be loosened to anything, and nothing would be noticed"),
        .. Elsewhere.SelectMany(other => other.Faults),
    ];

    /// <summary>Checks that noticed no mutant, or only by its crash: a 5xx fails every check, also one that asks for nothing.</summary>
    public ImmutableArray<CheckKey> Idle
    {
        get
        {
            var busy = Trials.SelectMany(trial => trial.Reasoned).ToHashSet();
            return [.. Checks.Where(check => !busy.Contains(check.ToString()))];
        }
    }

    /// <summary>Mutants that nothing but this check notices by a FAIL: what would slip through if it were gone.</summary>
    /// <param name="check">The check.</param>
    /// <returns>Names of mutants.</returns>
    public ImmutableArray<string> OnlyBy(CheckKey check) =>
    [
        .. Trials.Where(trial => trial.Red.Where(red => red.Value == Verdict.Fail).Select(red => red.Key).SequenceEqual([check.ToString()])).Select(trial => trial.Mutant),
    ];

    private IEnumerable<string> Canary() =>
        Trials.FirstOrDefault(trial => trial.Mutant == MutantCatalogue.Canary.Name) switch
        {
            null => ["the canary mutant was not tried"],
            { Noticed: false } => ["the canary mutant lives: this run proves nothing"],
            _ => [],
        };
}
