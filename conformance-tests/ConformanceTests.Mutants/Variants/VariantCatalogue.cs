using System.Collections.Immutable;
using PartnerApi.Conformance.Mutants.Building;

namespace PartnerApi.Conformance.Mutants.Variants;

/// <summary>All legitimate variants.</summary>
public static class VariantCatalogue
{
    /// <summary>Every variant: whatever is held against one of them is a false alarm.</summary>
    public static ImmutableArray<Variant> All { get; } =
    [
        .. TokenVariants.All,
        .. BearerVariants.All,
        .. CommandVariants.All,
        .. DeploymentVariants.All,
        .. DescribedVariants.All,
        .. HarmlessVariants.All,
        .. ReplyBodyVariants.All,
        .. EveryOperationVariants.All,
        .. ComparisonVariants.All,
        .. FormVariants.All,
    ];
}
