using System.Collections.Immutable;
using System.Globalization;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>The rules for path and query parameters, in order.</summary>
public static class TargetRules
{
    /// <summary>Id of the rule that the target of a request exists.</summary>
    public const string Exists = "API.target.exists";

    /// <summary>All rules; the first broken one refuses the request.</summary>
    public static ImmutableArray<Rule<CommandRequest>> All { get; } =
    [
        new("API.query.required", MissingQuery),
        new("API.query.value", WrongQuery),
        new("API.path.value", request => WrongValue(request) is { } parameter
            ? new(400, "PARAMETER_INVALID", $"the path parameter '{parameter.Name}' must be one of: {string.Join(", ", parameter.Allowed)}")
            : null),
        new(Exists, request => UnknownTarget(request) is { } parameter
            ? new(404, "NOT_FOUND", $"no {parameter.ResourceType}{Kind(parameter)} has the id in the path parameter '{parameter.Name}'")
            : null)
            { ReadsState = true },
    ];

    private static string Kind(PathParameter parameter) => parameter.Where is { } where ? $" of {where.Member} {where.Value}" : "";

    private static Refusal? MissingQuery(CommandRequest request)
    {
        var parameters = request.Operation.QueryParameters;
        if (parameters.IsEmpty)
        {
            return null;
        }

        if (!request.IsQueryReadable)
        {
            return new(400, "PARAMETER_INVALID", "the query is not encoded correctly: it has an invalid percent-encoding or is not UTF-8");
        }

        foreach (var parameter in parameters)
        {
            if (parameter.Required && request.Query.Value(parameter.Name) is null)
            {
                var reason = $"the query parameter '{parameter.Name}' is required";
                return new(400, "PARAMETER_MISSING", reason) { Fields = [new(parameter.Name, "Required", reason)] };
            }
        }

        return null;
    }

    private static Refusal? WrongQuery(CommandRequest request)
    {
        foreach (var parameter in request.Operation.QueryParameters)
        {
            if (request.Query.Value(parameter.Name) is { } value && Wanted(parameter, value) is { } wanted)
            {
                return new(
                    400, "PARAMETER_INVALID",
                    $"the query parameter '{parameter.Name}' {wanted}")
                { Fields = [new(parameter.Name, "Invalid", wanted)] };
            }
        }

        return null;
    }

    private static string? Wanted(QueryParameter parameter, string value) => parameter switch
    {
        { IsCount: true } when !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1
            => "is not a whole number of at least 1",
        { IsDate: true } when !DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            => "is not a date (YYYY-MM-DD)",
        { Allowed.IsEmpty: false } when !parameter.Allowed.Contains(value) => $"must be one of: {string.Join(", ", parameter.Allowed)}",
        { Name: "cursor" } when !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) =>
            "is not a cursor from an earlier page",
        _ => null,
    };

    private static PathParameter? WrongValue(CommandRequest request)
    {
        foreach (var parameter in request.Operation.PathParameters)
        {
            if (!Allows(parameter, request))
            {
                return parameter;
            }
        }

        return null;
    }

    private static bool Allows(PathParameter parameter, CommandRequest request) =>
        parameter.Allowed.IsEmpty || parameter.Allowed.Contains(request.PathValue(parameter.Name)!);

    // PUT creates the object of its key, so only that key need not exist.
    private static PathParameter? UnknownTarget(CommandRequest request)
    {
        foreach (var parameter in request.Operation.PathParameters)
        {
            if (parameter.ResourceType is { } type
                && Allows(parameter, request)
                && !(request.Operation.Resource is { Action: ResourceAction.Put } put && put.Id == parameter.Name)
                && !IsThere(request, parameter, type))
            {
                return parameter;
            }
        }

        return null;
    }

    // An object does not exist under the path of another owner or of another object type.
    private static bool IsThere(CommandRequest request, PathParameter parameter, string type) =>
        request.Session.Resources.Find(type, request.PathValue(parameter.Name)!) is { } found
        && (parameter.Where is not { } where || found.Text(where.Member) == where.Value)
        && (request.Operation.Resource is not { Parent: { } parent } resource
            || resource.Id != parameter.Name
            || request.PathValue(parent) is not { } owner
            || found.Parent == owner);
}
