using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Loading;

namespace PartnerApi.Conformance.Targets;

// The contract that a target file names, and what the file says about its operations.
internal static class TargetContract
{
    public static Contract Of(TargetSettings settings)
    {
        var contract = settings.Contract == "v1" ? ContractFile.V1() : ContractFile.Read(settings.Contract);
        ImmutableArray<string> mistakes =
        [
            .. settings.DeclaredOperations.Where(id => contract.Find(id) is null)
                .Select(id => $"declaredOperations: {contract.File} has no operation {id}{Hint(contract, id)}"),
        ];
        return mistakes.IsEmpty ? contract : throw new TargetException(mistakes);
    }

    private static string Hint(Contract contract, string id) =>
        Nearest.To(id, contract.Operations.Select(operation => operation.Id)) is [var near, ..] ? $"; did you mean {near}?" : "";
}
