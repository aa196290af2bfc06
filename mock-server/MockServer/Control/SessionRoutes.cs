using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control;

/// <summary>Routes below a session: finds the session, and responds 404 when it does not exist.</summary>
/// <param name="group">The routes of one session.</param>
/// <param name="sessions">All sessions.</param>
internal sealed class SessionRoutes(RouteGroupBuilder group, SessionRegistry sessions)
{
    public const string Prefix = "/control/v1/sessions";

    /// <summary>The response when an object does not exist.</summary>
    public static IResult NoObject { get; } = Problem.NotFound("the session has no object of this type with this id");

    /// <summary>A path parameter.</summary>
    public static string Value(HttpRequest request, string name) => (string)request.RouteValues[name]!;

    public void Get(string path, Func<Session, HttpRequest, IResult> answer) =>
        group.MapGet(path, (string id, HttpRequest request) => With(id, session => answer(session, request)));

    public void GetAsync(string path, Func<Session, HttpRequest, Task<IResult>> answer) =>
        group.MapGet(path, (string id, HttpRequest request) => WithAsync(id, session => answer(session, request)));

    public void PostAsync(string path, Func<Session, HttpRequest, Task<IResult>> answer) =>
        group.MapPost(path, (string id, HttpRequest request) => WithAsync(id, session => answer(session, request)));

    public void Post(string path, Func<Session, IResult> answer) =>
        group.MapPost(path, (string id) => With(id, answer));

    public void Delete(string path, Func<Session, HttpRequest, IResult> answer) =>
        group.MapDelete(path, (string id, HttpRequest request) => With(id, session => answer(session, request)));

    public void Post<T>(string path, string example, Func<Session, T, IResult> answer)
        where T : class =>
        Post<T>(path, example, (session, _, body) => answer(session, body));

    public void Post<T>(string path, string example, Func<Session, HttpRequest, T, IResult> answer)
        where T : class =>
        group.MapPost(path, (string id, HttpRequest request) => WithBodyAsync(id, request, example, answer));

    public void Put<T>(string path, string example, Func<Session, T, IResult> answer)
        where T : class =>
        Put<T>(path, example, (session, _, body) => answer(session, body));

    public void Put<T>(string path, string example, Func<Session, HttpRequest, T, IResult> answer)
        where T : class =>
        group.MapPut(path, (string id, HttpRequest request) => WithBodyAsync(id, request, example, answer));

    private IResult With(string id, Func<Session, IResult> answer) =>
        Find(id) is { } session ? answer(session) : NoSession;

    // Apply the status changes that are due, so that the reply is up to date.
    private Session? Find(string id)
    {
        var session = sessions.Find(id);
        session?.RunDueTimers();
        return session;
    }

    private Task<IResult> WithAsync(string id, Func<Session, Task<IResult>> answer) =>
        Find(id) is { } session ? answer(session) : Task.FromResult(NoSession);

    private Task<IResult> WithBodyAsync<T>(string id, HttpRequest request, string example, Func<Session, HttpRequest, T, IResult> answer)
        where T : class =>
        Find(id) is { } session
            ? ControlBody.ReadAsync<T>(request, example, body => answer(session, request, body))
            : Task.FromResult(NoSession);

    private static readonly IResult NoSession = Problem.NotFound(
        $"unknown session: it was never created, was deleted, or expired; \"{Session.DefaultId}\" always exists");
}
