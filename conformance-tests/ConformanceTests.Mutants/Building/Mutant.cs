using System.Collections.Immutable;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Conformance.Mutants.Building;

/// <summary>A mock with one defect, and the check that must detect it.</summary>
/// <param name="Name">Its name, for example <c>secret-not-checked</c>.</param>
/// <param name="Sentence">What it does wrong, in one sentence.</param>
/// <param name="Requirement">Id of the requirement that it breaks.</param>
/// <param name="KilledBy">Name of the scenario that must notice.</param>
/// <param name="Break">
/// Changes the mock's options, from outside: rules, clients, or what stands between host and engine. Called once per run, so that
/// state starts anew.
/// </param>
public sealed record Mutant(
    string Name, string Sentence, string Requirement, string KilledBy, Func<MockOptions, MockOptions> Break)
{
    // Read once for all mutants.
    private static readonly RequirementCatalogue Requirements = RequirementsFile.Embedded();

    /// <summary>
    /// The verdict that kills it: FAIL, or WARN where the requirement is inferred. UNTESTABLE when the mutant refuses good requests too:
    /// then the control fails, and the refusal that looks right proves nothing.
    /// </summary>
    public Verdict Verdict { get; init; } = Requirements[Requirement].Basis == Basis.Inferred ? Verdict.Warn : Verdict.Fail;

    /// <summary>Whether any PASS of its requirement is a false one, so that it may have none.</summary>
    public bool NeverPasses { get; init; }

    /// <summary>The contracts under which it is wrong in this way; the first is the one that the gate tries it under.</summary>
    public ImmutableArray<string> Contracts { get; init; } = ContractFile.Names;

    /// <summary>
    /// Requirements whose scenarios must run too before the named one can notice: it looks at what others have met. Empty for nearly
    /// every mutant.
    /// </summary>
    public ImmutableArray<string> Needs { get; init; } = [];

    /// <summary>
    /// Changes the settings that the suite runs with, where only a deployment so described can be wrong in this way; null for none.
    /// </summary>
    public Func<TargetSettings, TargetSettings>? Describe { get; init; }

    /// <summary>
    /// The deployment that is described in the same words and correct: what the mutant is compared with; null for the unbroken mock.
    /// </summary>
    public Variant? CorrectCounterpart { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A mock that differs from ours and is still right: no check may fail on it.</summary>
/// <param name="Name">Its name, for example <c>invalid-client-as-401</c>.</param>
/// <param name="Sentence">What it does differently, and what allows it.</param>
/// <param name="Vary">Changes the mock's options, from outside.</param>
public sealed record Variant(string Name, string Sentence, Func<MockOptions, MockOptions> Vary)
{
    /// <summary>Changes the settings that the suite runs with, where the deployment must be described; null for none.</summary>
    public Func<TargetSettings, TargetSettings>? Describe { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
