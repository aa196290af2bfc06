using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Running;

// One query and one command: the addresses, the token and the requestor of the settings are those of the deployment.
internal sealed partial class PreflightApi(RunContext run, ImmutableArray<Problem>.Builder found, string token)
{
    private string _token = token;
    private Operation? _accepted;

    private const string Requestor = "requestor";
    private const int MaxQueries = 3;

    // An operation may be missing, closed or empty in a deployment; several of them point at the settings.
    public async Task CheckQueryAsync()
    {
        Problem? problem = null;
        foreach (var query in run.Target.PlainQueries.Take(MaxQueries))
        {
            var reply = await run.Transport.SendAsync(Call(query).Build(run.Target));
            problem = JudgeQuery(query, reply);
            _accepted = reply.Succeeded ? query : null;
            if (problem is not { EndsRun: true } || reply.Failure is not null)
            {
                break;
            }
        }

        if (problem is not null)
        {
            found.Add(problem);
        }
    }

    // Scenarios of the token endpoint would otherwise end the token of those that use the API.
    public async Task CheckTokensAsync()
    {
        if (_accepted is not { } query || run.Settings.OwnSession || await SecondTokenAsync() is not { } second || second == _token)
        {
            return;
        }

        var earlier = await run.Transport.SendAsync(Call(query).Build(run.Target));
        _token = second;
        if (earlier.Status == 401 && (await run.Transport.SendAsync(Call(query).Build(run.Target))).Succeeded)
        {
            run.Tokens.AreEndedByNewOnes = true;
            found.Add(new(
                "tokens", Health.Warn, "a new token ends the earlier one of the same client",
                "the run executes one scenario at a time; other users of this client lose their tokens"));
        }
    }

    private async Task<string?> SecondTokenAsync()
    {
        try
        {
            return (await run.Tokens.RequestAsync(run.Transport)).Token;
        }
        catch (PrerequisiteException missing) when (missing.Finding.Judged is not null)
        {
            // The run judges it.
            return null;
        }
    }

    // The body is empty, so that nothing is created, and the id in the path names nothing unless commands may be executed. Whether the
    // requestor is refused shows before, or not at all.
    public async Task CheckCommandAsync()
    {
        if (run.Target.HarmlessCommand is not { } command)
        {
            return;
        }

        var call = Call(command) with { Requestor = run.Settings.RequestorId, Body = new JsonObject() };
        var reply = await run.Transport.SendAsync(call.Build(run.Target));
        var refused = reply.Status == 403 && call.TargetsNonexistentResource && !AnswerComparison.Names(reply, Requestor)
            ? await IsForbiddenWithoutObjectAsync()
            : reply.Status is 401 or 403 || (reply.Status is >= 400 and < 500 && await IsForRequestorAsync(call, reply));
        found.Add(refused && !PreflightText.IsBlocked(reply)
            ? new(
                Requestor,
                Health.Fail,
                $"{Name(command)} with Requestor-ID {run.Settings.RequestorId} is refused: {PreflightText.Quote(reply)}",
                "check requestorId; it must name a person who may request commands, and the client must be allowed to send them",
                EndsRun: true)
            : new(Requestor, Health.Ok, $"{Name(command)} does not refuse Requestor-ID {run.Settings.RequestorId}"));
    }

    // A deployment may hide with 403 what does not exist (RFC 9110, section 15.5.4). A command without an id in its path shows whether the
    // requestor is refused; without such a command the run finds it.
    private async Task<bool> IsForbiddenWithoutObjectAsync()
    {
        if (run.Target.PlainCommand is not { } command)
        {
            return false;
        }

        var call = Call(command) with { Requestor = run.Settings.RequestorId, Body = new JsonObject() };
        return (await run.Transport.SendAsync(call.Build(run.Target))).Status is 401 or 403;
    }

    // A refusal that names the requestor is about it, unless the same comes without the header: then it is about the body.
    private async Task<bool> IsForRequestorAsync(ApiCall call, Exchange reply)
    {
        if (!reply.Text.Contains(Requestor, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var without = await run.Transport.SendAsync((call with { Requestor = null }).Build(run.Target));
        return without.Status != reply.Status || Masked(without) != Masked(reply);
    }

    private Problem JudgeQuery(Operation query, Exchange reply)
    {
        var what = $"{Name(query)} answers {PreflightText.Quote(reply)}";
        return reply switch
        {
            { Reply: null, Failure: { } failure } => End($"{Name(query)} gets no HTTP reply: {failure.Message}", "check apiAddress"),
            _ when PreflightText.IsBlocked(reply) =>
                new("query", Health.Fail, what, "wait, or ask the operators to allow the suite's User-Agent"),
            _ when PreflightText.IsPage(reply) => End(what, "check apiAddress; a proxy or a login page may be in front of the deployment"),
            _ when PreflightText.IsRedirect(reply) => End(what, "check apiAddress; the suite follows no redirect"),
            { Status: 404 or 405 or 410 } => End(what, "check apiAddress with its path prefix, and contract"),
            { Status: 401 } => End(what, "the API refuses the token that tokenAddress issued; check apiAddress, tokenAddress and scope"),
            { Status: 403 } => End(what, "check apiAddress with its path prefix, scope, and what the client of credentials may do"),
            { Succeeded: true } => new("query", Health.Ok, $"{Name(query)} succeeds"),
            _ => new("query", Health.Warn, what, "the run will judge it"),
        };
    }

    private ApiCall Call(Operation operation) => ApiCall.WithToken(run.Target, operation, _token);

    private string Name(Operation operation) =>
        $"{operation.Method} {new ApiCall(operation).Build(run.Target).Uri.GetLeftPart(UriPartial.Path)}";

    private static string Masked(Exchange reply) => Varying().Replace(reply.Text, "#");

    private static Problem End(string what, string remedy) => new("query", Health.Fail, what, remedy, EndsRun: true);

    // Ids, times and numbers differ between two equal refusals.
    [GeneratedRegex("[0-9a-fA-F-]{6,}|[0-9]+")]
    private static partial Regex Varying();
}
