using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Pages;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control;

/// <summary>The grade card of a session, and the exercises that let a client show how it behaves.</summary>
internal static class GradeEndpoints
{
    /// <summary>The header that says whether the client passes, whatever the format of the card.</summary>
    public const string Outcome = "X-Mock-Grade";

    public const string Passes = "passes";
    public const string NotObserved = "not-observed";

    private const string Example = """{"seconds": 60} (optional)""";
    private const double MaxSeconds = 86_400;

    private static readonly string[] FailOnWords = ["must", "should", "not-observed"];

    public static void Map(IEndpointRouteBuilder app, SessionRoutes routes, SessionRegistry sessions)
    {
        app.MapGet("/control/v1/exercises", () => ControlBody.Reply(Exercise.All.Select(Show)));
        routes.Get("/grade", Grade);
        routes.Delete("/grade", (session, _) =>
        {
            session.Grade.Clear();
            return Results.NoContent();
        });
        routes.PostAsync("/exercises/{name}", (session, request) => StartAsync(session, sessions, request));
    }

    private static IResult Grade(Session session, HttpRequest request)
    {
        var query = request.Query;
        if (query["format"].ToString() is var format && !GradeFormats.Names.Contains(format) && format.Length > 0)
        {
            return Problem.UnknownValue("format", format, GradeFormats.Names);
        }

        if (query["failOn"].ToString() is { Length: > 0 } text && GradeFormats.FailOn(text) is null)
        {
            return Problem.UnknownValue("failOn", text, FailOnWords);
        }

        var card = GradeCard.From(session);
        var failOn = GradeFormats.FailOn(query["failOn"].ToString()) ?? FailOn.Must;
        request.HttpContext.Response.Headers[Outcome] = !card.IsObserved
            ? NotObserved
            : card.Shortcomings(failOn).IsEmpty
            ? Passes
            : "fails";
        if (format == "html")
        {
            request.HttpContext.Response.Headers.ContentSecurityPolicy = GradePage.Policy + "; frame-ancestors 'none'";
        }

        return Results.Text(GradeFormats.Write(card, format.Length > 0 ? format : "json", failOn), GradeFormats.MediaType(format));
    }

    private static async Task<IResult> StartAsync(Session session, SessionRegistry sessions, HttpRequest request)
    {
        if (Exercise.Find(SessionRoutes.Value(request, "name")) is not { } exercise)
        {
            return Problem.UnknownName("exercise", SessionRoutes.Value(request, "name"), Exercise.All.Select(known => known.Name));
        }

        var notice = Exercise.RenameNotice(SessionRoutes.Value(request, "name"));
        return request.ContentLength is null or 0
            ? Start(exercise, session, sessions, null, notice)
            : await ControlBody.ReadAsync<ExerciseCommand>(
                request, Example, order => Start(exercise, session, sessions, order.Seconds, notice));
    }

    private static IResult Start(Exercise exercise, Session session, SessionRegistry sessions, double? seconds, string? notice)
    {
        if (seconds is not (null or (>= 1 and <= MaxSeconds)))
        {
            return Problem.BadRequest($"\"seconds\" must be from 1 to {MaxSeconds:F0}");
        }

        try
        {
            var data = exercise.Start(session, sessions, seconds);
            return ControlBody.Reply(
                new { exercise.Name, exercise.Rules, exercise.Arranges, exercise.Then, told = data, notice },
                StatusCodes.Status201Created);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return Problem.Conflict(error.Message);
        }
    }

    private static object Show(Exercise exercise) =>
        new { exercise.Name, exercise.Rules, exercise.Arranges, exercise.Then, exercise.Seconds };

    private sealed record ExerciseCommand(double? Seconds = null);
}
