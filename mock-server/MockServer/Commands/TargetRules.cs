using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Engine;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Commands;

/// <summary>The reasons to refuse a request for what it is about, in order: its parameters, its target, a conflict.</summary>
public static class TargetRules
{
    /// <summary>All rules; the first broken one answers.</summary>
    public static ImmutableArray<Rule<CommandRequest>> All { get; } =
    [
        new("API.query.required", request => BrokenQuery(request)),
        new("API.path.value", request => WrongValue(request) is { } parameter
            ? new(400, "PARAMETER_INVALID", $"the path parameter '{parameter.Name}' is none of: {string.Join(", ", parameter.Allowed)}")
            : null),
        new("API.target.exists", request => UnknownTarget(request) is { } parameter
            ? new(404, "NOT_FOUND", $"no {parameter.ResourceType} has the id in the path parameter '{parameter.Name}'")
            : null),
        new("API.conflict", request => IsTaken(request)
            ? new(409, "ALREADY_EXISTS", "the externalId is taken by another object of this kind")
                { Fields = [new("externalId", "Unique", "must be unique")] }
            : null),
    ];

    private static Refusal? BrokenQuery(CommandRequest request)
    {
        var parameters = request.Operation.QueryParameters;
        if (parameters.IsEmpty)
        {
            return null;
        }

        if (!FormBody.TryParse(Encoding.UTF8.GetBytes(request.Http.Query), out var query))
        {
            return new(400, "PARAMETER_INVALID", "the query is not validly encoded: a percent-escape is broken, or its bytes are no UTF-8");
        }

        return parameters.FirstOrDefault(parameter => parameter.Required && query.Value(parameter.Name) is null) is { Name: var name }
            ? new(400, "PARAMETER_MISSING", $"the query parameter '{name}' is required")
                { Fields = [new(name, "Required", $"the query parameter '{name}' is required")] }
            : null;
    }

    private static PathParameter? WrongValue(CommandRequest request) =>
        request.Operation.PathParameters.FirstOrDefault(parameter => !Allows(parameter, request));

    private static bool Allows(PathParameter parameter, CommandRequest request) =>
        parameter.Allowed.IsEmpty || parameter.Allowed.Contains(request.PathValue(parameter.Name)!);

    // A put makes what its key names, so that key alone need not exist.
    private static PathParameter? UnknownTarget(CommandRequest request) =>
        request.Operation.PathParameters.FirstOrDefault(parameter =>
            parameter.ResourceType is { } type
            && Allows(parameter, request)
            && !(request.Operation.Resource is { Action: ResourceAction.Put } put && put.Id == parameter.Name)
            && !Exists(request, parameter.Name, type));

    // Under another owner's path an object is as good as none.
    private static bool Exists(CommandRequest request, string name, string type) =>
        request.Session.World.Find(type, request.PathValue(name)!) is { } found
        && (request.Operation.Resource is not { Parent: { } parent } resource
            || resource.Id != name
            || request.PathValue(parent) is not { } owner
            || found.Parent == owner);

    private static bool IsTaken(CommandRequest request) =>
        request.Operation.Resource is { Action: ResourceAction.Create } resource
        && request.Body.Value is JsonObject body
        && body["externalId"] is JsonValue value && value.TryGetValue<string>(out var externalId)
        && request.Session.World.IsTaken(resource.Type, externalId);
}
