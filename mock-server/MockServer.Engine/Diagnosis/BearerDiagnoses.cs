using System.Collections.Immutable;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Mistakes in how the access token is sent.</summary>
internal static class BearerDiagnoses
{
    private const string Wanted = "Authorization: Bearer <access_token>";
    private const string Renew = "Ask for a new token shortly before 'expires_in' seconds are over, counted from the reply";

    private static readonly ImmutableArray<string> AnyToken =
        ["S3.bearer.", "RFC6750-2.1.wrong_scheme", "RFC6750-2.1.empty_token", "RFC6750-3.1.two_methods", "RFC6750-2.3.query_token"];

    public static ImmutableArray<DiagnosisRule> All { get; } =
    [
        new("RFC6750-3.1.two_methods", refused => refused.Http.Headers.CountOf("Authorization") > 1
            ? new("The Authorization header was sent twice", "Set the header in one place, on the request or as the client's default, not both")
            : new("The token came in the header and in the URL", "Leave access_token out of the URL; logs keep it")),
        new("RFC6750-2.3.query_token", _ => new RequestDiagnosis("The token was sent in the URL, where logs keep it", "Send it in the Authorization header")
            .Instead("?access_token=...", Wanted)),
        ForHint(TokenHint.NoScheme, "The word Bearer is missing before the token", "Write 'Bearer', one blank, then the token", "Authorization: <access_token>"),
        ForHint(TokenHint.BadSeparator, "Between Bearer and the token stands something else than one blank", "Write 'Bearer', one blank, then the token", "Authorization: Bearer:<access_token>"),
        ForHint(TokenHint.Basic, "Client credentials were sent where the access token belongs", "Get a token from the token endpoint first, and send it with the scheme Bearer", "Authorization: Basic ..."),
        ForHint(TokenHint.SchemeTwice, "The word Bearer is there twice", "Let one place add the scheme: the code, or the HTTP library", "Authorization: Bearer Bearer <access_token>"),
        ForHint(TokenHint.Quoted, "Quotation marks stand around the token", "Read access_token as a JSON string instead of copying it with its quotes", "Authorization: Bearer \"<access_token>\""),
        ForHint(TokenHint.WholeReply, "The whole reply of the token endpoint was sent as the token", "Parse the reply as JSON, and send the member access_token alone", "Authorization: Bearer {\"access_token\": ...}"),
        ForHint(TokenHint.Placeholder, "A placeholder was sent instead of the token: the variable was empty or never replaced", "Check the line that puts the token into the header", "Authorization: Bearer <a placeholder>"),
        ForHint(TokenHint.IsSecret, "The client_secret was sent instead of an access token", "Exchange the secret for a token at the token endpoint; it has no place in other requests", "Authorization: Bearer <client_secret>"),
        ForHint(TokenHint.Truncated, "The end of the token is missing", "Keep the whole token: a column, a variable or a log line cut it off", "a token that is too short"),
        ForHint(TokenHint.TooLong, "Something was appended to the token", "Send access_token exactly as it came", "a token that is too long"),
        ForHint(TokenHint.OtherIssuer, "The token comes from another issuer, not from this mock", "Take the token from the token endpoint of the same address", "a token of another issuer"),
        ForHint(TokenHint.OtherMock, "The token was changed, or comes from another mock, or from before this one was restarted", "Ask for a new token; set a signing key where tokens must survive a restart", "a token signed with another key"),
        ForHint(TokenHint.OtherSession, "The token belongs to another session, or to one that is no more", "Use the credentials of this session, and drop tokens that were cached before", "a token of another session"),
        new("S3.bearer.expired", refused => new($"The token was used too long: {Lower(refused.Broken.Refusal.Explanation)}", Renew)),
        new("S3.bearer.revoked", _ => new("The token was revoked before its time", "Drop the cached token when a reply says invalid_token, get a new one, and send the request once more")),
        new("S3.bearer.missing", refused => refused.HeaderLike(letters => letters is "bearer" or "authorisation" or "authentication" or "auth" or "xauthtoken" or "accesstoken" or "token") is { } name
            ? new RequestDiagnosis($"The token was sent in the header '{name}'", "Send it in the header Authorization").Instead(name + ": ...", Wanted)
            : null),
        new("S3.bearer.missing", refused => refused.ParameterLike("access_token") is { } name
            ? new RequestDiagnosis($"The token was sent as the parameter '{name}'", "Send it in the header Authorization").Instead(name + "=...", Wanted)
            : null),
        new("S3.bearer.missing", _ => new RequestDiagnosis("The Authorization header is missing", "Send it with every request; a redirect or a proxy may also have dropped it").Instead("(no Authorization header)", Wanted)),
        new("RFC6750-2.1.empty_token", _ => new RequestDiagnosis("Nothing stands behind Bearer: the token was empty", "Check that the token reply was read before the request was built").Instead("Authorization: Bearer", Wanted)),
        new("RFC6750-2.1.wrong_scheme", refused => new RequestDiagnosis("The Authorization header has another scheme than Bearer", "Write 'Bearer', one blank, then the token")
            .Instead($"Authorization: {refused.Http.Headers.First("Authorization")}", Wanted)),
        new("S3.bearer.garbage", _ => new("The token is nothing that this mock ever issued", "Send access_token exactly as the token endpoint of this address gave it")),
        new("S3.bearer.tampered", _ => new("The token was changed on the way", "Send access_token exactly as it came")),
    ];

    private static DiagnosisRule ForHint(TokenHint hint, string text, string fix, string sent) => new(AnyToken, refused =>
        refused.Hints.Token == hint ? new RequestDiagnosis(text, fix).Instead(sent, Wanted) : null);

    private static string Lower(string sentence) => sentence.Replace("this server's clock", "this session's clock", StringComparison.Ordinal);
}
