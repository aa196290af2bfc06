using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PartnerApi.Conformance.Targets;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.ForeignTests.Servers;

/// <summary>
/// A whole deployment that keeps the contract and shares nothing else with the mock: ids are no UUIDs, what is created is answered with
/// 201, DELETE deletes, a new token ends the earlier one, queries require <c>Requestor-ID</c> as well, references must name something,
/// and what was created can be read a while later.
/// </summary>
internal sealed class ForeignApi : IAsyncDisposable
{
    public const string Requestor = "person/0042";

    private const string Uuid = "11111111-1111-4111-8111-111111111111";

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(200);

    private readonly WebApplication _app;
    private readonly Contract _contract;
    private readonly TimeProvider _time;
    private readonly ForeignTokens _tokens;
    private readonly ReplySamples _samples;
    private readonly string? _scope;
    private readonly ConcurrentDictionary<(string Type, string Id), ForeignObject> _objects = new();
    private readonly ConcurrentDictionary<string, bool> _called = new();
    private int _numbers = 7000;

    private ForeignApi(WebApplication app, Contract contract, TimeProvider time, string? scope)
    {
        _app = app;
        _contract = contract;
        _time = time;
        _scope = scope;
        _samples = new(contract);
        _tokens = new(scope);
        _objects[("naturalPerson", Requestor)] = new([], DateTimeOffset.MinValue);
    }


    /// <summary>Ids of the operations that were called with a valid token.</summary>
    public IEnumerable<string> Called => _called.Keys;

    public static async Task<ForeignApi> StartAsync(string contract, TimeProvider time, string? scope = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        var api = new ForeignApi(app, ContractFile.Named(contract), time, scope);
        app.Run(api.AnswerAsync);
        await app.StartAsync();
        return api;
    }

