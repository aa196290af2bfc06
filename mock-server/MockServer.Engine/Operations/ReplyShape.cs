using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Operations;

/// <summary>The parts of a reply schema that are needed to build a reply from a stored object.</summary>
public sealed class ReplyShape
{
    private const int MaxNesting = 4;

    // Default values for required strings that the client has not sent; at least one fits each schema of the contract.
    private static readonly ImmutableArray<string> PlainTexts =
    [
        "", "UNKNOWN", "00000000-0000-4000-8000-000000000000", "1970-01-01", "1970-01-01T00:00:00.000Z",
        "https://example.org/", "nobody@example.org", "XX0000000000", "XX00000000000000000000", "XX", "XXX", "0",
    ];

    private readonly JsonNode _root;
    private readonly JsonObject _schema;

    /// <summary>Reads a schema.</summary>
    /// <param name="root">The contract's OpenAPI document.</param>
    /// <param name="schema">The schema; references are followed.</param>
    public ReplyShape(JsonNode root, JsonNode schema)
    {
        _root = root;
        _schema = Resolve(schema);
        Properties =
            [.. Parts(_schema).SelectMany(part => part["properties"]?.AsObject() ?? []).Select(member => (member.Key, member.Value!))];
        Required = [.. Parts(_schema).SelectMany(part => part["required"]?.AsArray() ?? []).Select(name => name!.GetValue<string>())];
        IsArray = _schema["type"] is JsonValue type && type.TryGetValue<string>(out var name) && name == "array";
    }

    /// <summary>Whether the reply is a bare array.</summary>
    public bool IsArray { get; }

    /// <summary>Whether the reply is a page with <c>data</c> and <c>pagination</c>.</summary>
    public bool IsPage => Properties.Any(property => property.Name == "data");

    /// <summary>The shape of the items of a bare array or a page.</summary>
    public ReplyShape Items =>
        new(_root, (IsArray ? _schema : Resolve(Properties.First(property => property.Name == "data").Schema))["items"]!);

    /// <summary>The contract's own example of the reply; null when it has none.</summary>
    public JsonNode? Example => _schema["example"];

    /// <summary>The members, in the order of the schema.</summary>
    public ImmutableArray<(string Name, JsonNode Schema)> Properties { get; }

    /// <summary>The names of all members, also of nested objects, which are filled from the same stored object.</summary>
    public IEnumerable<string> Names => NamesOf(_schema, MaxNesting);

    /// <summary>The members that must be there.</summary>
    public ImmutableArray<string> Required { get; }

    /// <summary>
    /// Fills the shape from a kept object: its members as far as the schema has them, and a plain value for what must be there and
    /// is not.
    /// </summary>
    /// <param name="kept">The object.</param>
    /// <returns>The reply's body.</returns>
    internal MemberList Fill(MemberList kept)
    {
        var body = new MemberList(Properties.Length);
        foreach (var (name, schema) in Properties)
        {
            if (kept.Value(name) is { } value)
            {
                body.Set(name, value);
            }
            else if (Required.Contains(name))
            {
                body.Set(name, Plain(Resolve(schema), kept));
            }
        }

        return body;
    }

    private IEnumerable<string> NamesOf(JsonObject schema, int nesting) => nesting == 0
        ? []
        : Parts(schema).SelectMany(part => part["properties"]?.AsObject() ?? [])
            .SelectMany(member => NamesOf(Resolve(member.Value!), nesting - 1).Prepend(member.Key));

    // A nested object takes its members from the same stored object, which is flat.
    private JsonNode? Plain(JsonObject schema, MemberList kept) =>
        schema["example"]?.DeepClone()
        ?? schema["default"]?.DeepClone()
        ?? schema["enum"]?[0]?.DeepClone()
        ?? TypeOf(schema) switch
        {
            "array" => new JsonArray(),
            "boolean" => false,
            "integer" or "number" => PlainNumber(schema),
            "string" => PlainTexts.FirstOrDefault(text => Fits(schema, text)) ?? "",
            _ => new ReplyShape(_root, schema).Fill(kept).ToTree(),
        };

    private static double PlainNumber(JsonObject schema) =>
        schema["minimum"]?.GetValue<double>() ?? (schema["exclusiveMinimum"] is { } least ? least.GetValue<double>() + 1 : 0);

    private static bool Fits(JsonObject schema, string text) =>
        text.Length >= (schema["minLength"]?.GetValue<int>() ?? 0)
        && text.Length <= (schema["maxLength"]?.GetValue<int>() ?? int.MaxValue)
        && (schema["pattern"] is not { } pattern || Regex.IsMatch(text, pattern.GetValue<string>()))
        && (string?)schema["format"] switch
        {
            "uuid" => Guid.TryParse(text, out _),
            "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _),
            "date-time" => text.EndsWith('Z'),
            _ => true,
        };

    private static string? TypeOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray types => types[0]?.GetValue<string>(),
        JsonValue type => type.GetValue<string>(),
        _ => null,
    };

    private IEnumerable<JsonObject> Parts(JsonObject schema) =>
        schema["allOf"] is JsonArray parts
            ? parts.SelectMany(part => Parts(Resolve(part!))).Append(schema)
            : [schema];

    private JsonObject Resolve(JsonNode schema) =>
        schema["$ref"] is { } reference
            ? Resolve(reference.GetValue<string>().Split('/').Skip(1).Aggregate(_root, (node, name) => node[name]!))
            : schema.AsObject();
}
