using System.Collections.Immutable;
using System.Globalization;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Operations;

/// <summary>The rules for access tokens, in order (guide, section 3; RFC 6750, sections 2 and 3).</summary>
public static class BearerRules
{
    private const string Realm = "Bearer realm=\"partner-api\"";

    /// <summary>
    /// All rules; the first broken one refuses the request. No rule is redundant: without it, some invalid request is accepted.
    /// </summary>
    public static ImmutableArray<Rule<CommandRequest>> All { get; } =
    [
        new("RFC6750-3.1.two_methods", request => request.Bearer is { Lines: > 1 } or { Lines: 1, InQuery: true }
            ? new(400, "invalid_request", "the token was sent more than once; send it in one Authorization header")
                { Challenge = $"{Realm}, error=\"invalid_request\"" }
            : null),
        new("RFC6750-2.3.query_token", request => request.Bearer is { Lines: 0, InQuery: true }
            ? Unauthenticated("the token was sent in the URL; send 'Authorization: Bearer ...' instead")
            : null),
        new("S3.bearer.missing", request => request.Bearer is { Lines: 0, InQuery: false }
            ? Unauthenticated("the Authorization header is missing; send 'Authorization: Bearer ...'")
            : null),
        new("RFC6750-2.1.wrong_scheme", request => request.Bearer is { Lines: > 0, IsBearer: false }
            ? Unauthenticated("the Authorization scheme is not Bearer")
            : null),
        new("RFC6750-2.1.empty_token", request => request.Bearer is { IsBearer: true, HasToken: false }
            ? InvalidToken("the Authorization header contains no token")
            : null),
        new("S3.bearer.garbage", request => request.Bearer is { HasToken: true, Reading: TokenStatus.Garbage }
            ? InvalidToken("the token was not issued by this server")
            : null),
        new("S3.bearer.tampered", request => request.Bearer is { HasToken: true, Reading: TokenStatus.Tampered }
            ? InvalidToken("the token was changed, or signed by another server")
            : null),
        new("S3.bearer.expired", request =>
            request.Bearer.Claims is { } claims && request.Session.Clock.GetUtcNow() is var now && now >= claims.Expires
                ? InvalidToken(string.Create(
                    CultureInfo.InvariantCulture,
                    $"the token expired {(now - claims.Expires).TotalSeconds:F0} s ago by this server's clock"))
                : null),
        new("S3.bearer.revoked", request =>
            request.Bearer.Claims is { } claims && (request.Client is not { } client || client.Generation > claims.Generation)
                ? InvalidToken("the token was revoked, or its session was deleted")
                : null),
    ];

    // No error code where no credentials were sent (RFC 6750, section 3.1).
    private static Refusal Unauthenticated(string explanation) =>
        new(401, "unauthorized", explanation) { Challenge = Realm };

    private static Refusal InvalidToken(string explanation) =>
        new(401, "invalid_token", explanation)
        {
            Challenge = $"{Realm}, error=\"invalid_token\"",
        };
}
