using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control;

/// <summary>Routes below a session: the session is found once, and a missing one answered alike everywhere.</summary>
/// <param name="group">The routes of one session.</param>
/// <param name="sessions">All sessions.</param>
internal sealed class SessionRoutes(RouteGroupBuilder group, SessionRegistry sessions)
{
    public const string Prefix = "/control/v1/sessions";

    /// <summary>Answers a question for an object that is not there.</summary>
    public static IResult NoObject { get; } = Problem.NotFound("the session has no such object");

    /// <summary>A value of the path, by the name that stands between the braces of the route.</summary>
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

    public void Post<T>(string path, string wanted, Func<Session, T, IResult> answer)
        where T : class =>
        Post<T>(path, wanted, (session, _, body) => answer(session, body));

    public void Post<T>(string path, string wanted, Func<Session, HttpRequest, T, IResult> answer)
        where T : class =>
        group.MapPost(path, (string id, HttpRequest request) => WithBodyAsync(id, request, wanted, answer));

    public void Put<T>(string path, string wanted, Func<Session, T, IResult> answer)
        where T : class =>
        Put<T>(path, wanted, (session, _, body) => answer(session, body));

    public void Put<T>(string path, string wanted, Func<Session, HttpRequest, T, IResult> answer)
        where T : class =>
        group.MapPut(path, (string id, HttpRequest request) => WithBodyAsync(id, request, wanted, answer));

    private IResult With(string id, Func<Session, IResult> answer) =>
        Find(id) is { } session ? answer(session) : NoSession;

    // Whoever looks at a session sees what has happened by now.
    private Session? Find(string id)
    {
        var session = sessions.Find(id);
        session?.CatchUp();
        return session;
    }

    private Task<IResult> WithAsync(string id, Func<Session, Task<IResult>> answer) =>
        Find(id) is { } session ? answer(session) : Task.FromResult(NoSession);

    private Task<IResult> WithBodyAsync<T>(string id, HttpRequest request, string wanted, Func<Session, HttpRequest, T, IResult> answer)
        where T : class =>
        Find(id) is { } session
            ? ControlBody.ReadAsync<T>(request, wanted, body => answer(session, request, body))
            : Task.FromResult(NoSession);

    private static readonly IResult NoSession = Problem.NotFound(
        $"no such session: it was never made, was deleted, or expired; the one that always exists is '{Session.DefaultId}'");
}
