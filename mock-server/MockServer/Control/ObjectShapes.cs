using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Mock.Control;

/// <summary>How the API represents objects of a type.</summary>
/// <param name="Type">The resource type.</param>
/// <param name="Schema">Name of the component schema of the objects.</param>
/// <param name="Id">The member with the id; null when the contract names none.</param>
/// <param name="Parent">The member with the id of the owner; null when the objects have no owner.</param>
internal sealed record ObjectShape(string Type, string Schema, string? Id, string? Parent);

/// <summary>The representations of all objects that a contract returns, alone or in lists.</summary>
internal sealed class ObjectShapes
{
    private const string Prefix = "#/components/schemas/";

    private readonly FrozenDictionary<string, ObjectShape> _shapes;

    public ObjectShapes(Contract contract)
    {
        var schemas = JsonNode.Parse(contract.Document)!["components"]!["schemas"]!;
        _shapes = contract.Queries
            .Where(query => query is { ResponseSchema: not null, Resource.Action: ResourceAction.Read or ResourceAction.List })
            .OrderBy(query => query.Resource!.Action)
            .Select(query => Shape(contract, schemas, query))
            .OfType<ObjectShape>()
            .DistinctBy(shape => shape.Type)
            .ToFrozenDictionary(shape => shape.Type, StringComparer.Ordinal);
    }

    public ImmutableArray<string> Types => [.. _shapes.Keys.Order(StringComparer.Ordinal)];

    public ObjectShape? Find(string type) => _shapes.GetValueOrDefault(type);

    private static ObjectShape? Shape(Contract contract, JsonNode schemas, Operation query)
    {
        var resource = query.Resource!;
        var schema = resource.Action == ResourceAction.Read ? query.ResponseSchema : Items(schemas[query.ResponseSchema!]!);
        var create = contract.Commands.FirstOrDefault(command =>
            command.Resource is { Action: ResourceAction.Create or ResourceAction.Put } created && created.Type == resource.Type);
        var id = create?.Resource!.Id ?? resource.Id;
        return schema is null
            ? null
            : new(
                resource.Type,
                schema,
                id is not null && schemas[schema]?["properties"]?[id] is not null ? id : null,
                create?.Resource!.Parent ?? resource.Parent);
    }

    // A list is a JSON array, or a page with its items in 'data'.
    private static string? Items(JsonNode list) =>
        ((string?)(list["items"] ?? list["properties"]?["data"]?["items"])?["$ref"])?[Prefix.Length..];
}
