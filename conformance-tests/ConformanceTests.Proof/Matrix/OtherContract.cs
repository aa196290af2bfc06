using System.Collections.Immutable;

namespace PartnerApi.Conformance.Proof.Matrix;

/// <summary>What the suite said about the same mutants when mock and suite followed another contract than the guide's.</summary>
/// <param name="Contract">The contract's name.</param>
/// <param name="BaselineFaults">Why the unbroken mock does not pass everything there; empty as it should be.</param>
/// <param name="Trials">What the suite said about each mutant.</param>
public sealed record OtherContract(string Contract, ImmutableArray<string> BaselineFaults, ImmutableArray<Trial> Trials)
{
    /// <summary>What makes the proof fail here, in words; empty when it holds.</summary>
    public IEnumerable<string> Faults =>
    [
        .. BaselineFaults.Select(fault => $"contract {Contract}: the unbroken mock does not pass: {fault}"),
        .. Trials.Where(trial => !trial.Noticed).Select(trial => $"contract {Contract}: the mutant '{trial.Mutant}' survives"),
        .. Trials.Where(trial => trial is { Noticed: true, ByName: false }).Select(trial => $"contract {Contract}: the mutant '{trial.Mutant}' is killed, but not by the check named for it"),
    ];
}
