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
        routes.Post("/clock/freeze", session => Apply(session, clock => clock.Freeze()));
        routes.Post("/clock/resume", session => Apply(session, clock => clock.Resume()));
        routes.Post("/clock/reset", session => Apply(session, clock => clock.Reset()));
        routes.Post<AdvanceCommand>("/clock/advance", """{"seconds": 3600}""", (session, order) => Advance(session, order.Seconds));
        routes.Post<SetCommand>(
            "/clock/set",
            """{"now": "2030-01-31T12:00:00Z"}""",
            (session, order) => Move(session, clock => clock.Set(order.Now)));
    }

    private static IResult Show(Session session) =>
        ControlBody.Reply(new { now = session.Clock.GetUtcNow(), frozen = session.Clock.IsFrozen });

    private static IResult Apply(Session session, Action<SessionClock> change)
    {
        change(session.Clock);
        return Show(session);
    }

    // Checked first, because a TimeSpan of so many seconds would overflow.
    private static IResult Advance(Session session, double seconds) =>
        seconds >= 0 && seconds <= SessionClock.MaxOffset.TotalSeconds
            ? Move(session, clock => clock.Advance(TimeSpan.FromSeconds(seconds)))
            : Problem.BadRequest($"\"seconds\" must be from 0 to {SessionClock.MaxOffset.TotalSeconds:F0} (100 years)");

    private static IResult Move(Session session, Action<SessionClock> change)
    {
        try
        {
            return Apply(session, change);
        }
        catch (ArgumentOutOfRangeException)
        {
            return Problem.BadRequest(
                $"the clock can be at most {SessionClock.MaxOffset.TotalDays:F0} days from the real time; nothing was changed");
        }
    }

    private sealed record AdvanceCommand
    {
        public required double Seconds { get; init; }
    }

    private sealed record SetCommand
    {
        public required DateTimeOffset Now { get; init; }
    }
}
