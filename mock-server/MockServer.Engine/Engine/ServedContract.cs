using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Generation;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Engine;

/// <summary>
/// The contract that a mock serves: the effective one. The policy and the settings of the mock are applied, the refusals that every
/// operation can send are declared, and <c>servers</c> is the address in use.
/// </summary>
public sealed class ServedContract
{
    /// <summary>The media type of an OpenAPI document.</summary>
    public const string MediaType = "application/vnd.oai.openapi+json;version=3.1";

    private const string RequestorHeader = "Requestor-ID";
    private const string Json = "application/json";
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    // What any operation can send although the reference lists it nowhere: status, component, description.
    private static readonly ImmutableArray<(string Status, string Component, string Description)> Refusals =
    [
        ("400", "InferredBadRequest", "The request breaks the schema or a business rule; the reference does not list this answer here."),
        ("401", "Unauthorized", "No usable access token; the reference lists this answer nowhere."),
        ("413", "InferredTooLarge", "The body is larger than the server accepts; the reference lists this answer nowhere."),
        ("415", "InferredMediaType", "The Content-Type is not application/json in UTF-8; the reference lists this answer nowhere."),
        ("429", "InferredTooManyObjects", "The session of the mock is full; the reference lists this answer nowhere."),
    ];

    private const int ExampleSeed = 1;

    private readonly Contract _contract;
    private readonly RequestBodies _bodies;
    private readonly RequestorPolicy _policy;
    private readonly RequestorValidation _validation;
    private readonly ScopeRule _scope;
    private readonly DateOnly _today;
    private readonly Lazy<JsonObject> _document;
    private (string Address, string Text)? _last;

    /// <summary>Describes a mock.</summary>
    /// <param name="contract">The contract that it keeps.</param>
    /// <param name="policy">Which operations require <c>Requestor-ID</c>.</param>
    /// <param name="validation">How thoroughly requestors are checked.</param>
    /// <param name="scope">What the token endpoint does with <c>scope</c>.</param>
    /// <param name="clock">Says which dates of examples are recent.</param>
    public ServedContract(Contract contract, RequestorPolicy policy, RequestorValidation validation, ScopeRule scope, TimeProvider clock)
    {
        _today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        _contract = contract;
        _bodies = new(contract, ExampleSeed);
        _policy = policy;
        _validation = validation;
        _scope = scope;
        _document = new(Build);
    }

    /// <summary>The document for clients that reach the mock at an address.</summary>
    /// <param name="address">The address in use; only scheme, host and port count.</param>
    /// <returns>An OpenAPI 3.1 document.</returns>
    public string At(Uri address)
    {
        var origin = address.GetLeftPart(UriPartial.Authority);
        lock (_document)
        {
            if (_last is { } last && last.Address == origin)
            {
                return last.Text;
            }

            var text = Write(origin);
            _last = (origin, text);
            return text;
        }
    }

    private string Write(string origin)
    {
        var document = _document.Value;
        document["servers"] = new JsonArray(new JsonObject { ["url"] = origin, ["description"] = "This mock." });
        foreach (var flow in TokenFlows(document))
        {
            flow["tokenUrl"] = origin + _contract.Token.Path;
        }

        return document.ToJsonString(Indented) + "\n";
    }

    private JsonObject Build()
    {
        var document = JsonNode.Parse(_contract.Document)!.AsObject();
        var components = Member(document, "components");
        var listed = Listed(Member(components, "parameters"));
        DeclareRefusals(Member(components, "responses"));
        foreach (var operation in _contract.Operations)
        {
            var node = document["paths"]![operation.Path]![operation.Method.ToLowerInvariant()]!.AsObject();
            if (operation.NeedsRequestor(_policy) && operation.Requestor != RequestorListing.Required)
            {
                Member(components, "parameters").TryAdd(listed, RequestorParameter());
                Require(node, listed);
            }

            GenerateExample(node, operation, Member(components, "schemas"));
            RenewExamples(node, operation, Member(components, "schemas"));
            DeclareReplies(node, operation, Member(components, "responses"));
        }

        ApplyScope(document, Member(components, "schemas"));
        document["x-mock"] = Settings();
        return document;
    }

