using Microsoft.AspNetCore.Http;
using PartnerApi.Mock.Clock;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control;

/// <summary>The clock of a session: freeze, resume, advance, set, reset.</summary>
internal static class ClockEndpoints
{
    public static void Map(SessionRoutes routes)
    {
        routes.Get("/clock", (session, _) => Show(session));
        routes.Post("/clock/freeze", session => Do(session, clock => clock.Freeze()));
        routes.Post("/clock/resume", session => Do(session, clock => clock.Resume()));
        routes.Post("/clock/reset", session => Do(session, clock => clock.Reset()));
        routes.Post<AdvanceOrder>("/clock/advance", """{"seconds": 3600}""", (session, order) => Advance(session, order.Seconds));
        routes.Post<SetOrder>("/clock/set", """{"now": "2030-01-31T12:00:00Z"}""", (session, order) => Move(session, clock => clock.Set(order.Now)));
    }

    private static IResult Show(Session session) =>
        ControlBody.Reply(new { now = session.Clock.GetUtcNow(), frozen = session.Clock.IsFrozen });

    private static IResult Do(Session session, Action<SessionClock> change)
    {
        change(session.Clock);
        return Show(session);
    }

    // Checked before it becomes a TimeSpan, which would overflow.
    private static IResult Advance(Session session, double seconds) =>
        seconds >= 0 && seconds <= SessionClock.Reach.TotalSeconds
            ? Move(session, clock => clock.Advance(TimeSpan.FromSeconds(seconds)))
            : Problem.BadRequest($"'seconds' must be 0 to {SessionClock.Reach.TotalSeconds:F0} (a hundred years)");

    private static IResult Move(Session session, Action<SessionClock> change)
    {
        try
        {
            return Do(session, change);
        }
        catch (ArgumentOutOfRangeException)
        {
            return Problem.BadRequest($"a clock moves at most {SessionClock.Reach.TotalDays:F0} days from the real time; nothing was changed");
        }
    }

    private sealed record AdvanceOrder
    {
        public required double Seconds { get; init; }
    }

    private sealed record SetOrder
    {
        public required DateTimeOffset Now { get; init; }
    }
}
