using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Engine;

namespace PartnerApi.Mock.Tests;

/// <summary>Requests that break no rule; a test departs from one in a single point.</summary>
internal sealed class GoodRequests(EngineUnderTest engine)
{
    public const string Requestor = "11111111-1111-4111-8111-111111111111";
    public const string TokenForm = "grant_type=client_credentials&client_id=partner-local&client_secret=local-only-secret-of-partner-local";

    public static ApiRequest Token { get; } = TokenWith(TokenForm);

    public static ApiRequest TokenWith(string form) => new()
    {
        Method = "POST",
        Path = EngineUnderTest.Contract.Token.Path,
        Headers = HeaderList.Empty.With("Content-Type", "application/x-www-form-urlencoded"),
        Body = EngineUnderTest.Bytes(form),
    };

    /// <summary>A request that the operation accepts. What its path names is created first.</summary>
    public ApiRequest Of(string operationId) => Of(EngineUnderTest.Contract.Find(operationId)!);

    public ApiRequest Of(Operation operation) => Of(operation, owner: null);

    private ApiRequest Of(Operation operation, string? owner) => new()
    {
        Method = operation.Method,
        Path = Path(operation, owner),
        Query = string.Join('&', operation.QueryParameters.Where(parameter => parameter.Required)
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Example ?? "x")}")),
        Headers = Headers(operation),
        Body = Body(operation),
    };

    private HeaderList Headers(Operation operation)
    {
        var headers = HeaderList.Empty.With("Authorization", "Bearer " + engine.Token);
        headers = operation.NeedsRequestor(RequestorPolicy.Guide) ? headers.With("Requestor-ID", Requestor) : headers;
        return operation.RequestMediaType is { } mediaType ? headers.With("Content-Type", mediaType) : headers;
    }

    /// <summary>What the query of a list must ask for.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Asked(string operationId) =>
        EngineUnderTest.Contract.Find(operationId)!.QueryParameters
            .Where(parameter => parameter is { Required: true, Name: not ("cursor" or "limit") })
            .Select(parameter => KeyValuePair.Create(parameter.Name, (JsonNode?)parameter.Example));

    // What the example refers to is made first, as the contract says.
    private ReadOnlyMemory<byte> Body(Operation operation)
    {
        if (operation.RequestExample?.DeepClone() is not { } body)
        {
            return default;
        }

        foreach (var reference in operation.References.Where(reference => reference.In(body).Any()))
        {
            reference.Fill(body, Created(reference.Types[0]));
        }

        return EngineUnderTest.Bytes(body.ToJsonString());
    }

    /// <summary>Makes an object, with everything that it needs.</summary>
    /// <returns>Its id.</returns>
    public string Created(string type) => Created(type, new PathParameter("id", type, [], null), owner: null);

    private string Path(Operation operation, string? owner)
    {
        var path = operation.Path;
        foreach (var parameter in operation.PathParameters)
        {
            var isOwner = operation.Resource?.Parent == parameter.Name;
            var value = isOwner && owner is not null
                ? owner
                : parameter.ResourceType is { } type ? Created(type, parameter, owner) : parameter.Example!;
            owner = isOwner ? value : owner;
            path = path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
        }

        return path;
    }

    private string Created(string type, PathParameter parameter, string? owner)
    {
        var create = EngineUnderTest.Contract.Operations.FirstOrDefault(operation =>
            operation.Resource is { Action: ResourceAction.Create or ResourceAction.Put } resource && resource.Type == type);
        if (create is null)
        {
            // A transaction, for example, comes from the bank's side only.
            var id = engine.Session.Ids.Next().ToString();
            engine.Session.World.Put(type, id, owner, new JsonObject { [parameter.Name] = id });
            return id;
        }

        var request = Of(create, owner);
        var reply = engine.Answer(request with { Body = WithFreeExternalId(request.Body) });
        return (string?)(create.Resource!.Action == ResourceAction.Put ? create.RequestExample : EngineUnderTest.Json(reply))![create.Resource.Id!]
            ?? throw new InvalidOperationException($"{create.Id} answered {reply.Status}: {reply.Text()}");
    }

    private ReadOnlyMemory<byte> WithFreeExternalId(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty || JsonNode.Parse(body.Span) is not JsonObject members || !members.ContainsKey("externalId"))
        {
            return body;
        }

        members["externalId"] = engine.Session.Ids.Next().ToString();
        return EngineUnderTest.Bytes(members.ToJsonString());
    }
}
