using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Conformance.Mutants.Variants;

/// <summary>Servers that deal with tokens differently within the standards.</summary>
internal static class BearerVariants
{
    public static IEnumerable<Variant> All =>
    [
        new("several-challenges", "A 401 offers two schemes in one header.", options =>
            Challenge(options, challenge => "Negotiate, " + challenge)),
        new("several-challenge-lines", "A 401 offers two schemes in two headers.", options => options.WithReply((request, reply) =>
            !request.IsToken() && reply.Status == 401
                ? reply with { Headers = new([new("WWW-Authenticate", "DPoP algs=\"ES256\""), .. reply.Headers.Fields]) }
                : reply)),
        new("challenge-with-scope", "The challenge names a scope and has blanks around its equals signs.", options =>
            Challenge(options, challenge => challenge + ", scope = \"api read\"")),
        new("challenge-of-aspnet", "A missing token is challenged with the bare scheme, as ASP.NET Core does.", options =>
            options.WithReply((request, reply) =>
                !request.IsToken() && reply.Rule() == "S3.bearer.missing" ? reply.WithHeader("WWW-Authenticate", "Bearer") : reply)),
        new("no-details", "A bad token is refused without saying why: servers may hide that.", options =>
            options.WithReply((request, reply) =>
                !request.IsToken() && reply.Status == 401 ? reply.WithHeader("WWW-Authenticate", "Bearer realm=\"api\"") : reply)),
        new("opaque-tokens", "Tokens are opaque handles.", Opaque),
        new("skew", "Expired tokens are accepted for 300 seconds more; the target file says so.", options =>
            options.WithCommandRule("S3.bearer.expired", (request, refusal) =>
                request.Session.Clock.GetUtcNow() < request.Bearer.Claims?.Expires.AddSeconds(300) ? null : refusal))
        { Describe = settings => settings with { ClockSkewSeconds = 300 } },
        new("query-token-ignored", "A token in the URL is passed over, and the header counts.", options =>
            options.WithCommandRule("RFC6750-3.1.two_methods", (request, refusal) => request.Bearer.InQuery ? null : refusal)),
        new("one-blank-only", "Two blanks before a token are refused.", options =>
            options.WithCommandRule("RFC6750-2.1.wrong_scheme", (request, refusal) =>
                refusal ?? (request.Http.Headers.First("Authorization")!.Contains("  ", StringComparison.Ordinal)
                    ? new(401, "unauthorized", "one blank") { Challenge = "Bearer realm=\"api\"" }
                    : null))),
        new("empty-token-as-400", "A scheme without token is a malformed request.", options => options.WithReply((_, reply) =>
            reply.Rule() == "RFC6750-2.1.empty_token"
                ? (reply with { Status = 400 }).WithHeader("WWW-Authenticate", "Bearer realm=\"api\", error=\"invalid_request\"")
                : reply)),
    ];

    private static MockOptions Challenge(MockOptions options, Func<string, string> change) =>
        options.WithReply((request, reply) => !request.IsToken() && reply.Headers.First("WWW-Authenticate") is { } challenge
            ? reply.WithHeader("WWW-Authenticate", change(challenge))
            : reply);

    private static MockOptions Opaque(MockOptions options)
    {
        var handles = new ConcurrentDictionary<string, string>();
        return options with
        {
            Intercept = (request, next) =>
                {
                    var sent = request.Headers.First("Authorization")?.Split(' ', 2);
                    var known = sent is { Length: 2 } && handles.TryGetValue(sent[1].Trim(), out var token)
                        ? request.WithHeader("Authorization", $"{sent[0]} {token}")
                        : request;
                    var reply = next(known);
                    return !request.IsToken() || !reply.IsSuccess() ? reply : reply.WithJson(body =>
                    {
                        var handle = Guid.NewGuid().ToString("N") + ".~+/=";
                        handles[handle] = (string)body["access_token"]!;
                        body["access_token"] = JsonValue.Create(handle);
                    });
                },
        };
    }
}
