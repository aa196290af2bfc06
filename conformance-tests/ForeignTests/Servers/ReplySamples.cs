using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.ForeignTests.Servers;

/// <summary>The smallest replies that the contract allows: required members only.</summary>
internal sealed class ReplySamples(Contract contract)
{
    private readonly JsonNode _document = JsonNode.Parse(contract.Document)!;

    public JsonNode? For(Operation operation) =>
        operation.ResponseSchema is { } name ? Sample(_document["components"]!["schemas"]![name]!) : null;

    private JsonNode Sample(JsonNode schema)
    {
        var known = Resolve(schema);
        if (known["enum"] is JsonArray values)
        {
            return values[0]!.DeepClone();
        }

        var type = known["type"] is JsonArray types ? (string?)types[0] : (string?)known["type"];
        return type switch
        {
            "array" => new JsonArray(),
            "string" => known["example"]?.DeepClone() ?? "a",
            "integer" or "number" => known["example"]?.DeepClone() ?? 1,
            "boolean" => true,
            _ => Members(known),
        };
    }

    private JsonObject Members(JsonNode schema)
    {
        var members = new JsonObject();
        foreach (var part in schema["allOf"]?.AsArray() ?? [])
        {
            foreach (var (name, value) in Members(Resolve(part!)))
            {
                members[name] = value!.DeepClone();
            }
        }

        foreach (var name in schema["required"]?.AsArray().Select(name => (string)name!) ?? [])
        {
            members[name] ??= schema["properties"]?[name] is { } property ? Sample(property) : "a";
        }

        return members;
    }

    private JsonNode Resolve(JsonNode schema) => (string?)schema["$ref"] is { } reference
        ? Resolve(reference.Split('/').Skip(1).Aggregate(_document, (node, part) => node[part]!))
        : schema;
}
