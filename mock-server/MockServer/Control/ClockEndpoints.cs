using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartnerApi.Mock.World;

namespace PartnerApi.Mock.Control;

/// <summary>Clock and state of a session: freeze, resume, advance, reset.</summary>
internal static class ClockEndpoints
{
    public static void Map(IEndpointRouteBuilder app, Session session)
    {
        var group = app.MapGroup("/control/v1/sessions/{id}");
        group.AddEndpointFilter(async (context, next) =>
            (string?)context.HttpContext.GetRouteValue("id") == session.Id
                ? await next(context)
                : Problem.NotFound($"no such session; the one that always exists is '{Session.Default}'"));
        group.MapGet("/clock", () => Show(session));
        group.MapPost("/clock/freeze", () => Do(session, session.Clock.Freeze));
        group.MapPost("/clock/resume", () => Do(session, session.Clock.Resume));
        group.MapPost("/clock/reset", () => Do(session, session.Clock.Reset));
        group.MapPost("/clock/advance", (HttpRequest request) => AdvanceAsync(request, session));
        group.MapPost("/reset", () => Do(session, session.Reset));
    }

    private static IResult Show(Session session) =>
        Results.Json(new { now = session.Clock.GetUtcNow(), frozen = session.Clock.IsFrozen });

    private static IResult Do(Session session, Action change)
    {
        change();
        return Show(session);
    }

    private static async Task<IResult> AdvanceAsync(HttpRequest request, Session session)
    {
        const string Wanted = "wanted is a JSON body such as {\"seconds\": 3600}, seconds from 0 up to a hundred years";
        if (await SecondsAsync(request) is not { } seconds || seconds < 0 || seconds > Clock.SessionClock.Reach.TotalSeconds)
        {
            return Problem.BadRequest(Wanted);
        }

        try
        {
            session.Clock.Advance(TimeSpan.FromSeconds(seconds));
            return Show(session);
        }
        catch (ArgumentOutOfRangeException error)
        {
            return Problem.BadRequest(error.Message);
        }
    }

    private static async Task<double?> SecondsAsync(HttpRequest request)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            return body.RootElement.ValueKind == JsonValueKind.Object
                && body.RootElement.TryGetProperty("seconds", out var seconds)
                && seconds.ValueKind == JsonValueKind.Number
                && seconds.TryGetDouble(out var value)
                ? value
                : null;
        }
        catch (Exception error) when (error is JsonException or BadHttpRequestException)
        {
            return null;
        }
    }
}
