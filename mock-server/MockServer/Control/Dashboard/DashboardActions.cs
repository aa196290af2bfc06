using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PartnerApi.Mock.Clock;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control.Dashboard;

/// <summary>What the forms of the dashboard do. Each ends with a page to look at, so that a reload repeats nothing.</summary>
/// <param name="mock">The mock.</param>
internal sealed class DashboardActions(PartnerApiMock mock)
{
    public void Map(WebApplication app)
    {
        Map(app, "clock/freeze", "/clock", (session, _) => Clock(session, clock => clock.Freeze(), "The clock stands still."));
        Map(app, "clock/resume", "/clock", (session, _) => Clock(session, clock => clock.Resume(), "The clock runs."));
        Map(app, "clock/reset", "/clock", (session, _) => Clock(session, clock => clock.Reset(), "The clock shows the real time."));
        Map(app, "clock/advance", "/clock", Advance);
        Map(app, "tokens/revoke", "/clock", Revoke);
        Map(app, "faults/add", "/faults", AddFault);
        Map(app, "faults/remove", "/faults", (session, form) => session.Faults.Remove(form["id"].ToString()) ? "The fault was taken back." : "There is no such fault any more.");
        Map(app, "journal/clear", "/", (session, _) => Do(session.Journal.Clear, "The journal is empty."));
        Map(app, "grade/clear", "/grade", (session, _) => Do(session.Grade.Clear, "The grade card is empty."));
        Map(app, "sessions/reset", "/sessions", (session, _) => Do(session.Reset, "The session is as at its start."));
        Map(app, "sessions/delete", "/sessions", (session, _) => mock.Sessions.Delete(session.Id) ? $"Session {session.Id} is gone." : "The default session stays.");
        Map(app, "exercises", "/grade", Exercise);
    }

    private void Map(WebApplication app, string name, string page, Func<Session, IFormCollection, string> act) =>
        app.MapPost("/dashboard/" + name, async (HttpRequest request) =>
        {
            var form = request.HasFormContentType ? await request.ReadFormAsync(request.HttpContext.RequestAborted) : FormCollection.Empty;
            var notice = mock.Sessions.Find(form["session"].ToString()) is { } session ? act(session, form) : "There is no such session any more.";
            var id = mock.Sessions.Find(form["session"].ToString())?.Id ?? Session.DefaultId;
            var target = QueryString.Create("session", id).Add("notice", notice);
            request.HttpContext.Response.Headers.Location = page + target;
            return Results.StatusCode(StatusCodes.Status303SeeOther);
        });

    private static string Do(Action action, string done)
    {
        action();
        return done;
    }

    private static string Clock(Session session, Action<SessionClock> change, string done) => Do(() => change(session.Clock), done);

    private static string Advance(Session session, IFormCollection form)
    {
        if (Number(form["seconds"].ToString()) is not { } seconds || seconds < 0 || seconds > SessionClock.Reach.TotalSeconds)
        {
            return "The seconds must be a number from 0 up.";
        }

        try
        {
            session.Clock.Advance(TimeSpan.FromSeconds(seconds));
            return $"The clock was moved by {seconds.ToString(CultureInfo.InvariantCulture)} s.";
        }
        catch (ArgumentOutOfRangeException)
        {
            return "The clock moves a hundred years at most.";
        }
    }

    private static string Revoke(Session session, IFormCollection form)
    {
        foreach (var client in session.Clients)
        {
            client.Revoke();
        }

        return "All tokens of the session were revoked.";
    }

    private static string AddFault(Session session, IFormCollection form)
    {
        try
        {
            var fault = session.Faults.Add(new()
            {
                Kind = form["kind"].ToString(),
                Operation = form["operation"].ToString() is { Length: > 0 } operation ? operation : null,
                Times = int.TryParse(form["times"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var times) ? times : null,
                Seconds = Number(form["seconds"].ToString()) ?? new FaultOrder { Kind = "" }.Seconds,
            });
            return $"The fault {fault.Kind.Name} was ordered.";
        }
        catch (ArgumentException error)
        {
            return "The fault cannot be ordered: " + error.Message;
        }
    }

    // Secrets are for the control call alone: a page may stand open on a shared screen.
    private string Exercise(Session session, IFormCollection form)
    {
        if (Exercises.Exercise.Find(form["name"].ToString()) is not { } exercise)
        {
            return "There is no such exercise.";
        }

        try
        {
            var told = exercise.Start(session, mock.Sessions);
            var secret = told.Keys.Any(IsSecret) ? $" Read its secret by POST {SessionRoutes.Prefix}/{session.Id}/exercises/{exercise.Name}." : "";
            var shown = string.Join(", ", told.Where(item => !IsSecret(item.Key)).OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => $"{item.Key} {item.Value}"));
            return $"Exercise {exercise.Name}: {exercise.Arranges} {exercise.Then} {shown}{secret}";
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return "The exercise cannot be arranged: " + error.Message;
        }
    }

    private static bool IsSecret(string name) => name.EndsWith("Secret", StringComparison.Ordinal);

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
