using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PartnerApi.Mock.Clock;
using PartnerApi.Mock.Control;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Dashboard;

/// <summary>What the forms of the dashboard do. Each ends with a page to look at, so that a reload repeats nothing.</summary>
/// <param name="mock">The mock.</param>
/// <param name="notices">Takes what each form did.</param>
internal sealed class DashboardActions(RunningMock mock, Notices notices)
{
    public void Map(WebApplication app)
    {
        Map(app, "clock/freeze", "/clock", (session, _) => Clock(session, clock => clock.Freeze(), "The clock stands still."));
        Map(app, "clock/resume", "/clock", (session, _) => Clock(session, clock => clock.Resume(), "The clock runs."));
        Map(app, "clock/reset", "/clock", (session, _) => Clock(session, clock => clock.Reset(), "The clock shows the real time."));
        Map(app, "clock/advance", "/clock", Advance);
        Map(app, "clock/set", "/clock", Set);
        Map(app, "tokens/revoke", "/clock", Revoke);
        Map(app, "faults/add", "/faults", AddFault);
        Map(app, "faults/remove", "/faults", (session, form) => session.Faults.Remove(form["id"].ToString()) ? Notice.Done("The fault was taken back.") : Notice.Refused("There is no such fault any more."));
        Map(app, "journal/clear", "/", (session, _) => Do(session.Journal.Clear, "The journal is empty."));
        Map(app, "grade/clear", "/grade", (session, _) => Do(session.Grade.Clear, "The grade card is empty."));
        Map(app, "sessions/reset", "/sessions", (session, _) => Do(session.Reset, "The session is as at its start."));
        Map(app, "sessions/delete", "/sessions", (session, _) => mock.Sessions.Delete(session.Id) ? Notice.Done($"Session {session.Id} is gone.") : Notice.Refused("The default session stays; reset it instead."));
        Map(app, "exercises", "/grade", Exercise);
    }

    private void Map(WebApplication app, string name, string page, Func<Session, IFormCollection, Notice> act) =>
        app.MapPost("/dashboard/" + name, (HttpRequest request) => ActAsync(request, page, act));

    private async Task<IResult> ActAsync(HttpRequest request, string page, Func<Session, IFormCollection, Notice> act)
    {
        try
        {
            var form = request.HasFormContentType ? await request.ReadFormAsync(request.HttpContext.RequestAborted) : FormCollection.Empty;
            return Act(request, form, page, act);
        }
        catch (BadHttpRequestException error)
        {
            return Results.Problem(error.Message, statusCode: error.StatusCode);
        }
        catch (InvalidDataException error)
        {
            return Problem.BadRequest("the form cannot be read: " + error.Message);
        }
    }

    private IResult Act(HttpRequest request, IFormCollection form, string page, Func<Session, IFormCollection, Notice> act)
    {
        var named = form["session"].ToString();
        var notice = mock.Sessions.Find(named) is { } session ? act(session, form) : Notice.Refused("There is no such session any more.");
        // Whoever resets or deletes another session stays in their own.
        var stay = form["stay"].ToString() is { Length: > 0 } own ? own : named;
        var target = QueryString.Create("session", (mock.Sessions.Find(stay) ?? mock.Session).Id).Add("notice", notices.Keep(notice));
        request.HttpContext.Response.Headers.Location = page + target;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static Notice Do(Action action, string done)
    {
        action();
        return Notice.Done(done);
    }

    private static Notice Clock(Session session, Action<SessionClock> change, string done) => Do(() => change(session.Clock), done);

    private static Notice Advance(Session session, IFormCollection form) =>
        Number(form["seconds"].ToString()) is { } seconds && seconds >= 0 && seconds <= SessionClock.Reach.TotalSeconds
            ? Move(session, clock => clock.Advance(TimeSpan.FromSeconds(seconds)), $"The clock was moved by {seconds.ToString(CultureInfo.InvariantCulture)} s.")
            : Notice.Refused("The seconds must be a number from 0 up, and a hundred years at most.");

    // A field for date and time says nothing of a zone: it is the one that the page shows.
    private static Notice Set(Session session, IFormCollection form) =>
        DateTimeOffset.TryParse(form["now"].ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var now)
            ? Move(session, clock => clock.Set(now), $"The clock was set to {now.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC.")
            : Notice.Refused("The time must be a date and a time, such as 2030-01-31T12:00.");

    private static Notice Move(Session session, Action<SessionClock> change, string done)
    {
        try
        {
            return Clock(session, change, done);
        }
        catch (ArgumentOutOfRangeException)
        {
            return Notice.Refused("The clock moves at most a hundred years from the real time; nothing was changed.");
        }
    }

    private static Notice Revoke(Session session, IFormCollection form)
    {
        foreach (var client in session.Clients)
        {
            client.Revoke();
        }

        return Notice.Done("All tokens of the session were revoked.");
    }

    private Notice AddFault(Session session, IFormCollection form)
    {
        if (FaultForm.Read(form, out var order) is { } wrong || (wrong = FaultEndpoints.UnknownOperation(mock.Contract, order)) is not null)
        {
            return Notice.Refused($"The fault cannot be ordered: {wrong}.");
        }

        try
        {
            var fault = session.Faults.Add(order);
            return Notice.Done($"The fault {fault.Kind.Name} is ordered: {fault.Kind.Summary}.");
        }
        catch (ArgumentException error)
        {
            return Notice.Refused("The fault cannot be ordered: " + Problem.Words(error));
        }
    }

    // Secrets are for the control call alone: a page may stand open on a shared screen.
    private Notice Exercise(Session session, IFormCollection form)
    {
        if (Grading.Exercise.Find(form["name"].ToString()) is not { } exercise)
        {
            return Notice.Refused("There is no such exercise.");
        }

        try
        {
            var told = exercise.Start(session, mock.Sessions);
            var shown = told.Where(item => !IsSecret(item.Key)).OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => $"{item.Key}: {item.Value}");
            var secret = told.Keys.Any(IsSecret) ? [$"The secret is told by the control call alone: POST {SessionRoutes.Prefix}/{session.Id}/exercises/{exercise.Name}"] : (string[])[];
            return Notice.Done(string.Join('\n', [$"Exercise {exercise.Name} is arranged. Now: {exercise.Then}", .. shown, .. secret]));
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return Notice.Refused("The exercise cannot be arranged: " + Problem.Words(error));
        }
    }

    private static bool IsSecret(string name) => name.EndsWith("Secret", StringComparison.Ordinal);

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
