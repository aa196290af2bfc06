using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Mock.Lifecycles;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control;

/// <summary>The lifecycles of a session: schedules of status changes, and a status set by the caller.</summary>
internal static class LifecycleEndpoints
{
    private const string StepsExample =
        """{"steps": [{"status": "PENDING", "afterSeconds": 1}, {"status": "FILLED", "afterSeconds": 5}]}""";
    private const string StatusExample =
        """{"status": "REJECTED", "errorType": "UNKNOWN_ERROR", "description": "because"}; only "status" is required""";

    public static void Map(SessionRoutes routes)
    {
        routes.Get("/lifecycles", (session, _) =>
            ControlBody.Reply(session.Lifecycles.Catalogue.All.Select(lifecycle => Show(session, lifecycle))));
        routes.Get("/lifecycles/{name}", (session, request) =>
            With(session, request, lifecycle => ControlBody.Reply(Show(session, lifecycle))));
        routes.Put<ScheduleOrder>("/lifecycles/{name}", StepsExample, (session, request, order) => With(session, request, lifecycle =>
        {
            session.Lifecycles.Set(lifecycle, Steps(order));
            session.RunDueTimers();
            return ControlBody.Reply(Show(session, lifecycle));
        }));
        routes.Post<StatusOrder>("/resources/{type}/{resource}/status", StatusExample, Force);
    }

    private static IResult Force(Session session, HttpRequest request, StatusOrder order)
    {
        var fault = order is { ErrorType: null, Description: null }
            ? null
            : new ValidationFault(order.ErrorType ?? "UNKNOWN_ERROR", order.Description ?? "forced");
        var type = SessionRoutes.Value(request, "type");
        var forced = session.Lifecycles.Force(type, SessionRoutes.Value(request, "resource"), order.Status, fault);
        session.RunDueTimers();
        return forced is null ? SessionRoutes.NoObject : ControlBody.Reply(forced.Body);
    }

    private static IResult With(Session session, HttpRequest request, Func<Lifecycle, IResult> answer) =>
        session.Lifecycles.Catalogue.Find(SessionRoutes.Value(request, "name")) is { } lifecycle
            ? answer(lifecycle)
            : Problem.UnknownName(
                "lifecycle",
                SessionRoutes.Value(request, "name"),
                session.Lifecycles.Catalogue.All.Select(known => known.Name));

    private static ImmutableArray<LifecycleStep> Steps(ScheduleOrder order) =>
        [.. order.Steps.Select(step => step ?? throw new ArgumentException("a step is null; expected an object"))];

    private static object Show(Session session, Lifecycle lifecycle) => new
    {
        name = lifecycle.Name,
        resourceTypes = lifecycle.Resources.Select(resource => resource.Type),
        statusMember = lifecycle.StatusMember,
        start = lifecycle.Start,
        steps = session.Lifecycles.StepsOf(lifecycle),
        statuses = lifecycle.Statuses,
    };

    private sealed record ScheduleOrder(LifecycleStep?[] Steps);

    private sealed record StatusOrder(string Status, string? ErrorType = null, string? Description = null);
}
