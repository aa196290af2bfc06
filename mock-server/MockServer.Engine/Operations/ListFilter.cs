using System.Text.Json.Nodes;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Operations;

/// <summary>Selects the objects of a list by the query parameters that the contract declares for it.</summary>
internal static class ListFilter
{
    /// <summary>Reads a query.</summary>
    /// <returns>Whether an object is selected; null when all are.</returns>
    public static Func<Resource, bool>? Read(CommandRequest request, ResourceBehaviour behaviour)
    {
        List<Func<Resource, bool>>? tests = null;
        foreach (var parameter in request.Operation.QueryParameters)
        {
            if (parameter.Name is not ("cursor" or "limit") && request.Query.Value(parameter.Name) is { } value)
            {
                (tests ??= []).Add(behaviour.Filter(parameter.Name, value) ?? Test(parameter.Name, value));
            }
        }

        return tests is null ? null : resource => tests.TrueForAll(test => test(resource));
    }

    public static bool Has(JsonNode? node, string name, string value) => node is JsonObject members && Same(members[name], value);

    public static bool Same(string? text, string value) => value.Equals(text, StringComparison.OrdinalIgnoreCase);

    private static Func<Resource, bool> Test(string name, string value) => name switch
    {
        "startDate" => resource => string.CompareOrdinal(Day(resource), value) >= 0,
        "endDate" => resource => string.CompareOrdinal(Day(resource), value) <= 0,
        _ => resource => Same(resource.Text(name), value) || resource.Body.Any(member => IsOrHolds(member, name, value)),
    };

    private static string Day(Resource resource) => resource.Text("createdOn")![..10];

    // The member itself may be a list that holds the value, or an object one level down may have the member.
    private static bool IsOrHolds(KeyValuePair<string, JsonNode?> member, string name, string value) =>
        member.Key == name ? Holds(member.Value, value) : Has(member.Value, name, value);

    private static bool Holds(JsonNode? node, string value) => node is JsonArray entries && entries.Any(entry => Same(entry, value));

    private static bool Same(JsonNode? node, string value) => node is JsonValue && Same(node.ToString(), value);
}
