using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Tests.RequestorChecks;

namespace PartnerApi.Mock.Tests.Contracts;

/// <summary>Requests of every operation: one that is accepted, and one for each reason to refuse it.</summary>
/// <param name="contract">The contract.</param>
/// <param name="resources">The objects of the session.</param>
/// <param name="token">An access token.</param>
internal sealed class Provocations(Contract contract, ResourceStore resources, string token)
{
    private const string Nonexistent = "00000000-0000-4000-8000-00000000eeee";

    private readonly OwnedResources _world = new(contract);

    /// <summary>Stores what a good request of the operation needs.</summary>
    public void Arrange(Operation operation)
    {
        _world.Put(operation, resources);
        Requestors.Put(resources);
    }

    /// <summary>A request that the operation accepts.</summary>
    public ApiRequest Good(Operation operation)
    {
        var headers = operation.Kind == OperationKind.Token ? HeaderList.Empty : HeaderList.Empty.With("Authorization", "Bearer " + token);
        headers = operation.NeedsRequestor(RequestorPolicy.Guide) ? headers.With("Requestor-ID", Requestors.Self) : headers;
        headers = operation.RequestMediaType is { } mediaType ? headers.With("Content-Type", mediaType) : headers;
        return new()
        {
            Method = operation.Method,
            Path = _world.Path(operation),
            Query = string.Join('&', operation.QueryParameters.Where(parameter => parameter.Required).Select(Pair)),
            Headers = headers,
            Body = operation.Kind == OperationKind.Token
                ? EngineUnderTest.Bytes(GoodRequests.TokenForm)
                : EngineUnderTest.Bytes(_world.Body(operation)?.ToJsonString() ?? ""),
        };
    }

    /// <summary>Requests that are refused, whatever was sent before.</summary>
    public IEnumerable<(string Reason, ApiRequest Request)> Refused(Operation operation)
    {
        var good = Good(operation);
        IEnumerable<(string, ApiRequest)> all =
        [
            ("a body that is too large", good with { BodyFault = BodyFault.TooLarge }),
            ("a body with broken framing", good with { BodyFault = BodyFault.Malformed }),
            ("a fault that does not exist", good with { Headers = good.Headers.With("X-Mock-Fault", "nothing") }),
            .. operation.Kind == OperationKind.Token ? Tokens(good) : [.. Bearers(good), .. Targets(operation, good)],
            .. operation.NeedsRequestor(RequestorPolicy.Guide) ? Persons(good) : [],
            .. operation.RequestSchema is not null && operation.Kind != OperationKind.Token ? Bodies(operation, good) : [],
        ];
        return all;
    }

    /// <summary>The request once more, and the requests that only state can refuse.</summary>
    public IEnumerable<(string Reason, ApiRequest Request)> Repeated(Operation operation)
    {
        var good = Good(operation);
        yield return ("the same request again", good);
        if (operation.Resource is { Action: ResourceAction.Update } resource && _world.Body(operation) is JsonObject body)
        {
            resources.Upsert(resource.Type, "another", null, new() { ["externalId"] = "taken" });
            body["externalId"] = "taken";
            yield return ("an external id that is in use", good with { Body = EngineUnderTest.Bytes(body.ToJsonString()) });
            resources.Patch(resource.Type, good.Path.Split('/')[^1], new() { ["wizardStatus"] = "FULLY_COMPLETED" });
            yield return ("an object that is completed", good);
        }
    }

    private static string Pair(QueryParameter parameter) => $"{parameter.Name}={Uri.EscapeDataString(parameter.Example ?? "20")}";

    private static IEnumerable<(string, ApiRequest)> Tokens(ApiRequest good) =>
    [
        ("another media type", good with { Headers = HeaderList.Empty.With("Content-Type", "application/json") }),
        ("another grant", good with { Body = EngineUnderTest.Bytes("grant_type=password&client_id=partner-local&client_secret=x") }),
        (
            "a wrong secret",
            good with { Body = EngineUnderTest.Bytes("grant_type=client_credentials&client_id=partner-local&client_secret=x") }),
        ("a wrong secret in the header", good with
        {
            Headers = good.Headers.With("Authorization", "Basic eDp4"),
            Body = EngineUnderTest.Bytes("grant_type=client_credentials"),
        }),
        ("an unknown scope", good with { Body = EngineUnderTest.Bytes(GoodRequests.TokenForm + "&scope=nothing") }),
    ];

    private static IEnumerable<(string, ApiRequest)> Bearers(ApiRequest good) =>
    [
        ("no token", good with { Headers = good.Headers.Without("Authorization") }),
        ("a token that was not issued", good with { Headers = good.Headers.Without("Authorization").With("Authorization", "Bearer x") }),
        ("the token twice", good with { Query = good.Query.Length == 0 ? "access_token=x" : good.Query + "&access_token=x" }),
    ];

    private static IEnumerable<(string, ApiRequest)> Persons(ApiRequest good) =>
        from kind in Enum.GetValues<RequestorKind>()
        where kind is not (RequestorKind.Self or RequestorKind.Proxy)
        let without = good.Headers.Without("Requestor-ID")
        select ($"requestor {kind}", good with
        {
            Headers = Requestors.Value(kind) is { } value ? without.With("Requestor-ID", value) : without,
        });

    private IEnumerable<(string, ApiRequest)> Bodies(Operation operation, ApiRequest good)
    {
        yield return ("no body", good with { Body = default });
        yield return ("no JSON", good with { Body = EngineUnderTest.Bytes("{") });
        yield return ("no object", good with { Body = EngineUnderTest.Bytes("[]") });
        yield return (
            "another media type",
            good with { Headers = good.Headers.Without("Content-Type").With("Content-Type", "text/plain") });
        foreach (var reference in operation.References)
        {
            var body = _world.Body(operation);
            if (reference.In(body).Any())
            {
                reference.Fill(body, Nonexistent);
                yield return ($"{reference.Member} of nothing", good with { Body = EngineUnderTest.Bytes(body!.ToJsonString()) });
            }
        }
    }

    private IEnumerable<(string, ApiRequest)> Targets(Operation operation, ApiRequest good)
    {
        foreach (var parameter in operation.PathParameters)
        {
            var others = operation with { Path = operation.Path.Replace($"{{{parameter.Name}}}", Nonexistent, StringComparison.Ordinal) };
            yield return ($"{parameter.Name} of nothing", good with { Path = _world.Path(others) });
            if (parameter.Allowed is [_, var second, ..])
            {
                var unused = operation with { Path = operation.Path.Replace($"{{{parameter.Name}}}", second, StringComparison.Ordinal) };
                yield return ($"a {parameter.Name} that is not there", good with { Path = _world.Path(unused) });
            }
        }

        foreach (var parameter in operation.QueryParameters)
        {
            var rest = operation.QueryParameters.Where(each => each.Required && each.Name != parameter.Name).Select(Pair).ToArray();
            yield return ($"without {parameter.Name}", good with { Query = string.Join('&', rest) });
            yield return ($"a strange {parameter.Name}", good with { Query = string.Join('&', rest.Append($"{parameter.Name}=%20")) });
        }
    }
}
