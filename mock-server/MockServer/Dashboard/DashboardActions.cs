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

/// <summary>Handles the forms of the dashboard. Each redirects to a page, so that a reload does not repeat the action.</summary>
/// <param name="mock">The mock.</param>
/// <param name="notices">Stores the result of each form.</param>
internal sealed class DashboardActions(RunningMock mock, Notices notices)
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public void Map(WebApplication app)
    {
        Map(app, "clock/freeze", "/clock", (session, _) => Clock(session, clock => clock.Freeze(), "The clock is frozen."));
        Map(app, "clock/resume", "/clock", (session, _) => Clock(session, clock => clock.Resume(), "The clock is running."));
        Map(app, "clock/reset", "/clock", (session, _) => Clock(session, clock => clock.Reset(), "The clock is back at the real time."));
        Map(app, "clock/advance", "/clock", Advance);
        Map(app, "clock/set", "/clock", Set);
        Map(app, "tokens/revoke", "/clock", Revoke);
        Map(app, "faults/add", "/faults", AddFault);
        Map(app, "faults/remove", "/faults", (session, form) => session.Faults.Remove(form["id"].ToString())
            ? Notice.Done("The fault was deleted.")
            : Notice.Refused("The fault no longer exists."));
        Map(app, "journal/clear", "/", (session, _) => Do(session.Journal.Clear, "The journal was cleared."));
        Map(app, "grade/clear", "/grade", (session, _) => Do(session.Grade.Clear, "The grade card was cleared."));
        Map(app, "sessions/reset", "/sessions", (session, _) => Do(session.Reset, "The session was reset."));
        Map(app, "sessions/delete", "/sessions", (session, _) => mock.Sessions.Delete(session.Id)
            ? Notice.Done($"Session {session.Id} was deleted.")
            : Notice.Refused("The default session cannot be deleted; reset it instead."));
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
        var notice = mock.Sessions.Find(named) is { } session ? act(session, form) : Notice.Refused("The session no longer exists.");
        // After resetting or deleting another session, show the page of the current one.
        var stay = form["stay"].ToString() is { Length: > 0 } own ? own : named;
        var target = QueryString.Create("session", (mock.Sessions.Find(stay) ?? mock.Session).Id).Add("notice", notices.Add(notice));
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
        Number(form["seconds"].ToString()) is { } seconds && seconds >= 0 && seconds <= SessionClock.MaxOffset.TotalSeconds
            ? Move(
                session,
                clock => clock.Advance(TimeSpan.FromSeconds(seconds)),
                $"The clock was advanced by {seconds.ToString(CultureInfo.InvariantCulture)} s.")
            : Notice.Refused("The seconds must be a number from 0 to 100 years.");

    // A field for date and time has no time zone; the page shows UTC.
    private static Notice Set(Session session, IFormCollection form) =>
        DateTimeOffset.TryParse(form["now"].ToString(), CultureInfo.InvariantCulture, Utc, out var now)
            ? Move(
                session,
                clock => clock.Set(now),
                $"The clock was set to {now.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC.")
            : Notice.Refused("The time must be a date and a time, such as 2030-01-31T12:00.");

    private static Notice Move(Session session, Action<SessionClock> change, string done)
    {
        try
        {
            return Clock(session, change, done);
        }
        catch (ArgumentOutOfRangeException)
        {
            return Notice.Refused("The clock can be at most 100 years from the real time; nothing was changed.");
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
            return Notice.Refused($"The fault was not created: {wrong}.");
        }

        try
        {
            var fault = session.Faults.Add(order);
            return Notice.Done($"Fault {fault.Kind.Name} was created: {fault.Order.Describe()}.");
        }
        catch (ArgumentException error)
        {
            return Notice.Refused("The fault was not created: " + Problem.Message(error));
        }
    }

    // Only the control API returns secrets: a page can be visible on a shared screen.
    private Notice Exercise(Session session, IFormCollection form)
    {
        if (Grading.Exercise.Find(form["name"].ToString()) is not { } exercise)
        {
            return Notice.Refused("Unknown exercise.");
        }

        try
        {
            var data = exercise.Start(session, mock.Sessions);
            var shown = data.Where(item => !IsSecret(item.Key))
                .OrderBy(item => item.Key, StringComparer.Ordinal)
                .Select(item => $"{item.Key}: {item.Value}");
            var call = $"POST {SessionRoutes.Prefix}/{session.Id}/exercises/{exercise.Name}";
            string[] secret = data.Keys.Any(IsSecret) ? [$"Only the control API returns the secret: {call}"] : [];
            return Notice.Done(string.Join('\n', [$"Exercise {exercise.Name} was started. Now: {exercise.Then}", .. shown, .. secret]));
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return Notice.Refused("The exercise was not started: " + Problem.Message(error));
        }
    }

    private static bool IsSecret(string name) => name.EndsWith("Secret", StringComparison.Ordinal);

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
