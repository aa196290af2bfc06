using System.Collections.Immutable;

using PartnerApi.Conformance.Mutants.Building;

namespace PartnerApi.Conformance.Mutants.Defects;

/// <summary>All mutants, in the order of the guide.</summary>
public static class MutantCatalogue
{
    /// <summary>The canary: when the suite does not notice it, nothing else that the suite says counts.</summary>
    public static Mutant Canary => WholeServerMutants.Canary;

    /// <summary>Every mutant.</summary>
    public static ImmutableArray<Mutant> All { get; } =
    [
        .. WholeServerMutants.All, .. CredentialMutants.All, .. GrantMutants.All, .. ReplyMutants.All, .. ReplyBodyMutants.All,
        .. BearerMutants.All, .. RequestorMutants.All, .. HttpMutants.All, .. DescribedMutants.All, .. HarmlessMutants.All,
        .. EveryOperationMutants.All, .. ComparisonMutants.All, .. FormMutants.All, .. EchoMutants.All,
    ];
}
