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

/// <summary>How a deployment differs from the usual one.</summary>
internal sealed record ForeignOptions
{
    /// <summary>The scope that every token request must name; null for none.</summary>
    public string? Scope { get; init; }

    /// <summary>The framework that words refusals; null for a plain server.</summary>
    public Framework? Framework { get; init; }

    /// <summary>What is checked first.</summary>
    public CheckOrder Order { get; init; }

    /// <summary>Whether commands and queries need <c>Requestor-ID</c>.</summary>
    public bool ChecksRequestor { get; init; } = true;

    /// <summary>Status for an object that does not exist: 403 hides whether it does (RFC 9110, section 15.5.4).</summary>
    public int MissingObjectStatus { get; init; } = 404;

    /// <summary>Whether queries need <c>Requestor-ID</c>, too.</summary>
    public bool QueriesNeedRequestor { get; init; } = true;
}

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
    private readonly ForeignOptions _options;
    private readonly ConcurrentDictionary<(string Type, string Id), ForeignObject> _objects = new();
    private readonly ConcurrentDictionary<string, bool> _called = new();
    private int _numbers = 7000;

    private ForeignApi(WebApplication app, Contract contract, TimeProvider time, ForeignOptions options)
    {
        _app = app;
        _contract = contract;
        _time = time;
        _options = options;
        _scope = options.Scope;
        _samples = new(contract);
        _tokens = new(_scope);
        _objects[("naturalPerson", Requestor)] = new([], DateTimeOffset.MinValue);
    }


    /// <summary>Ids of the operations that were called with a valid token.</summary>
    public IEnumerable<string> Called => _called.Keys;

    public static async Task<ForeignApi> StartAsync(string contract, TimeProvider time, ForeignOptions? options = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        var api = new ForeignApi(app, ContractFile.Named(contract), time, options ?? new());
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
            _contract.Queries.Where(_ => _options.QueriesNeedRequestor).Select(query => KeyValuePair.Create(
                query.Id, new OperationSettings(true, null)))),
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new MemoryStream();
        await http.Request.Body.CopyToAsync(reader);
        var body = reader.ToArray();
        var path = http.Request.Path.Value ?? "/";
        var written = Write(http, path, body);
        http.Response.StatusCode = written.Status;
        if (_options.Framework?.Server is { } server)
        {
            http.Response.Headers.Server = server;
        }

        if (written.MediaType is not null)
        {
            http.Response.ContentType = written.MediaType;
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(written.Body));
        }
    }

    private WrittenReply Write(HttpContext http, string path, byte[] body)
    {
        if (path == _contract.Token.Path)
        {
            var (code, token) = _tokens.Answer(http, body);
            return code != 200 && _options.Framework is { } framework
                ? framework.Token(code, (string)token!["error"]!, http)
                : new(code, "application/json", token!.ToJsonString());
        }

        var (status, reply, refusal) = Answer(http, path, body);
        return refusal is null
            ? new(status, reply is null ? null : "application/json", reply?.ToJsonString() ?? "")
            : _options.Framework?.Api(refusal, http) ?? new(refusal.Status, "application/json", new JsonObject
            {
                ["message"] = refusal.Message,
                ["responseType"] = "ERROR",
                ["requestId"] = Guid.NewGuid().ToString(),
            }.ToJsonString());
    }

    private ForeignReply Answer(HttpContext http, string path, byte[] body)
    {
        if (_tokens.Refusal(http) is { } challenge)
        {
            http.Response.Headers.WWWAuthenticate = challenge.Value;
            return Refuse(RefusalKind.Token, challenge.Status, "the request has no valid access token");
        }

        var matches = _contract.Operations
            .Select(operation => (Operation: operation, Ids: Match(operation.Path, path)))
            .Where(match => match.Ids is not null)
            .OrderBy(match => match.Ids!.Count)
            .ToList();
        if (matches.Count == 0)
        {
            return Refuse(RefusalKind.Path, 404, "there is nothing at this address");
        }

        var (found, ids) = matches.FirstOrDefault(match => match.Operation.Method == http.Request.Method);
        if (found is null)
        {
            http.Response.Headers.Allow = string.Join(", ", matches.Select(match => match.Operation.Method).Distinct());
            return Refuse(RefusalKind.Method, 405, "the address does not have this method");
        }

        _called[found.Id] = true;
        return _options.Order switch
        {
            CheckOrder.RequestorFirst => WithRequestor(http, found) ?? WithBody(http, found, ids!, body, () => null),
            CheckOrder.ObjectFirst => NothingAt(found, ids!, null)
                ?? WithRequestor(http, found) ?? WithBody(http, found, ids!, body, () => null),
            _ => WithBody(http, found, ids!, body, () => WithRequestor(http, found)),
        };
    }

    private ForeignReply? WithRequestor(HttpContext http, Operation operation)
    {
        if (!_options.ChecksRequestor || (operation.Kind == OperationKind.Query && !_options.QueriesNeedRequestor))
        {
            return null;
        }

        var lines = http.Request.Headers["Requestor-ID"];
        if (lines.Count == 0 || string.IsNullOrWhiteSpace(lines[0]))
        {
            return operation.ExemptGroup is null ? Refuse(RefusalKind.Requestor, 400, "tell who acts in the header Requestor-ID") : null;
        }

        return lines.Count > 1 ? Refuse(RefusalKind.Requestor, 400, "Requestor-ID can be there once")
            : lines[0]!.Trim() != Requestor ? Refuse(RefusalKind.Requestor, 403, "this requestor may not do that")
            : null;
    }

    private ForeignReply WithBody(
        HttpContext http, Operation operation, Dictionary<string, string> ids, byte[] bytes, Func<ForeignReply?> late)
    {
        if (operation.QueryParameters.FirstOrDefault(parameter => parameter.Required && !http.Request.Query.ContainsKey(parameter.Name))
            is { } missing)
        {
            return Refuse(RefusalKind.Query, 400, $"the query has no {missing.Name}");
        }

        if (operation.PathParameters.Any(parameter => !parameter.Allowed.IsEmpty && !parameter.Allowed.Contains(ids[parameter.Name])))
        {
            return Refuse(RefusalKind.Query, 400, "the address has a value that is not allowed");
        }

        JsonNode? body = null;
        if (operation.RequestMediaType is { } media && (bytes.Length > 0 || operation.RequestBodyRequired))
        {
            if (bytes.Length > 0 && http.Request.ContentType?.Split(';')[0].Trim() != media)
            {
                http.Response.Headers.Accept = media;
                return Refuse(RefusalKind.MediaType, 415, $"the body is no {media}");
            }

            body = Parse(bytes);
            if (body is null || !Fits(operation, body))
            {
                return Refuse(RefusalKind.Body, 400, "the body is not as described");
            }
        }

        return late() ?? NothingAt(operation, ids, body) ?? Execute(operation, ids, body);
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

    private ForeignReply? NothingAt(Operation operation, Dictionary<string, string> ids, JsonNode? body)
    {
        foreach (var parameter in operation.PathParameters.Where(parameter => parameter.ResourceType is not null))
        {
            // A label comes into being with its first use.
            var known = _objects.TryGetValue((parameter.ResourceType!, ids[parameter.Name]), out var named)
                && (operation.Kind == OperationKind.Command || named.ReadableFrom <= _time.GetUtcNow());
            if (!known && IsCreated(parameter.ResourceType!) && !operation.Path.Contains("label", StringComparison.Ordinal))
            {
                return Refuse(RefusalKind.Object, _options.MissingObjectStatus, "there is nothing of this id");
            }
        }

        foreach (var reference in operation.References)
        {
            foreach (var (place, id) in reference.In(body))
            {
                if (reference.Types.Any(IsCreated) && !reference.Types.Any(type => _objects.ContainsKey((type, id))))
                {
                    return Refuse(RefusalKind.Object, 400, $"{place} names nothing");
                }
            }
        }

        return null;
    }

    private bool IsCreated(string type) => _contract.Operations.Any(operation =>
        operation.Resource is { Action: ResourceAction.Create or ResourceAction.Put } resource && resource.Type == type);

    private ForeignReply Execute(Operation operation, Dictionary<string, string> ids, JsonNode? body)
    {
        var resource = operation.Resource;
        switch (resource?.Action)
        {
            case ResourceAction.Create:
                return Create(operation, body as JsonObject ?? []);
            case ResourceAction.Put:
                _objects[(resource.Type, body![resource.Id!]!.ToString())] = new([], _time.GetUtcNow());
                return new(201, null);
            case ResourceAction.Read:
                return _objects.ContainsKey((resource.Type, ids[resource.Id!]))
                    ? new(200, _samples.For(operation))
                    : Refuse(RefusalKind.Object, _options.MissingObjectStatus, "there is nothing of this id");
            case ResourceAction.List:
                return new(200, _samples.For(operation));
            case ResourceAction.Delete:
            case ResourceAction.Act when operation.Method == "DELETE":
                _objects.TryRemove((resource.Type, ids[resource.Id!]), out _);
                return new(204, null);
            case ResourceAction.Update when body is JsonObject changes && (string?)changes["status"] == "CLOSED":
                _objects.TryRemove((resource.Type, ids[resource.Id!]), out _);
                return new(204, null);
            default:
                return _samples.For(operation) is { } sample ? new(200, sample) : new(204, null);
        }
    }

    private ForeignReply Create(Operation operation, JsonObject body)
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
                    return Refuse(RefusalKind.Conflict, 409, $"externalId is that of {key.Id}");
                }

                if (unique is not null && (string?)known.Members[resource.Unique!.Member] == unique)
                {
                    return Refuse(RefusalKind.Conflict, resource.Unique!.Status, $"{resource.Unique.Member} is that of {key.Id}");
                }
            }

            var id = $"{resource.Type.ToLowerInvariant()}/{Interlocked.Increment(ref _numbers).ToString(CultureInfo.InvariantCulture)}";
            var members = body.DeepClone().AsObject();
            members[resource.Id!] = id;
            _objects[(resource.Type, id)] = new(members, _time.GetUtcNow() + Delay);
            var reply = _samples.For(operation)?.AsObject() ?? [];
            reply[resource.Id!] = id;
            return new(201, reply);
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

    private static ForeignReply Refuse(RefusalKind kind, int status, string message) => new(status, null, new(kind, status, message));

    private sealed record ForeignReply(int Status, JsonNode? Reply, Refusal? Refusal = null);

    private sealed record ForeignObject(JsonObject Members, DateTimeOffset ReadableFrom);
}
