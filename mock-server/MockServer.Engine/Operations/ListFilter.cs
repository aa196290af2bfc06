using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Operations;

/// <summary>Selects the objects of a list by the query parameters that the contract declares for it.</summary>
internal static class ListFilter
{
    // "2025-01-31".
    private const int DayLength = 10;

    /// <summary>Reads a query.</summary>
    /// <returns>Whether an object is selected; null when all are.</returns>
    public static Func<Resource, bool>? Read(CommandRequest request)
    {
        List<Func<Resource, bool>>? tests = null;
        foreach (var parameter in request.Operation.QueryParameters)
        {
            if (!parameter.Members.IsEmpty && request.Query.Value(parameter.Name) is { } value)
            {
                (tests ??= []).Add(Test(parameter, value));
            }
        }

        return tests is null ? null : resource => tests.TrueForAll(test => test(resource));
    }

    private static Func<Resource, bool> Test(QueryParameter parameter, string value)
    {
        var paths = parameter.Members.Select(member => member.Split('.')).ToArray();
        return resource => paths.Any(path =>
            (path is [var name] && resource.Text(name) is { } text && Fits(parameter.Comparison, text, value))
            || Texts(resource.Body[path[0]], path.AsMemory(1)).Any(found => Fits(parameter.Comparison, found, value)));
    }

    private static bool Fits(FilterComparison comparison, string text, string value) => comparison switch
    {
        FilterComparison.From => text.Length >= DayLength && string.CompareOrdinal(text[..DayLength], value) >= 0,
        FilterComparison.To => text.Length >= DayLength && string.CompareOrdinal(text[..DayLength], value) <= 0,
        FilterComparison.Contains => text.Contains(value, StringComparison.OrdinalIgnoreCase),
        _ => value.Equals(text, StringComparison.OrdinalIgnoreCase),
    };

    private static IEnumerable<string> Texts(JsonNode? node, ReadOnlyMemory<string> path) => node switch
    {
        JsonArray items => items.SelectMany(item => Texts(item, path)),
        JsonObject members when !path.IsEmpty => Texts(members[path.Span[0]], path[1..]),
        JsonValue when path.IsEmpty => [node.ToString()],
        _ => [],
    };
}
