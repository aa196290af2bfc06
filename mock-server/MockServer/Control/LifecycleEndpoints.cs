using Microsoft.AspNetCore.Http;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Mock.Lifecycles;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control;

/// <summary>How the objects of a session come along: schedules, and statuses that are forced.</summary>
internal static class LifecycleEndpoints
{
    private const string WantedSteps = """{"steps": [{"status": "PENDING", "afterSeconds": 1}, {"status": "FILLED", "afterSeconds": 5}]}""";
    private const string WantedStatus = """{"status": "REJECTED", "errorType": "UNKNOWN_ERROR", "description": "because"}, of which only 'status' is required""";

    public static void Map(SessionRoutes routes)
    {
        routes.Get("/lifecycles", (session, _) => ControlBody.Reply(session.Lifecycles.Catalogue.All.Select(lifecycle => Show(session, lifecycle))));
        routes.Get("/lifecycles/{name}", (session, request) => With(session, request, lifecycle => ControlBody.Reply(Show(session, lifecycle))));
        routes.Put<ScheduleOrder>("/lifecycles/{name}", WantedSteps, (session, request, order) => With(session, request, lifecycle =>
        {
            session.Lifecycles.Set(lifecycle, [.. order.Steps.Select(step => step ?? throw new ArgumentException("a step is null"))]);
            session.CatchUp();
            return ControlBody.Reply(Show(session, lifecycle));
        }));
        routes.Post<StatusOrder>("/resources/{type}/{resource}/status", WantedStatus, Force);
    }

    private static IResult Force(Session session, HttpRequest request, StatusOrder order)
    {
        var fault = order is { ErrorType: null, Description: null }
            ? null
            : new ValidationFault(order.ErrorType ?? "UNKNOWN_ERROR", order.Description ?? "forced");
        var forced = session.Lifecycles.Force(SessionRoutes.Value(request, "type"), SessionRoutes.Value(request, "resource"), order.Status, fault);
        session.CatchUp();
        return forced is null ? SessionRoutes.NoObject : ControlBody.Reply(forced.Body);
    }

    private static IResult With(Session session, HttpRequest request, Func<Lifecycle, IResult> answer) =>
        session.Lifecycles.Catalogue.Find(SessionRoutes.Value(request, "name")) is { } lifecycle
            ? answer(lifecycle)
            : Problem.NotFound($"there is no such lifecycle; there are: {string.Join(", ", session.Lifecycles.Catalogue.All.Select(known => known.Name))}");

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