    // The examples are of the generator that the population of a session and the suite's bodies are from.
    private void GenerateExample(JsonObject node, Operation operation, JsonObject schemas)
    {
        var media = node["requestBody"]?["content"]?[operation.RequestMediaType ?? Json] as JsonObject;
        var holder = media?.ContainsKey("example") == true ? media : schemas[operation.RequestSchema ?? ""] as JsonObject;
        if (holder?.ContainsKey("example") == true && _bodies.Create(operation, number: 0) is { } body)
        {
            holder["example"] = body;
        }
    }

    // An example that is sent as it is must be accepted, in whatever year.
    private void RenewExamples(JsonObject node, Operation operation, JsonObject schemas)
    {
        foreach (var date in operation.RecentDates)
        {
            date.Renew(schemas[operation.RequestSchema!]?["example"], _today);
            date.Renew(node["requestBody"]?["content"]?[operation.RequestMediaType!]?["example"], _today);
            date.Renew(node["x-probe"]?["body"], _today);
        }
    }

    private static JsonObject Member(JsonObject node, string name)
    {
        if (node[name] is not JsonObject member)
        {
            node[name] = member = [];
        }

        return member;
    }

    private static string Listed(JsonObject parameters) =>
        parameters.FirstOrDefault(parameter => (string?)parameter.Value!["name"] == RequestorHeader
            && (string?)parameter.Value["in"] == "header")
            .Key
        ?? "RequestorId";

