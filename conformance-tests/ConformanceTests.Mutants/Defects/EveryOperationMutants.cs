using System.Collections.Concurrent;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Operations;

namespace PartnerApi.Conformance.Mutants.Defects;

/// <summary>
/// Servers that are right about most operations: one method, one operation or one form of a request is checked by other code, or a
/// refused request is carried out nevertheless.
/// </summary>
internal static class EveryOperationMutants
{
    private const string Missing = "S3.bearer.missing";
    private const string Garbage = "S3.bearer.garbage";
    private const string Expired = "S3.bearer.expired";
    private const string Place = "S3.bearer.place";
    private const string Challenge = "RFC6750-3.challenge";
    private const string InvalidToken = "RFC6750-3.1.invalid_token";
    private const string Required = "S4.requestor_id.required";
    private const string EachOperation = "No_operation_works_without_a_valid_token";
    private const string EachExpired = "No_operation_works_with_an_expired_token";
    private const string EachCommand = "A_command_without_Requestor_ID_is_refused";

    public static IEnumerable<Mutant> All => [.. Tokens, .. Places, .. Requestors, .. Effects];

    private static IEnumerable<Mutant> Tokens =>
    [
        new("no-token-on-delete", "DELETE needs no token.", Missing, EachOperation,
            options => Spare(options, Missing, request => request.Http.Method == "DELETE")),
        new("no-token-on-patch", "PATCH needs no token.", Missing, EachOperation,
            options => Spare(options, Missing, request => request.Http.Method == "PATCH")),
        new("no-token-on-transfers", "One command, the transfer, needs no token.", Missing, EachOperation,
            options => Spare(options, Missing, request => request.Operation.Id == "createTransfer")),
        new("no-token-under-ids", "A query with an id in its path needs no token.", Missing, EachOperation,
            options => Spare(options, Missing, request => request is { Http.Method: "GET", PathValues.IsEmpty: false })),
        new("any-token-on-patch", "PATCH takes any text for a token.", Garbage, EachOperation,
            options => Spare(options, Garbage, request => request.Http.Method == "PATCH")),
        new("any-token-on-commands", "Only queries verify the token.", Garbage, EachOperation,
            options => Spare(options, Garbage, request => request.Http.IsCommand())),
        new("tampered-token-on-delete", "DELETE does not verify the signature of the token.", Garbage, EachOperation,
            options => Spare(options, "S3.bearer.tampered", request => request.Http.Method == "DELETE")),
        new("basic-as-bearer-on-post", "POST takes a token behind another scheme.", Garbage, EachOperation,
            options => options.WithRequest(request =>
                !request.IsToken() && request.Method == "POST"
                    && request.Headers.First("Authorization") is { } value && value.StartsWith("Basic ", StringComparison.Ordinal)
                ? request.WithHeader("Authorization", "Bearer " + value[6..])
                : request)),
        new("no-challenge-on-delete", "A refused DELETE names no scheme to use.", Challenge, EachOperation,
            options => Challenged(options, "DELETE", reply => reply.WithoutHeader("WWW-Authenticate"))),
        new("other-challenge-on-patch", "A refused PATCH is challenged with Basic.", Challenge, EachOperation,
            options => Challenged(options, "PATCH", reply => reply.WithHeader("WWW-Authenticate", "Basic realm=\"m\""))),
        new("no-invalid-token-on-post", "A POST with a bad token is refused without the code invalid_token.", InvalidToken, EachOperation,
            options => Challenged(options, "POST", reply => reply.WithHeader("WWW-Authenticate", "Bearer realm=\"m\""))),
        new("expired-on-delete", "DELETE takes tokens that have expired.", Expired, EachExpired,
            options => Spare(options, Expired, request => request.Http.Method == "DELETE")),
        new("expired-on-transfers", "One command, the transfer, takes tokens that have expired.", Expired, EachExpired,
            options => Spare(options, Expired, request => request.Operation.Id == "createTransfer")),
        new("expired-as-404-under-ids", "Under an id an expired token is answered with 404.", Expired, EachExpired,
            options => options.WithReply((request, reply) =>
                reply.Rule() == Expired && request.Operation() is { PathParameters.IsEmpty: false } ? reply with { Status = 404 } : reply)),
        new("expired-unchallenged-on-post", "A POST with an expired token is refused without a challenge.", Challenge, EachExpired,
            options => options.WithReply((request, reply) =>
                reply.Rule() == Expired && request.Method == "POST" ? reply.WithoutHeader("WWW-Authenticate") : reply)),
    ];

