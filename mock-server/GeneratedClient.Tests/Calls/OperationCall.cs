using System.Globalization;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Tests.RequestorChecks;

namespace PartnerApi.GeneratedClient.Tests.Calls;

/// <summary>
/// A request that an operation accepts, as data. Each operation has a session of its own with the objects that the request is about, so
/// that no call depends on another one.
/// </summary>
/// <param name="Operation">The operation.</param>
/// <param name="Token">The token request of the session's client.</param>
/// <param name="Parameters">Members <c>header</c>, <c>path</c> and <c>query</c>, each with parameters by name.</param>
/// <param name="Body">The body; null for none.</param>
internal sealed record OperationCall(Operation Operation, JsonObject Token, JsonObject Parameters, JsonNode? Body)
{
    /// <summary>Prepares a call of each operation of a mock's contract.</summary>
    public static IReadOnlyList<OperationCall> PrepareAll(PartnerApiMock mock) =>
        [.. mock.Contract.Operations.Select(operation => Prepare(mock, operation))];

    private static OperationCall Prepare(PartnerApiMock mock, Operation operation)
    {
        var created = mock.Sessions.Create(new SessionRequest { Seed = 1 });
        var objects = new OwnedResources(mock.Contract);
        objects.Put(operation, created.Session.Resources);
        Requestors.Put(created.Session.Resources);
        var token = new JsonObject
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = created.ClientId,
            ["client_secret"] = created.ClientSecret,
        };
        if (mock.Scope.Requested is { } scope)
        {
            token["scope"] = scope;
        }

        return new(
            operation,
            token,
            Places(
                operation.NeedsRequestor(RequestorPolicy.Guide) ? [("Requestor-ID", Requestors.Self)] : [],
                operation.PathParameters.Select(parameter => (parameter.Name, (JsonNode)objects.Value(parameter))),
                operation.QueryParameters.Where(parameter => parameter.Required).Select(parameter => (parameter.Name, Value(parameter)))),
            operation.Kind == OperationKind.Token ? token.DeepClone() : objects.Body(operation));
    }

    private static JsonNode Value(QueryParameter parameter) =>
        parameter.IsCount ? int.Parse(parameter.Example ?? "20", CultureInfo.InvariantCulture) : parameter.Example!;

    private static JsonObject Places(
        IEnumerable<(string, JsonNode)> header, IEnumerable<(string, JsonNode)> path, IEnumerable<(string, JsonNode)> query)
    {
        var places = new JsonObject { ["header"] = Map(header), ["path"] = Map(path), ["query"] = Map(query) };
        foreach (var (name, values) in places.ToArray())
        {
            // TypeScript refuses parameters where the document declares none.
            if (values!.AsObject().Count == 0)
            {
                places.Remove(name);
            }
        }

        return places;
    }

    private static JsonObject Map(IEnumerable<(string Name, JsonNode Value)> values) =>
        new(values.Select(value => KeyValuePair.Create(value.Name, (JsonNode?)value.Value)));
}
