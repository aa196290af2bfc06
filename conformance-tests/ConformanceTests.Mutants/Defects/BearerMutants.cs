using System.Collections.Concurrent;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.Mutants.Defects;

/// <summary>Servers that are wrong about the access token (guide, section 3; RFC 6750).</summary>
internal static class BearerMutants
{
    private const string Garbage = "A_text_that_was_never_a_token_is_refused";
    private const string Tampered = "A_token_with_one_character_changed_is_refused";
    private const string Expired = "A_token_works_until_its_lifetime_is_over_and_not_after";

    private static readonly string[] ReadingRules = ["S3.bearer.garbage", "S3.bearer.tampered"];

    public static IEnumerable<Mutant> All =>
    [
        new("token-not-needed", "A request without Authorization is served.", "S3.bearer.missing", "A_request_without_token_is_refused",
            options => options.WithoutCommandRule("S3.bearer.missing")),
        new("commands-need-no-token", "Only queries need a token.", "S3.bearer.missing", "A_command_without_token_is_refused",
            options => options.WithCommandRule("S3.bearer.missing", (request, refusal) => request.Http.IsCommand() ? null : refusal)),
        new("any-token", "Any text behind Bearer is a token.", "S3.bearer.garbage", Garbage,
            options => options.WithoutCommandRule("S3.bearer.garbage")),
        new("unsigned-token", "A token whose header says that it is not signed is accepted.", "S3.bearer.garbage", Garbage,
            options => ReadingRules.Aggregate(options, (changed, rule) => changed.WithCommandRule(rule, (request, refusal) =>
                request.Bearer.Token?.StartsWith("eyJhbGciOiJub25l", StringComparison.Ordinal) == true ? null : refusal))),
        new("tampered-token", "The signature of a token is not checked.", "S3.bearer.tampered", Tampered,
            options => options.WithoutCommandRule("S3.bearer.tampered")
                .WithCommandRule("S3.bearer.garbage", (request, refusal) =>
                    request.Bearer.Token!.Count(letter => letter == '.') == 2 ? null : refusal)),
        new("never-expires", "Tokens never expire.", "S3.bearer.expired", Expired,
            options => options.WithoutCommandRule("S3.bearer.expired")),
        new("expires-late", "Tokens live twice as long as announced.", "S3.bearer.expired", Expired,
            options => options.WithCommandRule("S3.bearer.expired", (request, refusal) =>
                request.Session.Clock.GetUtcNow() < request.Bearer.Claims?.Expires.AddHours(1) ? null : refusal)),
        new("expires-a-second-late", "Tokens live one second longer than announced.", "S3.bearer.expired", Expired,
            options => options.WithCommandRule("S3.bearer.expired", (request, refusal) =>
                request.Session.Clock.GetUtcNow() < request.Bearer.Claims?.Expires.AddSeconds(1) ? null : refusal)),
        new("five-minutes-of-grace", "Tokens are accepted for five minutes after they expired.", "S3.bearer.expired", Expired,
            options => options.WithCommandRule("S3.bearer.expired", (request, refusal) =>
                request.Session.Clock.GetUtcNow() < request.Bearer.Claims?.Expires.AddMinutes(5) ? null : refusal)),
        new("sliding-expiry", "Each use of a token prolongs it.", "S3.bearer.expired", "Using_a_token_does_not_prolong_it", Sliding),
        new("old-token-after-renewal", "A token lives on when the client has got another one.", "S3.bearer.expired",
            "After_expiry_the_same_credentials_get_a_token_that_works", RenewedByNext),
        new("cached-token-handed-out", "The token endpoint hands out its first token forever, expired or not.", "S3.renewal",
            "After_expiry_the_same_credentials_get_a_token_that_works", FirstForEver),
        new("expired-as-500", "An expired token makes the server fail.", "S3.bearer.expired", Expired,
            options => options.WithReply((_, reply) => reply.Rule() == "S3.bearer.expired" ? reply with { Status = 500 } : reply)),
        new("expired-as-404", "An expired token is answered with 404.", "S3.bearer.expired", Expired,
            options => options.WithReply((_, reply) => reply.Rule() == "S3.bearer.expired" ? reply with { Status = 404 } : reply)),
        new("one-use-tokens", "A token is good for one request.", "S3.cache", "One_token_serves_many_requests", OneUse),
        new(
            "scheme-by-case", "The scheme must be spelt Bearer, with that case.", "RFC9110-11.1.scheme_case",
            "The_scheme_is_case_insensitive",
            options => options.WithCommandRule("RFC6750-2.1.wrong_scheme", (request, refusal) => refusal
                ?? (request.Http.Headers.First("Authorization")!.StartsWith("Bearer", StringComparison.Ordinal)
                    ? null
                    : new(401, "unauthorized", "scheme") { Challenge = "Bearer realm=\"m\"" }))),
        new("basic-as-bearer", "A token behind another scheme is accepted.", "RFC6750-2.1.wrong_scheme",
            "A_token_under_another_scheme_is_refused", AnyScheme),
        new("empty-token-accepted", "Bearer with nothing behind it is accepted.", "RFC6750-2.1.empty_token",
            "A_scheme_without_token_is_refused",
            options => options.WithoutCommandRule("RFC6750-2.1.empty_token")),
        new("two-blanks-as-500", "Two blanks before the token make the server fail.", "RFC6750-2.1.two_spaces",
            "Two_spaces_before_the_token_are_allowed",
            options => options.WithReply((request, reply) =>
                request.Headers.First("Authorization")?.Contains("Bearer  ", StringComparison.OrdinalIgnoreCase) == true
                    ? reply with { Status = 500 }
                    : reply)),
        new("two-ways-as-500", "A token in header and URL makes the server fail.", "RFC6750-3.1.two_methods",
            "A_token_presented_in_two_ways_is_refused",
            options => options.WithReply((_, reply) => reply.Rule() == "RFC6750-3.1.two_methods" ? reply with { Status = 500 } : reply)),
        new("two-ways-as-404", "A token in header and URL is answered with 404.", "RFC6750-3.1.two_methods",
            "A_token_presented_in_two_ways_is_refused",
            options => options.WithReply((_, reply) => reply.Rule() == "RFC6750-3.1.two_methods" ? reply with { Status = 404 } : reply)),
        new("query-token-accepted", "A token in the URL is accepted.", "RFC6750-2.3.query_token", "A_token_in_the_URL_does_not_authorise",
            options => options.WithoutCommandRule("RFC6750-2.3.query_token")
                .WithCommandRule("S3.bearer.missing", (request, refusal) => request.Bearer.InQuery ? null : refusal)),
        new("no-challenge", "A 401 names no scheme to use.", "RFC9110-11.6.1.challenge_on_401", "Every_401_carries_a_challenge",
            options => options.WithReply((request, reply) => request.IsToken() ? reply : reply.WithoutHeader("WWW-Authenticate"))),
        new("basic-challenge-only", "A missing token is challenged with Basic.", "RFC6750-3.challenge",
            "A_request_without_token_is_challenged",
            options => options.WithReply((request, reply) =>
                !request.IsToken() && reply.Status == 401 ? reply.WithHeader("WWW-Authenticate", "Basic realm=\"m\"") : reply)),
        new("bare-challenge", "The challenge has no parameter.", "RFC6750-3.challenge_parameters", "The_challenge_has_a_parameter",
            options => options.WithReply((request, reply) =>
                !request.IsToken() && reply.Status == 401 ? reply.WithHeader("WWW-Authenticate", "Bearer") : reply)),
        new("error-code-without-token", "A missing token is reported as invalid_token.", "RFC6750-3.1.no_error_code",
            "A_request_without_credentials_gets_no_error_code",
            options => options.WithReply((_, reply) =>
                reply.Rule() == "S3.bearer.missing"
                    ? reply.WithHeader("WWW-Authenticate", "Bearer realm=\"m\", error=\"invalid_token\"")
                    : reply)),
        new("repeated-attribute", "The challenge names its realm twice.", "RFC6750-3.repeated_attributes",
            "No_attribute_stands_twice_in_a_challenge",
            options => options.WithReply((request, reply) =>
                !request.IsToken() && reply.Status == 401
                    ? reply.WithHeader("WWW-Authenticate", "Bearer realm=\"m\", realm=\"n\", error=\"invalid_token\"")
                    : reply)),
        new("no-invalid-token", "A bad token is refused without the code invalid_token.", "RFC6750-3.1.invalid_token",
            "A_bad_token_gets_the_error_invalid_token",
            options => options.WithReply((request, reply) =>
                !request.IsToken() && reply.Status == 401 ? reply.WithHeader("WWW-Authenticate", "Bearer realm=\"m\"") : reply)),
        new("garbage-as-500", "A text that is no token makes the server fail.", "S3.bearer.garbage", Garbage,
            options => options.WithReply((_, reply) => reply.Rule() == "S3.bearer.garbage" ? reply with { Status = 500 } : reply)),
        new("token-refused", "A good token is refused.", "S3.bearer.accepted", "A_request_with_the_token_is_accepted",
            options => options.WithCommandRule("S3.bearer.revoked", (_, _) =>
                new(401, "invalid_token", "revoked") { Challenge = "Bearer error=\"invalid_token\"" })),
    ];