    private static IEnumerable<Mutant> Places =>
    [
        new("token-from-other-header", "A token in X-Access-Token counts as well.", Place, EachOperation,
            options => TokenFrom(options, request => request.Headers.First("X-Access-Token"))),
        new("token-from-cookie", "A token in a cookie counts as well.", Place, EachOperation,
            options => TokenFrom(options, request => Cookie(request, "access_token="))),
        new("token-from-proxy-authorization", "A token in Proxy-Authorization counts as well, for commands.", Place, EachOperation,
            options => TokenFrom(options, request =>
                request.IsCommand()
                    ? request.Headers.First("Proxy-Authorization")?.Replace("Bearer ", "", StringComparison.Ordinal)
                    : null)),
        new("requestor-from-other-header", "The id in X-Requestor-ID counts as well.", Required, EachCommand,
            options => RequestorFrom(options, request => request.Headers.First("X-Requestor-ID"))),
        new("requestor-from-query", "The id in the query counts as well.", Required, EachCommand,
            options => RequestorFrom(options, request => Part(request.Query, '&', "requestorId="))),
        new("requestor-from-cookie", "The id in a cookie counts as well.", Required, EachCommand,
            options => RequestorFrom(options, request => Cookie(request, "Requestor-ID="))),
    ];

    private static IEnumerable<Mutant> Requestors =>
    [
        new("requestor-not-with-parameter", "A Content-Type with a parameter is another route, which needs no header.", Required,
            EachCommand,
            options => Spare(options, Required, request =>
                request.Http.Headers.First("Content-Type")?.Contains(';', StringComparison.Ordinal) == true)),
        new("requestor-not-with-unexpected-body", "A DELETE with a body needs no header.", Required, EachCommand,
            options => Spare(options, Required, request => request.Http is { Method: "DELETE", Body.IsEmpty: false })),
        new("requestor-not-first-on-connection", "The first request of a connection needs no header.", Required, EachCommand,
            NotFirstOnConnection),
        new("requestor-gives-in", "After three refusals of a command it is accepted.", Required, EachCommand, GivesIn),
        new("requestor-not-with-new-token", "The first request with a new token needs no header.", Required,
            "The_header_is_required_right_after_a_token_was_issued", NotWithNewToken),
        new("requestor-lent-on-patch", "PATCH requests that come at the same time lend each other the header.", Required,
            "Concurrent_requests_do_not_share_the_header", LentOnPatch),
    ];

    private static IEnumerable<Mutant> Effects =>
    [
        new("deleted-without-token", "A DELETE without token is refused and carried out.", Missing, EachOperation,
            options => DoneAnyway(options, Missing, request => request.Method == "DELETE")),
        new("updated-with-bad-token", "A PATCH with a bad token is refused and carried out.", Missing, EachOperation,
            options => DoneAnyway(options, Garbage, request => request.Method == "PATCH")),
        new("created-with-tampered-token", "A command with a tampered token is refused and carried out.", Missing, EachOperation,
            options => DoneAnyway(options, "S3.bearer.tampered", request => request.Method == "POST")),
        new("deleted-without-requestor", "A DELETE without Requestor-ID is refused and carried out.", Required, EachCommand,
            options => DoneAnyway(options, Required, request => request.Method == "DELETE")),
        new("updated-without-requestor", "A PATCH without Requestor-ID is refused and carried out.", Required, EachCommand,
            options => DoneAnyway(options, Required, request => request.Method == "PATCH"))
        { Verdict = Verdicts.Verdict.Warn },
    ];

