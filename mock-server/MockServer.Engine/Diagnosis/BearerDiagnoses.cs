using System.Collections.Immutable;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Mistakes in how the access token is sent.</summary>
internal static class BearerDiagnoses
{
    private const string Expected = "Authorization: Bearer <access_token>";
    private const string Renew = "Request a new token shortly before 'expires_in' seconds have passed since the token response";

    private static readonly ImmutableArray<string> AnyToken =
        ["S3.bearer.", "RFC6750-2.1.wrong_scheme", "RFC6750-2.1.empty_token", "RFC6750-3.1.two_methods", "RFC6750-2.3.query_token"];

    public static ImmutableArray<DiagnosisRule> All { get; } =
    [
        new("RFC6750-3.1.two_methods", refused => refused.Http.Headers.CountOf("Authorization") > 1
            ? new(
                "The Authorization header was sent twice",
                "Set the header in one place, on the request or as the client's default, not both")
            : new("The token was sent in the header and in the URL", "Remove access_token from the URL, because URLs are logged")),
        new(
            "RFC6750-2.3.query_token",
            _ => new RequestDiagnosis("The token was sent in the URL, and URLs are logged", "Send it in the Authorization header")
            .WithDifference("?access_token=...", Expected)),
        ForHint(
            TokenHint.NoScheme, "The word Bearer is missing before the token", "Send 'Bearer', one space, then the token",
            "Authorization: <access_token>"),
        ForHint(
            TokenHint.BadSeparator, "Bearer and the token are not separated by exactly one space",
            "Send 'Bearer', one space, then the token", "Authorization: Bearer:<access_token>"),
        ForHint(
            TokenHint.Basic, "Client credentials were sent instead of an access token",
            "Request a token from the token endpoint first, then send it with the Bearer scheme", "Authorization: Basic ..."),
        ForHint(
            TokenHint.SchemeTwice, "The word Bearer was sent twice",
            "Add the scheme in one place only: in your code or in the HTTP library", "Authorization: Bearer Bearer <access_token>"),
        ForHint(
            TokenHint.Quoted, "The token is enclosed in quotation marks",
            "Parse access_token as a JSON string instead of copying it with its quotation marks",
            "Authorization: Bearer \"<access_token>\""),
        ForHint(
            TokenHint.WholeReply, "The whole token response was sent as the token",
            "Parse the response as JSON and send only the member access_token", "Authorization: Bearer {\"access_token\": ...}"),
        ForHint(
            TokenHint.Placeholder, "A placeholder was sent instead of the token: the variable was empty or was not replaced",
            "Check the code that sets the Authorization header", "Authorization: Bearer <a placeholder>"),
        ForHint(
            TokenHint.IsSecret, "The client_secret was sent instead of an access token",
            "Exchange the secret for a token at the token endpoint; send the secret nowhere else",
            "Authorization: Bearer <client_secret>"),
        ForHint(
            TokenHint.Truncated, "The token is truncated",
            "Store the whole token: check for a database column, variable or log line that cuts it off", "a token that is too short"),
        ForHint(
            TokenHint.TooLong, "The token has extra characters at the end", "Send access_token exactly as the token response contains it",
            "a token that is too long"),
        ForHint(
            TokenHint.OtherIssuer, "The token was issued by another issuer, not by this mock",
            "Request the token from the token endpoint at the same address", "a token of another issuer"),
        ForHint(
            TokenHint.OtherMock, "The token was changed, or was issued by another mock or before this mock restarted",
            "Request a new token; configure a signing key if tokens must survive a restart", "a token signed with another key"),
        ForHint(
            TokenHint.OtherSession, "The token belongs to another session, or to a session that was deleted",
            "Use the credentials of this session and discard tokens cached earlier", "a token of another session"),
        new("S3.bearer.expired", refused => new($"The token has expired: {Lower(refused.Broken.Refusal.Explanation)}", Renew)),
        new(
            "S3.bearer.revoked",
            _ => new(
                "The token was revoked before it expired",
                "When a response contains invalid_token, discard the cached token, request a new one and retry once")),
        new("S3.bearer.missing", refused => refused.HeaderLike(
            letters => letters is "bearer" or "authorisation" or "authentication" or "auth" or "xauthtoken" or "accesstoken" or "token")
            is { } name
            ? new RequestDiagnosis($"The token was sent in the header '{name}'", "Send it in the Authorization header")
                .WithDifference(name + ": ...", Expected)
            : null),
        new("S3.bearer.missing", refused => refused.ParameterLike("access_token") is { } name
            ? new RequestDiagnosis($"The token was sent as the parameter '{name}'", "Send it in the Authorization header")
                .WithDifference(name + "=...", Expected)
            : null),
        new(
            "S3.bearer.missing",
            _ => new RequestDiagnosis(
                "The Authorization header is missing",
                "Send it with every request; also check whether a redirect or a proxy removed it").WithDifference(
                    "(no Authorization header)", Expected)),
        new(
            "RFC6750-2.1.empty_token",
            _ => new RequestDiagnosis(
                "No token follows Bearer",
                "Check that the token response was read before the request was built").WithDifference("Authorization: Bearer", Expected)),
        new(
            "RFC6750-2.1.wrong_scheme",
            refused => new RequestDiagnosis("The Authorization scheme is not Bearer", "Send 'Bearer', one space, then the token")
            .WithDifference($"Authorization: {refused.Http.Headers.First("Authorization")}", Expected)),
        new(
            "S3.bearer.garbage",
            _ => new(
                "The token was not issued by this mock", "Send access_token exactly as the token endpoint at this address returned it")),
        new(
            "S3.bearer.tampered",
            _ => new("The token was changed after it was issued", "Send access_token exactly as the token response contains it")),
    ];

    private static DiagnosisRule ForHint(TokenHint hint, string text, string fix, string sent) => new(AnyToken, refused =>
        refused.Hints.Token == hint ? new RequestDiagnosis(text, fix).WithDifference(sent, Expected) : null);

    private static string Lower(string sentence) =>
        sentence.Replace("this server's clock", "this session's clock", StringComparison.Ordinal);
}