    public TargetSettings Settings(int concurrency) => new()
    {
        Name = "foreign",
        ApiAddress = new(_app.Urls.First()),
        Contract = _contract.Name,
        Credentials = new(ForeignTokens.ClientId, ForeignTokens.ClientSecret),
        SpecialCharacters = new(ForeignTokens.SpecialClientId, ForeignTokens.SpecialClientSecret),
        PublicFakes = true,
        Scope = _scope,
        BadCredentialBudget = null,
        TimeoutSeconds = 120,
        RequestorId = Requestor,
        ExpiredToken = "session~of.long-ago",
        OtherAudienceToken = "session~of.another-service",
        SideEffects = SideEffects.All,
        Concurrency = concurrency,
        Operations = System.Collections.Immutable.ImmutableDictionary.CreateRange(
            _contract.Queries.Select(query => KeyValuePair.Create(query.Id, new OperationSettings(true, null)))),
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new MemoryStream();
        await http.Request.Body.CopyToAsync(reader);
        var body = reader.ToArray();
        var path = http.Request.Path.Value ?? "/";
        var (status, reply) = path == _contract.Token.Path ? _tokens.Answer(http, body) : Answer(http, path, body);
        http.Response.StatusCode = status;
        if (reply is not null)
        {
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(reply.ToJsonString()));
        }
    }

    private (int Status, JsonNode? Reply) Answer(HttpContext http, string path, byte[] body)
    {
        if (_tokens.Refusal(http) is { } challenge)
        {
            http.Response.Headers.WWWAuthenticate = challenge.Value;
            return Refuse(challenge.Status, "the request has no valid access token");
        }

        var matches = _contract.Operations
            .Select(operation => (Operation: operation, Ids: Match(operation.Path, path)))
            .Where(match => match.Ids is not null)
            .OrderBy(match => match.Ids!.Count)
            .ToList();
        if (matches.Count == 0)
        {
            return Refuse(404, "there is nothing at this address");
        }

        var (found, ids) = matches.FirstOrDefault(match => match.Operation.Method == http.Request.Method);
        if (found is null)
        {
            http.Response.Headers.Allow = string.Join(", ", matches.Select(match => match.Operation.Method).Distinct());
            return Refuse(405, "the address does not have this method");
        }

        _called[found.Id] = true;
        return WithRequestor(http, found) ?? WithBody(http, found, ids!, body);
    }

    private static (int Status, JsonNode? Reply)? WithRequestor(HttpContext http, Operation operation)
    {
        var lines = http.Request.Headers["Requestor-ID"];
        if (lines.Count == 0 || string.IsNullOrWhiteSpace(lines[0]))
        {
            return operation.ExemptGroup is null ? Refuse(400, "tell who acts in the header Requestor-ID") : null;
        }

        return lines.Count > 1 ? Refuse(400, "Requestor-ID can be there once")
            : lines[0]!.Trim() != Requestor ? Refuse(403, "this requestor may not do that")
            : null;
    }

    private (int Status, JsonNode? Reply) WithBody(HttpContext http, Operation operation, Dictionary<string, string> ids, byte[] bytes)
    {
        if (operation.QueryParameters.FirstOrDefault(parameter => parameter.Required && !http.Request.Query.ContainsKey(parameter.Name))
            is { } missing)
        {
            return Refuse(400, $"the query has no {missing.Name}");
        }

        if (operation.PathParameters.Any(parameter => !parameter.Allowed.IsEmpty && !parameter.Allowed.Contains(ids[parameter.Name])))
        {
            return Refuse(400, "the address has a value that is not allowed");
        }

        JsonNode? body = null;
        if (operation.RequestMediaType is { } media && (bytes.Length > 0 || operation.RequestBodyRequired))
        {
            if (bytes.Length > 0 && http.Request.ContentType?.Split(';')[0].Trim() != media)
            {
                http.Response.Headers.Accept = media;
                return Refuse(415, $"the body is no {media}");
            }

            body = Parse(bytes);
            if (body is null || !Fits(operation, body))
            {
                return Refuse(400, "the body is not as described");
            }
        }

        return NothingAt(operation, ids, body) ?? Execute(operation, ids, body);
    }

    // References have ids of this server, which are no UUIDs as the schema asks for.
    private bool Fits(Operation operation, JsonNode body)
    {
        var copy = body.DeepClone();
        foreach (var reference in operation.References)
        {
            reference.Fill(copy, Uuid);
        }

        return _contract.Schemas.Validate(operation.RequestSchema!, copy.ToJsonString()).IsEmpty;
    }

    private (int Status, JsonNode? Reply)? NothingAt(Operation operation, Dictionary<string, string> ids, JsonNode? body)
    {
        foreach (var parameter in operation.PathParameters.Where(parameter => parameter.ResourceType is not null))
        {
            // A label comes into being with its first use.
            var known = _objects.TryGetValue((parameter.ResourceType!, ids[parameter.Name]), out var named)
                && (operation.Kind == OperationKind.Command || named.ReadableFrom <= _time.GetUtcNow());
            if (!known && IsCreated(parameter.ResourceType!) && !operation.Path.Contains("label", StringComparison.Ordinal))
            {
                return Refuse(404, "there is nothing of this id");
            }
        }

        foreach (var reference in operation.References)
        {
            foreach (var (place, id) in reference.In(body))
            {
                if (reference.Types.Any(IsCreated) && !reference.Types.Any(type => _objects.ContainsKey((type, id))))
                {
                    return Refuse(400, $"{place} names nothing");
                }
            }
        }

        return null;
    }

    private bool IsCreated(string type) => _contract.Operations.Any(operation =>
        operation.Resource is { Action: ResourceAction.Create or ResourceAction.Put } resource && resource.Type == type);

    private (int Status, JsonNode? Reply) Execute(Operation operation, Dictionary<string, string> ids, JsonNode? body)
    {
        var resource = operation.Resource;
        switch (resource?.Action)
        {
            case ResourceAction.Create:
                return Create(operation, body as JsonObject ?? []);
            case ResourceAction.Put:
                _objects[(resource.Type, body![resource.Id!]!.ToString())] = new([], _time.GetUtcNow());
                return (201, null);
            case ResourceAction.Read:
                return _objects.ContainsKey((resource.Type, ids[resource.Id!]))
                    ? (200, _samples.For(operation))
                    : Refuse(404, "there is nothing of this id");
            case ResourceAction.List:
                return (200, _samples.For(operation));
            case ResourceAction.Delete:
            case ResourceAction.Act when operation.Method == "DELETE":
                _objects.TryRemove((resource.Type, ids[resource.Id!]), out _);
                return (204, null);
            case ResourceAction.Update when body is JsonObject changes && (string?)changes["status"] == "CLOSED":
                _objects.TryRemove((resource.Type, ids[resource.Id!]), out _);
                return (204, null);
            default:
                return _samples.For(operation) is { } sample ? (200, sample) : (204, null);
        }
    }

    private (int Status, JsonNode? Reply) Create(Operation operation, JsonObject body)
    {
        var resource = operation.Resource!;
        var external = (string?)body["externalId"];
        var unique = resource.Unique is { } member ? (string?)body[member.Member] : null;
        lock (_objects)
        {
            foreach (var (key, known) in _objects.Where(entry => entry.Key.Type == resource.Type))
            {
                if (external is not null && (string?)known.Members["externalId"] == external)
                {
                    return Refuse(409, $"externalId is that of {key.Id}");
                }

                if (unique is not null && (string?)known.Members[resource.Unique!.Member] == unique)
                {
                    return Refuse(resource.Unique!.Status, $"{resource.Unique.Member} is that of {key.Id}");
                }
            }

            var id = $"{resource.Type.ToLowerInvariant()}/{Interlocked.Increment(ref _numbers).ToString(CultureInfo.InvariantCulture)}";
            var members = body.DeepClone().AsObject();
            members[resource.Id!] = id;
            _objects[(resource.Type, id)] = new(members, _time.GetUtcNow() + Delay);
            var reply = _samples.For(operation)?.AsObject() ?? [];
            reply[resource.Id!] = id;
            return (201, reply);
        }
    }

    private static Dictionary<string, string>? Match(string template, string path)
    {
        var parts = template.Split('/');
        var values = path.Split('/');
        Dictionary<string, string> ids = [];
        if (parts.Length != values.Length)
        {
            return null;
        }

        foreach (var (part, value) in parts.Zip(values))
        {
            if (part.StartsWith('{'))
            {
                ids[part[1..^1]] = Uri.UnescapeDataString(value);
            }
            else if (part != value)
            {
                return null;
            }
        }

        return ids;
    }

    private static JsonNode? Parse(byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(Utf8.GetString(bytes));
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static (int Status, JsonNode? Reply) Refuse(int status, string message) => (status, new JsonObject
    {
        ["message"] = message,
        ["responseType"] = "ERROR",
        ["requestId"] = Guid.NewGuid().ToString(),
    });

    private sealed record ForeignObject(JsonObject Members, DateTimeOffset ReadableFrom);
}