    private static MockOptions Spare(MockOptions options, string rule, Func<CommandRequest, bool> spared) =>
        options.WithCommandRule(rule, (request, refusal) => spared(request) ? null : refusal);

    private static MockOptions Challenged(MockOptions options, string method, Func<ApiReply, ApiReply> change) =>
        options.WithReply((request, reply) =>
            !request.IsToken() && request.Method == method && reply.Status == 401 ? change(reply) : reply);

    private static MockOptions TokenFrom(MockOptions options, Func<ApiRequest, string?> find) => options.WithRequest(request =>
        !request.IsToken() && !request.Has("Authorization") && find(request) is { } token
            ? request.WithHeader("Authorization", "Bearer " + token)
            : request);

    private static MockOptions RequestorFrom(MockOptions options, Func<ApiRequest, string?> find) => options.WithRequest(request =>
        !request.Has("Requestor-ID") && find(request) is { } id ? request.WithHeader("Requestor-ID", id) : request);

    private static string? Cookie(ApiRequest request, string name) => Part(request.Headers.First("Cookie") ?? "", ';', name);

    private static string? Part(string text, char separator, string name) => text
        .Split(separator, StringSplitOptions.TrimEntries)
        .FirstOrDefault(part => part.StartsWith(name, StringComparison.Ordinal)) is { } found
        ? Uri.UnescapeDataString(found[name.Length..])
        : null;

    private static MockOptions NotFirstOnConnection(MockOptions options)
    {
        var seen = new ConcurrentDictionary<string, bool>();
        return options.WithRequest(request =>
            request.Connection is { } connection && seen.TryAdd(connection, true) && request.IsCommand() && !request.Has("Requestor-ID")
                ? request.WithHeader("Requestor-ID", "11111111-1111-4111-8111-111111111111")
                : request);
    }

    private static MockOptions GivesIn(MockOptions options)
    {
        var refused = new ConcurrentDictionary<string, int>();
        return options.WithCommandRule(Required, (request, refusal) =>
        {
            if (refusal is null)
            {
                refused[request.Operation.Id] = 0;
                return null;
            }

            return refused.AddOrUpdate(request.Operation.Id, 1, (_, count) => count + 1) > 3 ? null : refusal;
        });
    }

    private static MockOptions NotWithNewToken(MockOptions options)
    {
        var used = new ConcurrentDictionary<string, bool>();
        return options.WithCommandRule(Required, (request, refusal) => used.TryAdd(request.Bearer.Token ?? "", true) ? null : refusal);
    }

    // The header of a request is kept where the next one finds it.
    private static MockOptions LentOnPatch(MockOptions options)
    {
        string? kept = null;
        return options.WithRequest(request =>
        {
            if (request.Method != "PATCH" || !request.IsCommand())
            {
                return request;
            }

            if (request.Headers.First("Requestor-ID") is { Length: > 0 } own)
            {
                Interlocked.Exchange(ref kept, own);
                return request;
            }

            return Interlocked.Exchange(ref kept, null) is { } lent ? request.WithHeader("Requestor-ID", lent) : request;
        });
    }

    // Carries the request out with the last good credentials.
    private static MockOptions DoneAnyway(MockOptions options, string rule, Func<ApiRequest, bool> chosen)
    {
        string? authorization = null;
        return options with
        {
            Intercept = (request, next) =>
            {
                var reply = next(request);
                if (reply.IsSuccess() && request.IsCommand())
                {
                    authorization = request.Headers.First("Authorization");
                }

                if (reply.Rule() == rule && chosen(request) && authorization is { } good)
                {
                    next(request.WithHeader("Authorization", good)
                        .WithHeader("Requestor-ID", request.Headers.First("Requestor-ID") ?? "11111111-1111-4111-8111-111111111111"));
                }

                return reply;
            },
        };
    }
}
