using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Metrics;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Pipeline;

/// <summary>Answers every request to the partner API: token endpoint, commands, queries, and everything that is none of them.</summary>
/// <param name="routes">The contract's paths.</param>
/// <param name="token">The token endpoint.</param>
/// <param name="commands">The command API.</param>
/// <param name="strays">Finds the session of requests that lead nowhere.</param>
/// <param name="recorder">Keeps what was answered; null for nobody.</param>
/// <param name="tally">Counts what was answered.</param>
internal sealed class PartnerEngine(
    RouteTable routes, TokenEndpoint token, CommandApi commands, StraySessions strays, Recorder? recorder, Tally tally)
{
    /// <summary>Answers a request.</summary>
    /// <param name="http">The request.</param>
    /// <returns>The reply.</returns>
    public ApiReply Answer(ApiRequest http)
    {
        var outcome = Judge(http, out var operation);
        tally.Count(operation?.Id, outcome.Reply);
        recorder?.Record(http, outcome);
        return outcome.Reply;
    }

    private Outcome Judge(ApiRequest http, out Operation? operation)
    {
        operation = null;
        if (routes.Match(http.Path) is not { } route)
        {
            return Stray(http, UnknownPath);
        }

        operation = route.For(http.Method);
        if (operation is null)
        {
            return Stray(http, WrongMethod(route));
        }

        return operation.Kind == OperationKind.Token
            ? token.Answer(http) with { Operation = operation }
            : commands.Answer(http, operation, route.Values) with { Operation = operation };
    }

    private Outcome Stray(ApiRequest http, BrokenRule broken)
    {
        var session = strays.Of(http);
        return new(commands.Refuse(broken, session), session) { Broken = broken };
    }

    private static readonly BrokenRule UnknownPath =
        new("API.route.known", new(404, "UNKNOWN_PATH", "the contract has no such path (paths are case-sensitive, and a trailing slash counts)"));

    private static BrokenRule WrongMethod(RouteMatch route)
    {
        var allow = string.Join(", ", route.Methods);
        return new("RFC9110-15.5.6.allow", new(405, "METHOD_NOT_ALLOWED", $"this path accepts {allow}")
        {
            Headers = HeaderList.Empty.With("Allow", allow),
        })
        { Position = 1 };
    }
}
