using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control;

/// <summary>Stores objects in a session: such as transactions, which only the platform creates, or any other object in any state.</summary>
internal static class ObjectEndpoints
{
    private const string Path = "/resources/{type}/{resource}";
    private const int MaxIdLength = 255;
    private const int MaxProblems = 10;
    private const string Example =
        """{"customerId": "…", "transactionType": "TRADE", "transactionStatus": "SETTLED"}: the object as the API returns it""";

    public static void Map(SessionRoutes routes, Contract contract)
    {
        // Lazy: few users need it, and it would slow down every start.
        var shapes = new Lazy<ObjectShapes>(() => new(contract));
        routes.Get(Path, (session, request) => session.Resources.Find(Type(request), Id(request)) is { } found
            ? ControlBody.Reply(found.Body)
            : SessionRoutes.NoObject);
        routes.Put<JsonDocument>(Path, Example, (session, request, body) => shapes.Value.Find(Type(request)) is { } shape
            ? Put(contract, session, shape, Id(request), body)
            : Problem.UnknownName("resource type", Type(request), shapes.Value.Types));
    }

    private static string Type(HttpRequest request) => SessionRoutes.Value(request, "type");

    private static string Id(HttpRequest request) => SessionRoutes.Value(request, "resource");

    private static IResult Put(Contract contract, Session session, ObjectShape shape, string id, JsonDocument body)
    {
        if (id.Length > MaxIdLength)
        {
            return Problem.BadRequest($"the id is longer than {MaxIdLength} characters");
        }

        // Apply the limits of the API itself, so that every stored object can be returned.
        var read = JsonBody.Read(Encoding.UTF8.GetBytes(body.RootElement.GetRawText()));
        if (read.Value is not JsonObject resource)
        {
            return Problem.BadRequest(read.Problem ?? $"the body is not an object; expected JSON such as {Example}");
        }

        if (shape.Id is { } member)
        {
            resource[member] = id;
        }

        resource["createdOn"] ??= ApiTime.Format(session.Clock.GetUtcNow());
        var problems = contract.Schemas.Validate(shape.Schema, resource.ToJsonString());
        if (!problems.IsEmpty)
        {
            return Problem.BadRequest($"the object does not satisfy the schema {shape.Schema}: "
                + string.Join("; ", problems.Take(MaxProblems).Select(problem => $"{problem.Field} {problem.Message}".Trim())));
        }

        var full = session.Resources.Find(shape.Type, id) is null ? session.Resources.Full : session.Resources.FullOfBytes;
        if (full is not null)
        {
            return Results.Problem(
                $"{full}; delete the session, or reset it",
                statusCode: StatusCodes.Status429TooManyRequests);
        }

        var owner = shape.Parent is { } parent && resource[parent] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : null;
        var stored = session.Resources.Upsert(shape.Type, id, owner, resource);
        session.RunDueTimers();
        return ControlBody.Reply(stored.Body);
    }
}
