using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control;

/// <summary>Puts objects into a session as they are: those that the platform makes by itself, such as transactions, and any other in any state.</summary>
internal static class ObjectEndpoints
{
    private const int MaxIdLength = 255;
    private const int MaxProblems = 10;
    private const string Wanted = """{"customerId": "…", "transactionType": "TRADE", "transactionStatus": "SETTLED"}, the object as the API shows it""";

    public static void Map(SessionRoutes routes, Contract contract)
    {
        // Read on first use: few need it, and each start would pay for it.
        var shapes = new Lazy<ObjectShapes>(() => new(contract));
        routes.Get("/resources/{type}/{resource}", (session, request) => session.Resources.Find(SessionRoutes.Value(request, "type"), SessionRoutes.Value(request, "resource")) is { } found
            ? ControlBody.Reply(found.Body)
            : SessionRoutes.NoObject);
        routes.Put<JsonDocument>("/resources/{type}/{resource}", Wanted, (session, request, body) => shapes.Value.Find(SessionRoutes.Value(request, "type")) is { } shape
            ? Put(contract, session, shape, SessionRoutes.Value(request, "resource"), body)
            : Problem.NotFound($"the contract shows no such type of object; it shows: {string.Join(", ", shapes.Value.Types)}"));
    }

    private static IResult Put(Contract contract, Session session, ObjectShape shape, string id, JsonDocument body)
    {
        if (id.Length > MaxIdLength)
        {
            return Problem.BadRequest($"the id is longer than {MaxIdLength} characters");
        }

        // The body is held to what the API itself reads, so that nothing gets in that could not be shown again.
        var read = JsonBody.Read(Encoding.UTF8.GetBytes(body.RootElement.GetRawText()));
        if (read.Value is not JsonObject kept)
        {
            return Problem.BadRequest(read.Problem ?? $"the body is no object; wanted is JSON such as {Wanted}");
        }

        if (shape.Id is { } member)
        {
            kept[member] = id;
        }

        kept["createdOn"] ??= ApiTime.Format(session.Clock.GetUtcNow());
        var problems = contract.Schemas.Validate(shape.Schema, kept.ToJsonString());
        if (!problems.IsEmpty)
        {
            return Problem.BadRequest($"the object does not satisfy the schema {shape.Schema}: "
                + string.Join("; ", problems.Take(MaxProblems).Select(problem => $"{problem.Field} {problem.Message}".Trim())));
        }

        if (session.Resources.IsFull && session.Resources.Find(shape.Type, id) is null)
        {
            return Results.Problem($"the session holds {ResourceStore.Max} objects, which is all it can", statusCode: StatusCodes.Status429TooManyRequests);
        }

        var owner = shape.Parent is { } parent && kept[parent] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        var made = session.Resources.Upsert(shape.Type, id, owner, kept);
        session.CatchUp();
        return ControlBody.Reply(made.Body);
    }
}
