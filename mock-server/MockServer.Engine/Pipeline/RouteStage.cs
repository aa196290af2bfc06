using PartnerApi.HttpTrace;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Pipeline;

/// <summary>Finds the operation by path and method.</summary>
/// <param name="routes">The paths of the contract.</param>
internal sealed class RouteStage(RouteTable routes)
{
    /// <summary>Sets the operation and its path values, or refuses the request with 404 or 405.</summary>
    public void Run(RequestContext context)
    {
        if (routes.Match(context.Http.Path) is not { } match)
        {
            context.Broken = UnknownPath(context.Http.Path);
            return;
        }

        context.Operation = match.For(context.Http.Method);
        context.PathValues = match.Values;
        context.Broken = context.Operation is null ? WrongMethod(match) : null;
    }

    private BrokenRule UnknownPath(string path) => new(
        "API.route.known",
        new(404, "UNKNOWN_PATH", $"unknown path{routes.DidYouMean(path)}; paths are case-sensitive, and a trailing slash is significant"));

    private static BrokenRule WrongMethod(RouteMatch match)
    {
        var allow = string.Join(", ", match.Methods);
        var refusal = new Refusal(
            405, "METHOD_NOT_ALLOWED", $"this path accepts {allow}")
        { Headers = HeaderList.Empty.With("Allow", allow) };
        return new("RFC9110-15.5.6.allow", refusal) { Position = 1 };
    }
}
