using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Operations;

/// <summary>What the query of a list asks for beside its page: only parameters that the contract lists count.</summary>
internal static class ListFilter
{
    /// <summary>Reads a query.</summary>
    /// <returns>Whether an object is asked for; null when all are.</returns>
    public static Func<Resource, bool>? Of(Operation operation, FormBody query)
    {
        List<Func<Resource, bool>>? wanted = null;
        foreach (var parameter in operation.QueryParameters)
        {
            if (parameter.Name is not ("cursor" or "limit") && query.Value(parameter.Name) is { } value)
            {
                (wanted ??= []).Add(Test(parameter.Name, value));
            }
        }

        return wanted is null ? null : resource => wanted.TrueForAll(test => test(resource));
    }

    private static Func<Resource, bool> Test(string name, string value) => name switch
    {
        "startDate" => resource => string.CompareOrdinal(Day(resource), value) >= 0,
        "endDate" => resource => string.CompareOrdinal(Day(resource), value) <= 0,
        "searchText" => resource => Contains(resource.Text("name"), value) || Contains(resource.Text("description"), value),
        "docType" => resource => Same(resource.Text("type"), value),
        "role" => resource => resource.Body["roles"] is JsonArray roles && roles.Any(role => Has(role, "roleName", value)),
        _ => resource => Same(resource.Text(name), value) || resource.Body.Any(member => member.Key == name ? Holds(member.Value, value) : Has(member.Value, name, value)),
    };

    private static string Day(Resource resource) => resource.Text("createdOn")![..10];

    private static bool Holds(JsonNode? node, string value) => node is JsonArray entries && entries.Any(entry => Same(entry, value));

    private static bool Has(JsonNode? node, string name, string value) => node is JsonObject members && Same(members[name], value);

    private static bool Same(JsonNode? node, string value) => node is JsonValue && Same(node.ToString(), value);

    private static bool Same(string? text, string value) => value.Equals(text, StringComparison.OrdinalIgnoreCase);

    private static bool Contains(string? text, string value) => text?.Contains(value, StringComparison.OrdinalIgnoreCase) == true;
}
