using Microsoft.AspNetCore.Http;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Control;

/// <summary>Faults: create, list, delete.</summary>
internal static class FaultEndpoints
{
    private const string Example = """{"kind": "5xx-once", "operation": "startOnboarding", "times": 1}; only "kind" is required""";

    public static void Map(SessionRoutes routes, Contract contract)
    {
        routes.Get("/faults", (session, _) => ControlBody.Reply(session.Faults.All.Select(Show)));
        routes.Post<FaultOptions>("/faults", Example, (session, order) =>
            UnknownOperation(contract, order) is { } mistake
                ? Problem.BadRequest(mistake)
                : ControlBody.Reply(Show(session.Faults.Add(order)), StatusCodes.Status201Created));
        routes.Delete("/faults", (session, _) =>
        {
            session.Faults.Clear();
            return Results.NoContent();
        });
        routes.Delete("/faults/{fault}", (session, request) => session.Faults.Remove(SessionRoutes.Value(request, "fault"))
            ? Results.NoContent()
            : Problem.NotFound("this session has no fault with this id"));
    }

    internal static string? UnknownOperation(Contract contract, FaultOptions order) => order switch
    {
        { Operation: null or FaultScope.Any } => null,
        _ when FaultKind.Find(order.Kind)?.IsOfWebhooks == true =>
            order.Operation == FaultScope.Webhooks || EventTypes(contract).Contains(order.Operation)
                ? null
                : $"unknown operation \"{order.Operation}\""
                    + DidYouMean.Clause(order.Operation!, [FaultScope.Webhooks, .. EventTypes(contract)])
                    + $"; expected {FaultScope.Any}, {FaultScope.Webhooks} or an event type",
        _ => order.Operation is FaultScope.Token or FaultScope.Commands || contract.Find(order.Operation!) is not null
            ? null
            : $"unknown operation \"{order.Operation}\"{DidYouMean.Clause(order.Operation!, OperationScopes(contract))}; "
                + $"expected {FaultScope.Any}, {FaultScope.Token}, {FaultScope.Commands} or an operation id of the contract",
    };

    private static IEnumerable<string> OperationScopes(Contract contract) =>
        [FaultScope.Token, FaultScope.Commands, .. contract.Operations.Select(operation => operation.Id)];

    internal static IEnumerable<string> EventTypes(Contract contract) =>
        contract.Operations.SelectMany(operation => operation.PathParameters)
            .Where(parameter => parameter.ResourceType == ResourceStore.Webhook)
            .SelectMany(parameter => parameter.Allowed);

    private static object Show(Fault fault) => new
    {
        id = fault.Id,
        kind = fault.Kind.Name,
        operation = fault.Scope,
        left = fault.Left,
        order = fault.Order,
        summary = fault.Order.Describe(),
        notice = fault.Order.Notice,
    };
}
