using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control;

/// <summary>How far a session checks who requests a command.</summary>
internal static class RequestorEndpoints
{
    private const string Wanted = """{"step": "active", "operations": {"createTransfer": "self-or-proxy"}, "late": ["createDigitalMarketOrder"]}""";

    public static void Map(SessionRoutes routes, Contract contract)
    {
        routes.Get("/requestor", (session, _) => Show(session));
        routes.Put<RequestorOrder>("/requestor", Wanted, (session, order) => Set(session, contract, order));
    }

    private static IResult Set(Session session, Contract contract, RequestorOrder order)
    {
        var named = order.Operations?.Keys.Concat(order.Late ?? []) ?? order.Late ?? [];
        if (named.FirstOrDefault(name => name != "*" && contract.Find(name) is null) is { } unknown)
        {
            return Problem.BadRequest($"the contract has no operation '{unknown}'");
        }

        session.RequestorValidation = new(order.Step, (order.Operations ?? []).ToImmutableDictionary(), [.. order.Late ?? []]);
        return Show(session);
    }

    private static IResult Show(Session session) => ControlBody.Reply(new RequestorOrder(
        session.RequestorValidation.Level, session.RequestorValidation.Operations.ToDictionary(), [.. session.RequestorValidation.Deferred]));

    private sealed record RequestorOrder(RequestorCheckLevel Step, Dictionary<string, RequestorCheckLevel>? Operations = null, string[]? Late = null);
}
