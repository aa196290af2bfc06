using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Tests;

/// <summary>Requests that break no rule; a test departs from one in a single point.</summary>
/// <param name="answer">Answers the requests that create what others need.</param>
/// <param name="token">A token that is accepted.</param>
/// <param name="putTransaction">Puts one into the world under an id: the API itself cannot make one.</param>
internal sealed class GoodRequests(Func<ApiRequest, ApiReply> answer, string token, Action<string> putTransaction)
{
    public const string Requestor = "11111111-1111-4111-8111-111111111111";
    public const string TokenForm =
        "grant_type=client_credentials&client_id=partner-local&client_secret=local-only-secret-of-partner-local";

    private const string Transaction = "99999999-9999-4999-8999-999999999999";

    /// <summary>Runs before each request that creates what another one needs.</summary>
    public Action<ApiRequest>? Before { get; init; }

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
        var headers = HeaderList.Empty.With("Authorization", "Bearer " + token);
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
    public string Created(string type) => Created(type, owner: null);

    private string Path(Operation operation, string? owner)
    {
        var path = operation.Path;
        foreach (var parameter in operation.PathParameters)
        {
            var isOwner = operation.Resource?.Parent == parameter.Name;
            var value = isOwner && owner is not null
                ? owner
                : parameter.ResourceType is { } type ? Created(type, owner, parameter.Where) : parameter.Example!;
            owner = isOwner ? value : owner;
            path = path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
        }

        return path;
    }

    private string Created(string type, string? owner, (string Member, string Value)? where = null)
    {
        var create = EngineUnderTest.Contract.Operations.FirstOrDefault(operation =>
            operation.Resource is { Action: ResourceAction.Create or ResourceAction.Put } resource && resource.Type == type
            && (where is not { } wanted || (string?)resource.Initial?[wanted.Member] == wanted.Value));
        if (create is null)
        {
            putTransaction(Transaction);
            return Transaction;
        }

        var request = Of(create, owner);
        Before?.Invoke(request);
        var reply = answer(request with { Body = WithFreeNames(request.Body) });
        return (string?)(create.Resource!.Action == ResourceAction.Put
            ? create.RequestExample
            : EngineUnderTest.Json(reply))![create.Resource.Id!]
            ?? throw new InvalidOperationException($"{create.Id} answered {reply.Status}: {reply.Text()}");
    }

    private static ReadOnlyMemory<byte> WithFreeNames(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty || JsonNode.Parse(body.Span) is not JsonObject members)
        {
            return body;
        }

        foreach (var (name, ending) in (ReadOnlySpan<(string, string)>)[("externalId", ""), ("email", "@example.org")])
        {
            if (members.ContainsKey(name))
            {
                members[name] = Guid.NewGuid() + ending;
            }
        }

        return EngineUnderTest.Bytes(members.ToJsonString());
    }
}
