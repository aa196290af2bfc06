using System.Collections.Immutable;

namespace PartnerApi.Conformance.Targets;

// What a deployment does otherwise than its contract says, operation by operation.
internal static class OperationsReader
{
    private enum Requestor
    {
        Required,
        Exempt,
    }

    public static ImmutableDictionary<string, OperationSettings> Read(SettingsReader read) =>
        read.Children("operations").ToImmutableDictionary(id => id, id => One(read, $"operations:{id}"));

    private static OperationSettings One(SettingsReader read, string at) => new(
        read.Text($"{at}:requestor") is null ? null : read.Word($"{at}:requestor", Requestor.Required) == Requestor.Required,
        read.Text($"{at}:skip"));
}
