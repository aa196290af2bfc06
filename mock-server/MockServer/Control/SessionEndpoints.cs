using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control;

/// <summary>Creates, lists, resets and deletes sessions.</summary>
internal static class SessionEndpoints
{
    private const int MaxListed = 1000;
    private const string Example =
        """{"id": "my-test", "idleSeconds": 3600, "tokenLifetimeSeconds": 3600, "seed": 1, "people": 10}; every member is optional""";

    public static void Map(IEndpointRouteBuilder app, SessionRoutes routes, SessionRegistry sessions, string requestorId)
    {
        app.MapPost(SessionRoutes.Prefix, (HttpRequest request) =>
            ControlBody.ReadAsync<SessionRequest>(request, Example, order => Create(sessions, order, requestorId)));
        app.MapGet(SessionRoutes.Prefix, () =>
        {
            sessions.RemoveIdle();
            return ControlBody.Reply(new
            {
                count = sessions.Count,
                sessions = sessions.All.Take(MaxListed).Select(Show),
            });
        });
        routes.Get("", (session, _) => ControlBody.Reply(Show(session)));
        routes.Post("/reset", Reset);
        routes.Delete("", (session, _) => sessions.Delete(session.Id)
            ? Results.NoContent()
            : Problem.Conflict("the default session cannot be deleted; reset it instead"));
        routes.Post("/revoke-tokens", session =>
        {
            foreach (var client in session.Clients)
            {
                client.Revoke();
            }

            return Results.NoContent();
        });
    }

    private static IResult Create(SessionRegistry sessions, SessionRequest order, string requestorId)
    {
        try
        {
            var created = sessions.Create(order);
            return ControlBody.Reply(
                new { id = created.Session.Id, clientId = created.ClientId, clientSecret = created.ClientSecret, requestorId },
                StatusCodes.Status201Created);
        }
        catch (InvalidOperationException error)
        {
            return error is PopulationException || sessions.Count > SessionRegistry.Max
                ? Problem.TooMany(error.Message)
                : Problem.Conflict(error.Message);
        }
    }

    private static IResult Reset(Session session)
    {
        try
        {
            session.Reset();
            return ControlBody.Reply(Show(session));
        }
        catch (PopulationException error)
        {
            return Problem.TooMany(error.Message);
        }
    }

    private static object Show(Session session) => new
    {
        id = session.Id,
        clients = session.Clients.Select(client => client.Id),
        now = session.Clock.GetUtcNow(),
        frozen = session.Clock.IsFrozen,
        faults = session.Faults.All.Length,
        lastUsed = session.LastUsed,
    };
}