    private static JsonObject RequestorParameter() => new()
    {
        ["name"] = RequestorHeader,
        ["in"] = "header",
        ["required"] = true,
        ["description"] = "Id of the natural person who requests the command (guide, section 4).",
        ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "uuid" },
    };

    private static void Require(JsonObject operation, string parameter)
    {
        operation["x-requestor-id"] = "required";
        operation.Remove("x-exempt-group");
        var parameters = operation["parameters"] as JsonArray ?? [];
        parameters.Add(new JsonObject { ["$ref"] = "#/components/parameters/" + parameter });
        operation["parameters"] ??= parameters;
    }

    private static void DeclareRefusals(JsonObject responses)
    {
        foreach (var (_, component, description) in Refusals)
        {
            responses.TryAdd(component, new JsonObject
            {
                ["description"] = description,
                ["content"] = new JsonObject { [Json] = Schema("ErrorMessage") },
                ["x-basis"] = "inferred",
            });
        }
    }

    private static JsonObject Schema(string name) => new() { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/" + name } };

    private static void DeclareReplies(JsonObject node, Operation operation, JsonObject shared)
    {
        var responses = Member(node, "responses");
        foreach (var (status, component, description) in Refusals.Where(refusal => CanSend(operation, refusal.Status)
            && !responses.ContainsKey(refusal.Status)))
        {
            responses[status] = operation.Kind == OperationKind.Token
                ? new JsonObject
                {
                    ["description"] = description,
                    ["content"] = new JsonObject { [Json] = Schema("TokenError") },
                    ["x-basis"] = "inferred"
                }
                : new JsonObject { ["$ref"] = "#/components/responses/" + component };
        }

        foreach (var (status, response) in responses.OrderBy(response => response.Key, StringComparer.Ordinal).ToArray())
        {
            responses.Remove(status);
            responses[status] = response;
            var declared = shared[((string?)response!["$ref"])?.Split('/')[^1] ?? ""] as JsonObject ?? response.AsObject();
            DeclareHeaders(declared, status);
            if (operation.NeedsReady && status[0] == '2')
            {
                Member(declared, "headers").TryAdd(
                    Readiness.WarningHeader,
                    Header("Says that the client did not wait until an object is ready; only the mock sends it.", required: false));
            }

            if (operation.Kind == OperationKind.Token)
            {
                DeclareNotStored(declared);
            }
        }
    }

    private static bool CanSend(Operation operation, string status) => status switch
    {
        "415" => operation.RequestMediaType == Json,
        "429" => operation.Resource is { Action: ResourceAction.Create or ResourceAction.Put }
            || operation is { RequestSchema: not null, Resource.Action: not (ResourceAction.Read or ResourceAction.List) },
        _ => true,
    };

    private static void DeclareHeaders(JsonObject response, string status)
    {
        if (status[0] != '4')
        {
            return;
        }

        var headers = Member(response, "headers");
        headers.TryAdd("X-Mock-Rule", Header("Id of the requirement that the request breaks; only the mock sends it.", required: true));
        headers.TryAdd(
            ExchangeLinks.Header, Header("Where the mock's journal explains the refusal; only the mock sends it.", required: false));
        if (status is "400" or "401")
        {
            headers.Remove("WWW-Authenticate");
            headers["WWW-Authenticate"] = Header("The challenge (RFC 9110, section 11.6.1).", required: status == "401");
        }

        if (status == "415")
        {
            headers.TryAdd("Accept", Header("The media type that the operation accepts (RFC 9110, section 15.5.16).", required: false));
            headers.TryAdd(
                "Accept-Encoding", Header("The content coding that the operation accepts (RFC 9110, section 15.5.16).", required: false));
        }
    }

    private static void DeclareNotStored(JsonObject response)
    {
        var headers = Member(response, "headers");
        headers.TryAdd("Cache-Control", Header("no-store (RFC 6749, section 5.1).", required: true));
        headers.TryAdd("Pragma", Header("no-cache (RFC 6749, section 5.1).", required: true));
    }

    private static JsonObject Header(string description, bool required)
    {
        var header = new JsonObject { ["description"] = description, ["schema"] = new JsonObject { ["type"] = "string" } };
        if (required)
        {
            header["required"] = true;
        }

        return header;
    }

    private static IEnumerable<JsonObject> TokenFlows(JsonObject document) =>
        from scheme in document["components"]?["securitySchemes"] as JsonObject ?? []
        let flow = scheme.Value?["flows"]?["clientCredentials"] as JsonObject
        where flow is not null
        select flow;

    private void ApplyScope(JsonObject document, JsonObject schemas)
    {
        var names = _scope.Semantics == ScopeSemantics.Rejected ? [] : ScopeNames.In(_scope.Value).Order(StringComparer.Ordinal).ToArray();
        foreach (var flow in TokenFlows(document))
        {
            var known = flow["scopes"] as JsonObject;
            flow["scopes"] = new JsonObject(names.Select(
                name => KeyValuePair.Create<string, JsonNode?>(name, (string?)known?[name] ?? "The partner API.")));
        }

        foreach (var requirement in document["security"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            foreach (var scheme in requirement.Select(scheme => scheme.Key).ToArray())
            {
                requirement[scheme] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]);
            }
        }

        if (_contract.Token.RequestSchema is { } name && schemas[name] is JsonObject form)
        {
            ApplyScope(form);
        }

        // The older reference has no scopes; a request that asks for one is refused all the same (RFC 6749, section 5.2).
        if (schemas["TokenError"]?["properties"]?["error"]?["enum"] is JsonArray errors
            && !errors.Any(error => (string?)error == "invalid_scope"))
        {
            errors.Add("invalid_scope");
        }
    }

    private void ApplyScope(JsonObject form)
    {
        var required = form["required"] as JsonArray ?? [];
        form["required"] ??= required;
        required.RemoveAll(name => (string?)name == "scope");
        var example = form["example"] as JsonObject;
        if (_scope.Semantics == ScopeSemantics.Rejected)
        {
            Member(form, "properties").Remove("scope");
            example?.Remove("scope");
            return;
        }

        Member(form, "properties")
            .TryAdd("scope", new JsonObject { ["type"] = "string", ["minLength"] = 1, ["description"] = "What the token is for." });
        if (_scope.Semantics == ScopeSemantics.Required)
        {
            required.Add("scope");
        }

        example?.TryAdd("scope", _scope.Value);
    }

    private JsonObject Settings()
    {
        var scope = new JsonObject { ["semantics"] = Word(_scope.Semantics) };
        if (_scope is { Semantics: not ScopeSemantics.Rejected, Value: { } value })
        {
            scope["value"] = value;
        }

        var settings = new JsonObject { ["scope"] = scope, ["requestorCheck"] = Word(_validation.Level) };
        if (!_validation.DeferInactive.IsEmpty)
        {
            var deferred = _contract.Commands.Where(command => _validation.DefersInactive(command.Id)).Select(command => command.Id);
            settings["deferInactive"] = new JsonArray([.. deferred.Order(StringComparer.Ordinal).Select(id => JsonValue.Create(id))]);
        }

        return settings;
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
