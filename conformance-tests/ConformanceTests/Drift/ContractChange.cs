using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Loading;

namespace PartnerApi.Conformance.Drift;

/// <summary>
/// Operations of a JSON Patch (RFC 6902) that make the contract describe what was observed. Whatever they touch is marked
/// <c>x-basis: observed</c>.
/// </summary>
internal static class ContractChange
{
    private const string Basis = "x-basis";
    private const string Observed = "observed";
    private const string Description = "Observed at a deployment.";

    public static JsonObject Add(string path, JsonNode value) => new() { ["op"] = "add", ["path"] = path, ["value"] = value };

    // The same body as the refusal or success that was expected, where the media type is the same.
    public static JsonObject Reply(Observation observed, DeclaredReply? expected)
    {
        var reply = new JsonObject { ["description"] = Description };
        if (observed.MediaTypes is [var type] && type.Contains('/', StringComparison.Ordinal))
        {
            reply["content"] = new JsonObject
            {
                [type] = expected?.SchemaReference is { } schema && expected.MediaTypes.Contains(type)
                    ? new JsonObject { ["schema"] = schema }
                    : [],
            };
        }

        reply[Basis] = Observed;
        return reply;
    }

    // A contract has one media type per reply.
    public static ImmutableArray<JsonObject> MediaType(DeclaredReply declared, string type)
    {
        var content = new JsonObject
        {
            [type] = declared.SchemaReference is { } schema ? new JsonObject { ["schema"] = schema } : [],
        };
        return [Add(JsonPointer.Append(declared.Pointer, "content"), content), Mark(declared.Pointer)];
    }

    public static ImmutableArray<JsonObject> Header(DeclaredReply declared, string name)
    {
        var header = new JsonObject
        {
            ["description"] = Description,
            ["schema"] = new JsonObject { ["type"] = "string" },
        };
        return
        [
            declared.Headers.IsEmpty
                ? Add(JsonPointer.Append(declared.Pointer, "headers"), new JsonObject { [name] = header })
                : Add(JsonPointer.Append(JsonPointer.Append(declared.Pointer, "headers"), name), header),
            Mark(declared.Pointer),
        ];
    }

    public static ImmutableArray<JsonObject> NoHeader(DeclaredReply declared, string name) =>
        [Remove(JsonPointer.Append(JsonPointer.Append(declared.Pointer, "headers"), name)), Mark(declared.Pointer)];

    public static ImmutableArray<JsonObject> Member(DeclaredValue owner, string name, ValueShape observed) => owner.HasMembers
        ? [Add(JsonPointer.Append(JsonPointer.Append(owner.Pointer, "properties"), name), Schema(observed))]
        : [Add(JsonPointer.Append(owner.Pointer, "properties"), new JsonObject { [name] = Schema(observed) })];

    public static ImmutableArray<JsonObject> Optional(string required, DeclaredValue? member) =>
        member is null || member.IsReference ? [Remove(required)] : [Mark(member.Place), Remove(required)];

    public static ImmutableArray<JsonObject> Types(DeclaredValue declared, IReadOnlyCollection<string> added) => declared.Types.IsEmpty
        ? []
        : [Add(JsonPointer.Append(declared.Pointer, "type"), Words(declared.Types.Concat(added).Distinct())), Mark(declared.Pointer)];

    public static ImmutableArray<JsonObject> Values(DeclaredValue declared, ImmutableArray<string> added) =>
        [.. added.Select(value => Add(JsonPointer.Append(declared.Pointer, "enum") + "/-", value)), Mark(declared.Pointer)];

    public static JsonObject Remove(string path) => new() { ["op"] = "remove", ["path"] = path };

    private static JsonObject Mark(string pointer) => Add(JsonPointer.Append(pointer, Basis), Observed);

    private static JsonArray Words(IEnumerable<string> words) => [.. words.Select(word => (JsonNode)word)];

    private static JsonObject Schema(ValueShape observed)
    {
        var schema = new JsonObject();
        var types = observed.Types.ToArray();
        if (types.Length > 0)
        {
            schema["type"] = types.Length == 1 ? types[0] : Words(types);
        }

        if (observed.Item is { } item)
        {
            schema["items"] = Inner(item);
        }

        if (observed.Members.Count > 0)
        {
            schema["properties"] = new JsonObject([.. observed.Members.Select(member =>
                KeyValuePair.Create(member.Key, (JsonNode?)Inner(member.Value)))]);
        }

        schema[Basis] = Observed;
        return schema;
    }

    private static JsonObject Inner(ValueShape observed)
    {
        var schema = Schema(observed);
        schema.Remove(Basis);
        return schema;
    }
}