    private static Mock.Hosting.MockOptions Sliding(Mock.Hosting.MockOptions options)
    {
        var lastUse = new ConcurrentDictionary<string, DateTimeOffset>();
        return options.WithCommandRule("S3.bearer.expired", (request, refusal) =>
        {
            var now = request.Session.Clock.GetUtcNow();
            var until = lastUse.GetValueOrDefault(request.Bearer.Token!, request.Bearer.Claims!.Expires.AddHours(-1)).AddHours(1);
            lastUse[request.Bearer.Token!] = now;
            return now < until ? null : refusal;
        });
    }

    private static Mock.Hosting.MockOptions RenewedByNext(Mock.Hosting.MockOptions options)
    {
        var latest = DateTimeOffset.MinValue;
        return options.WithCommandRule("S3.bearer.expired", (request, refusal) =>
        {
            var expires = request.Bearer.Claims!.Expires;
            latest = expires > latest ? expires : latest;
            return latest > expires && request.Session.Clock.GetUtcNow() < latest ? null : refusal;
        });
    }

    private static Mock.Hosting.MockOptions FirstForEver(Mock.Hosting.MockOptions options)
    {
        ApiReply? first = null;
        return options.WithReply((request, reply) =>
            request.IsToken() && reply.IsSuccess() ? Interlocked.CompareExchange(ref first, reply, null) ?? reply : reply);
    }

    private static Mock.Hosting.MockOptions OneUse(Mock.Hosting.MockOptions options)
    {
        var used = new ConcurrentDictionary<string, bool>();
        return options.WithCommandRule("S3.bearer.revoked", (request, refusal) =>
            refusal ?? (used.TryAdd(request.Bearer.Token!, true)
                ? null
                : new(401, "invalid_token", "used") { Challenge = "Bearer error=\"invalid_token\"" }));
    }

    private static Mock.Hosting.MockOptions AnyScheme(Mock.Hosting.MockOptions options) =>
        options.WithRequest(request =>
            request.Headers.First("Authorization") is { } value
                && !request.IsToken()
                && value.Split(' ') is [not "Bearer", var token]
                && token.Contains('.', StringComparison.Ordinal)
            ? request.WithHeader("Authorization", "Bearer " + token)
            : request);
}
