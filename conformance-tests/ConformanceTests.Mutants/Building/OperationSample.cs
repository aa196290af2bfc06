using System.Collections.Immutable;
using PartnerApi.Conformance.Targets;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Mutants.Building;

/// <summary>
/// Some operations that stand for all: a run with them sends a fraction of the requests and still makes every kind of check.
/// </summary>
public static class OperationSample
{
    /// <summary>Leaves out what resembles another operation.</summary>
    /// <param name="settings">The deployment.</param>
    /// <param name="contract">Its contract.</param>
    /// <returns>The settings; all but one operation of each kind are skipped.</returns>
    public static TargetSettings Apply(TargetSettings settings, Contract contract)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(contract);
        var kept = contract.Operations.DistinctBy(Kind).Select(operation => operation.Id).ToHashSet();
        return settings with
        {
            Operations = contract.Operations.Where(operation => !kept.Contains(operation.Id)).ToImmutableDictionary(
                operation => operation.Id, _ => new OperationSettings(Skip: "another operation of its kind is tested")),
            MinimumMustChecks = 1,
        };
    }

    private static object Kind(Operation operation) => (
        operation.Method, operation.Kind, operation.ExemptGroup, operation.PathParameters.IsEmpty, operation.Resource?.Action,
        operation.Resource?.Unique is null, operation.SideEffect);
}
