using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Generation;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Tests.RequestorChecks;

/// <summary>A world in which everything that can belong to somebody belongs to one natural person, whatever the contract.</summary>
internal sealed class OwnedResources
{
    private const string Another = "22222222-2222-4222-8222-222222222222";

    private readonly Contract _contract;
    private readonly RequestBodies _bodies;
    private readonly JsonNode _schemas;
    private readonly Dictionary<string, string> _ids = new() { [ResourceStore.NaturalPerson] = Requestors.Self };
    private readonly Dictionary<string, bool> _owned = new() { [ResourceStore.NaturalPerson] = true };

    public OwnedResources(Contract contract)
    {
        _contract = contract;
        _bodies = new(contract, seed: 1);
        _schemas = JsonNode.Parse(contract.Document)!["components"]!["schemas"]!;
        foreach (var parameter in contract.Operations.SelectMany(operation => operation.PathParameters)
            .Where(parameter => !parameter.Allowed.IsEmpty))
        {
            _ids[parameter.ResourceType ?? parameter.Name] = parameter.Allowed[0];
        }
    }

    /// <summary>Whether a command is about that person, by its path or body, directly or through what it names.</summary>
    public bool IsAboutSomebody(Operation operation) => Named(operation).Any(IsOwned);

    public string Path(Operation operation) =>
        operation.PathParameters.Aggregate(
            operation.Path, (path, parameter) => path.Replace($"{{{parameter.Name}}}", Value(parameter), StringComparison.Ordinal));

    public JsonNode? Body(Operation operation) =>
        operation.RequestSchema is null ? null : Fill(_schemas[operation.RequestSchema]!, _bodies.Create(operation, number: 0)!);

    /// <summary>Puts what the operation names into a world, and what that belongs to.</summary>
    public void Put(Operation operation, ResourceStore world)
    {
        foreach (var type in Named(operation).Where(type => type != ResourceStore.NaturalPerson
            && !world.Exists(type, Id(type))).Distinct())
        {
            var create = Create(type);
            var members = create is null ? [] : create.Resource!.Initial?.DeepClone().AsObject() ?? [];
            foreach (var (name, value) in (create is null ? null : Body(create)) as JsonObject ?? [])
            {
                members[name] = value?.DeepClone();
            }

            // Else the command itself could not use it.
            members.Remove("externalId");
            if (create is not null)
            {
                Put(create, world);
            }

            world.Upsert(type, Id(type), create is null ? null : Owner(create), members);
        }

        foreach (var parameter in operation.PathParameters)
        {
            if (parameter is { ResourceType: { } type, Where: { } where })
            {
                world.Patch(type, Id(type), new() { [where.Member] = where.Value });
            }
        }
    }

    /// <summary>What a parameter of a path is filled with.</summary>
    public string Value(PathParameter parameter) =>
        parameter.ResourceType is { } type ? Id(type) : parameter.Example!;

    private bool IsOwned(string type)
    {
        if (!_owned.TryGetValue(type, out var owned))
        {
            _owned[type] = false;
            _owned[type] = owned = Create(type) is { } create && Named(create).Any(IsOwned);
        }

        return owned;
    }

    private IEnumerable<string> Named(Operation operation) =>
        operation.PathParameters.Select(parameter => parameter.ResourceType).OfType<string>()
            .Concat(operation.RequestSchema is null
                ? []
                : References(_schemas[operation.RequestSchema]!, operation.RequestExample!).Select(reference => reference.Type));

    private Operation? Create(string type) => _contract.Operations.FirstOrDefault(operation =>
        operation.Resource is { Action: ResourceAction.Create or ResourceAction.Put } resource && resource.Type == type);

    private string? Owner(Operation create) => create.Resource!.Parent is not { } name
        ? null
        : create.PathParameters.FirstOrDefault(parameter => parameter.Name == name)?.ResourceType is { } type
            ? Id(type)
            : (string?)Body(create)![name];

    private string Id(string type) => _ids.TryGetValue(type, out var id) ? id : _ids[type] = Guid.NewGuid().ToString();

    private JsonNode Fill(JsonNode schema, JsonNode body)
    {
        // Of two persons in one body, the second one is another.
        var others = 0;
        foreach (var (type, place) in References(schema, body).ToArray())
        {
            place.ReplaceWith(type == ResourceStore.NaturalPerson && others++ > 0 ? Another : Id(type));
        }

        return body;
    }

    // Of several types that a member may name, the one that the body names beside it, or the first one.
    private IEnumerable<(string Type, JsonNode Place)> References(JsonNode schema, JsonNode value)
    {
        var known = schema["$ref"] is { } reference ? _schemas[$"{reference}".Split('/')[^1]]! : schema;
        return value switch
        {
            _ when known["x-references"] is { } types => [(types is JsonArray several ? Named(several, value) : $"{types}", value)],
            JsonObject members => members.Where(member => known["properties"]?[member.Key] is not null && member.Value is not null)
                .SelectMany(member => References(known["properties"]![member.Key]!, member.Value!)),
            JsonArray items => items.SelectMany(item => References(known["items"]!, item!)),
            _ => [],
        };
    }

    private static string Named(JsonArray types, JsonNode place)
    {
        var words = (place.Parent as JsonObject ?? []).Where(member => member.Value is JsonValue)
            .Select(member => $"{member.Value}".Replace("_", "", StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return types.Select(type => $"{type}").FirstOrDefault(words.Contains) ?? $"{types[0]}";
    }
}
