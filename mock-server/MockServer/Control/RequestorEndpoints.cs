using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control;

/// <summary>How thoroughly a session checks the header Requestor-ID.</summary>
internal static class RequestorEndpoints
{
    private const string Example =
        """{"step": "active", "operations": {"createTransfer": "self-or-proxy"}, "late": ["createDigitalMarketOrder"]}""";

    public static void Map(SessionRoutes routes, Contract contract)
    {
        routes.Get("/requestor", (session, _) => Show(session));
        routes.Put<RequestorSettings>("/requestor", Example, (session, order) => Set(session, contract, order));
    }

    private static IResult Set(Session session, Contract contract, RequestorSettings order)
    {
        var named = (order.Operations ?? []).Keys.Concat(order.Late ?? []).Concat(order.DeferInactive ?? []);
        if (named.FirstOrDefault(name => name != "*" && contract.Find(name) is null) is { } unknown)
        {
            var known = contract.Operations.Select(operation => operation.Id);
            return Problem.BadRequest($"unknown operation \"{unknown}\"{DidYouMean.Clause(unknown, known)}");
        }

        session.RequestorValidation = new(order.Step, (order.Operations ?? []).ToImmutableDictionary(), [.. order.Late ?? []])
        {
            DeferInactive = [.. order.DeferInactive ?? []],
        };
        return Show(session);
    }

    private static IResult Show(Session session) => ControlBody.Reply(new RequestorSettings(
        session.RequestorValidation.Level,
        session.RequestorValidation.Operations.ToDictionary(),
        [.. session.RequestorValidation.Deferred],
        [.. session.RequestorValidation.DeferInactive]));

    private sealed record RequestorSettings(
        RequestorCheckLevel Step,
        Dictionary<string, RequestorCheckLevel>? Operations = null,
        string[]? Late = null,
        string[]? DeferInactive = null);
}
