using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using PartnerApi.Conformance.Mutants.Defects;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Mutants.Matrix;

/// <summary>Violations that the suite reported for a legitimate variant.</summary>
/// <param name="Variant">The variant's name.</param>
/// <param name="Violations">Checks that failed, each with expected and actual answer; must be empty.</param>
public sealed record VariantResult(string Variant, ImmutableArray<string> Violations);

/// <summary>A requirement whose allowed answers were relaxed to anything, and what became of its mutants.</summary>
/// <param name="Requirement">The requirement's id.</param>
/// <param name="Escaped">Mutants that were no longer killed by name: those show that the relaxation is noticed.</param>
public sealed record RelaxedRequirement(string Requirement, ImmutableArray<string> Escaped);

/// <summary>What the suite said about the same mutants when mock and suite followed another contract than the guide's.</summary>
/// <param name="Contract">The contract's name.</param>
/// <param name="BaselineFaults">Why the unbroken mock does not pass everything there; empty as it should be.</param>
/// <param name="Results">What the suite said about each mutant.</param>
public sealed record OtherContract(
    string Contract, ImmutableArray<string> BaselineFaults, [property: JsonPropertyName("trials")] ImmutableArray<MutantResult> Results)
{
    /// <summary>What makes the matrix fail here, in words; empty when it holds.</summary>
    public IEnumerable<string> Faults =>
        BaselineFaults.Select(fault => $"the unbroken mock does not pass: {fault}")
            .Concat(KillMatrix.Survivors(Results))
            .Select(fault => $"contract {Contract}: {fault}");
}

/// <summary>Which check kills which mutant: the evidence that the suite can fail, and for the right reason.</summary>
/// <param name="Checks">Every check of the suite, as the run against the unbroken mock made them.</param>
/// <param name="Results">What the suite said about each mutant.</param>
/// <param name="Variants">What it said about each legitimate variant.</param>
/// <param name="Relaxed">What relaxing each requirement's allowed answers lets through.</param>
/// <param name="BaselineFaults">Why the unbroken mock does not pass everything; empty as it should be.</param>
/// <param name="RegisterFaults">How the checks that were made differ from the register; empty as it should be.</param>
/// <param name="Justifications">Checks that no mutant can reach, each with the reason.</param>
public sealed record KillMatrix(
    ImmutableArray<CheckKey> Checks,
    [property: JsonPropertyName("trials")] ImmutableArray<MutantResult> Results,
    ImmutableArray<VariantResult> Variants,
    [property: JsonPropertyName("loosenings")] ImmutableArray<RelaxedRequirement> Relaxed,
    ImmutableArray<string> BaselineFaults,
    ImmutableArray<string> RegisterFaults,
    ImmutableSortedDictionary<string, string> Justifications)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>
    /// Mutants killed by name and variants spared, as <c>PASS</c>, and the others, as <c>FAIL</c>. First in the file, in the form of
    /// the suite's results, so that a script reads both alike.
    /// </summary>
    [JsonPropertyOrder(-1)]
    public ImmutableSortedDictionary<string, int> Counts
    {
        get
        {
            bool[] outcomes =
            [
                .. Results.Concat(Elsewhere.SelectMany(other => other.Results)).Select(result => result.Noticed && result.ByName),
                .. Variants.Select(variant => variant.Violations.IsEmpty),
            ];
            return ImmutableSortedDictionary<string, int>.Empty
                .Add("FAIL", outcomes.Count(good => !good))
                .Add("PASS", outcomes.Count(good => good));
        }
    }

    /// <summary>How much was run; only a full matrix says which checks notice nothing.</summary>
    public MatrixScope Scope { get; init; } = MatrixScope.Full;

    /// <summary>The same mutants under the other contracts.</summary>
    public ImmutableArray<OtherContract> Elsewhere { get; init; } = [];

    /// <summary>Everything that makes the matrix fail, in words; empty when it holds.</summary>
    public ImmutableArray<string> Faults =>
    [
        .. BaselineFaults.Select(fault => $"the unbroken mock does not pass: {fault}"),
        .. RegisterFaults,
        .. CanaryFaults(),
        .. Survivors(Results),
        .. Variants.SelectMany(variant => variant.Violations.Select(
            violation => $"the legitimate variant '{variant.Variant}' was reported as wrong: {violation}")),
        .. Scope == MatrixScope.Full ? CheckFaults() : [],
        .. Relaxed.Where(relaxed => relaxed.Escaped.IsEmpty).Select(relaxed =>
            $"the allowed answers of '{relaxed.Requirement}' can be relaxed to anything, and no check notices"),
        .. Elsewhere.SelectMany(other => other.Faults),
    ];

    /// <summary>Checks that noticed no mutant, or only by its crash: a 5xx fails every check, also one that asks for nothing.</summary>
    public ImmutableArray<CheckKey> Idle
    {
        get
        {
            var busy = Results.SelectMany(result => result.Reasoned).ToHashSet();
            return [.. Checks.Where(check => !busy.Contains(check.ToString()))];
        }
    }

    /// <summary>Mutants that nothing but this check notices by a FAIL: what would slip through if it were gone.</summary>
    /// <param name="check">The check.</param>
    /// <returns>Names of mutants.</returns>
    public ImmutableArray<string> OnlyBy(CheckKey check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return [.. Results.Where(result => FailedChecks(result).SequenceEqual([check.ToString()])).Select(result => result.Mutant)];
    }

    /// <summary>Writes the matrix for programs.</summary>
    /// <returns>JSON text.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    internal static IEnumerable<string> Survivors(ImmutableArray<MutantResult> results) =>
    [
        .. results.Where(result => !result.Noticed).Select(result => $"the mutant '{result.Mutant}' survives"),
        .. results.Where(result => result is { Noticed: true, ByName: false })
            .Select(result => $"the mutant '{result.Mutant}' is killed, but not by the check named for it"),
    ];

    private static IEnumerable<string> FailedChecks(MutantResult result) =>
        result.Red.Where(red => red.Value is Verdict.Fail or Verdict.Warn).Select(red => red.Key);

    private IEnumerable<string> CheckFaults() =>
    [
        .. Idle.Where(check => !Justifications.ContainsKey(check.ToString()))
            .Select(check => $"the check '{check}' kills no mutant and has no justification"),
        .. Justifications.Keys.Except(Idle.Select(check => check.ToString()))
            .Select(check => $"the justification of '{check}' is stale: the check kills a mutant, or no longer exists"),
    ];

    private IEnumerable<string> CanaryFaults() =>
        Results.FirstOrDefault(result => result.Mutant == MutantCatalogue.Canary.Name) switch
        {
            null => ["the canary mutant was not run"],
            { Noticed: false } => ["the canary mutant survives: this run proves nothing"],
            _ => [],
        };
}
