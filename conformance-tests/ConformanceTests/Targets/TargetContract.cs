using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Loading;

namespace PartnerApi.Conformance.Targets;

// The contract that a target file names, and what the file says about its operations.
internal static class TargetContract
{
    public static Contract Of(TargetSettings settings)
    {
        var contract = ContractFile.Named(settings.Contract);
        ImmutableArray<string> mistakes =
        [
            .. settings.Operations.Keys.Where(id => contract.Find(id) is null)
                .Select(id => $"operations: {contract.File} has no operation {id}{Hint(contract, id)}"),
            .. settings.DeclaredOperations.Where(id => contract.Find(id) is null)
                .Select(id => $"declaredOperations: {contract.File} has no operation {id}{Hint(contract, id)}"),
        ];
        return mistakes.IsEmpty ? contract.With(operation => Described(operation, settings)) : throw new TargetException(mistakes);
    }

    // Whatever the policy, the file has the last word on one operation.
    private static Operation Described(Operation operation, TargetSettings settings) => settings.Operations.GetValueOrDefault(operation.Id)?.Requestor switch
    {
        true => operation with { Requestor = RequestorListing.Required, ExemptGroup = null },
        false => operation with { Requestor = RequestorListing.Exempt, ExemptGroup = operation.Kind == OperationKind.Command ? operation.ExemptGroup ?? "target file" : null },
        _ => operation,
    };

    private static string Hint(Contract contract, string id) =>
        Nearest.To(id, contract.Operations.Select(operation => operation.Id)) is [var near, ..] ? $"; did you mean {near}?" : "";
}
