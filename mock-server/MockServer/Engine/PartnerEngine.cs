using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Commands;
using PartnerApi.Mock.Metrics;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Engine;

/// <summary>Answers every request to the partner API: token endpoint, commands, queries, and everything that is none of them.</summary>
/// <param name="routes">The contract's paths.</param>
/// <param name="token">The token endpoint.</param>
/// <param name="commands">The command API.</param>
/// <param name="session">The session of requests that lead nowhere.</param>
/// <param name="tally">Counts what was answered.</param>
public sealed class PartnerEngine(RouteTable routes, TokenEndpoint token, CommandApi commands, Session session, Tally tally)
{
    /// <summary>Answers a request.</summary>
    /// <param name="http">The request.</param>
    /// <returns>The reply.</returns>
    public ApiReply Answer(ApiRequest http)
    {
        var reply = Judge(http, out var operation);
        tally.Count(operation?.Id, reply);
        return reply;
    }

    private ApiReply Judge(ApiRequest http, out Operation? operation)
    {
        operation = null;
        if (routes.Match(http.Path) is not { } route)
        {
            return commands.Refuse(UnknownPath, session);
        }

        operation = route.For(http.Method);
        if (operation is null)
        {
            return commands.Refuse(WrongMethod(route), session);
        }

        return operation.Kind == OperationKind.Token
            ? token.Answer(http)
            : commands.Answer(http, operation, route.Values);
    }

    private static readonly BrokenRule UnknownPath =
        new("API.route.known", new(404, "UNKNOWN_PATH", "the contract has no such path (paths are case-sensitive, and a trailing slash counts)"));

    private static BrokenRule WrongMethod(RouteMatch route)
    {
        var allow = string.Join(", ", route.Methods);
        return new("RFC9110-15.5.6.allow", new(405, "METHOD_NOT_ALLOWED", $"this path accepts {allow}")
        {
            Headers = HeaderList.Empty.With("Allow", allow),
        });
    }
}
