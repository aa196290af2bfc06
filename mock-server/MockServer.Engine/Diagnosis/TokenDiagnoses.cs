using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Mistakes in token requests, except credentials.</summary>
internal static class TokenDiagnoses
{
    private const string Form = "Content-Type: " + TokenRequest.FormMediaType;
    private const string MediaType = "RFC6749-4.4.2.media_type";
    private const string Grant = "grant_type=" + TokenRequest.ClientCredentials;

    public static ImmutableArray<DiagnosisRule> All { get; } =
    [
        new("RFC6749-2.3.1.uri_credentials", refused => new RequestDiagnosis(
            refused.Query?.First("client_secret") is null
                ? "The client_id was sent in the query"
                : "The secret was sent in the query, and URLs are logged",
            "Move grant_type, client_id and client_secret from the URL into the body").WithDifference(
                "?client_secret=...", "the same parameters in the body")),
        new(
            "API.body.content_encoding",
            refused => refused.Operation?.Kind == OperationKind.Token
                ? new RequestDiagnosis(
                    "The body is compressed: the request has a Content-Encoding header",
                    "Send the form without compression, and omit the header; turn off request compression in the HTTP client")
                : null),
        new("RFC6749-B.form_encoding", refused => BodyEncoding.Describe(refused.Http.Body.Span) is { } encoding
            ? new($"The body is {encoding}; expected a form as UTF-8 text", "Send the form itself, without compression or another encoding")
            : null),
        new(MediaType, refused => refused.Json is JsonObject || refused.Http.MediaType == "application/json"
            ? new RequestDiagnosis(
                "JSON was sent; the token endpoint expects a form",
                "Send the parameters as a form, for example with FormUrlEncodedContent, URLSearchParams or data= of Python's requests")
                .WithDifference($"Content-Type: {refused.Http.MediaType}", Form)
            : null),
        new(MediaType, refused => refused.Http.MediaType == "multipart/form-data"
            ? new RequestDiagnosis(
                "A multipart form was sent; the token endpoint expects application/x-www-form-urlencoded",
                "Send the parameters URL-encoded; multipart is for files")
                .WithDifference("Content-Type: multipart/form-data", Form)
            : null),
        new(MediaType, refused => refused.Http.MediaType is null
            ? new RequestDiagnosis("The Content-Type header is missing", "Send the media type of the body")
                .WithDifference("(no Content-Type header)", Form)
            : null),
        new(
            MediaType,
            refused => new RequestDiagnosis(
                $"The body is sent as {refused.Http.MediaType}",
                $"Send it as {TokenRequest.FormMediaType}").WithDifference($"Content-Type: {refused.Http.MediaType}", Form)),
        new(
            "RFC6749-B.form_encoding",
            _ => new(
                "The form is not encoded correctly: it has an incomplete percent-encoding or is not UTF-8",
                "Let the library encode each value once; a percent sign in a value becomes %25")),
        new(
            "RFC6749-3.2.repeated_parameter",
            refused => new(
                $"The parameter {refused.Form?.FirstDuplicate()} was sent more than once",
                "Send each parameter once; check for code that adds it a second time")),
        new("RFC6749-2.3.one_method", refused => refused.Http.Headers.CountOf("Authorization") > 1
            ? new("The Authorization header was sent twice", "Authenticate once")
            : new RequestDiagnosis(
                "The client sent credentials in the Basic header and in the body",
                "Use one of the two; the guide requires the body").WithDifference(
                    "Authorization: Basic ... and client_secret=...", "client_id and client_secret in the body only")),
        new("S2.grant_type.", refused => refused.Form?.First("grant_type") is null && refused.Query?.First("grant_type") is not null
            ? new RequestDiagnosis("grant_type was sent in the query", "Move it into the body").WithDifference("?grant_type=...", Grant)
            : null),
        new("S2.grant_type.missing", refused => refused.Form is { Pairs: [{ Key: var key }] } && key.StartsWith('{')
            ? new RequestDiagnosis("JSON was sent; the token endpoint expects a form", "Encode the parameters as a form")
                .WithDifference("{\"grant_type\": ...}", Grant)
            : null),
        new("S2.grant_type.missing", refused => Misnamed(refused, "grant_type")),
        new("S2.grant_type.missing", refused => refused.Http.Body.IsEmpty
            ? new RequestDiagnosis("The body is empty", "Send grant_type, client_id and client_secret as a form")
                .WithDifference("(no body)", Grant + "&client_id=...&client_secret=...")
            : null),
        new(
            "S2.grant_type.missing",
            _ => new RequestDiagnosis("grant_type is missing", $"Add {Grant}").WithDifference("(no grant_type)", Grant)),
        new("S2.grant_type.empty", _ => new RequestDiagnosis("grant_type is empty", $"Send {Grant}").WithDifference("grant_type=", Grant)),
        new("S2.grant_type.unknown", refused => IsNear(refused.Form?.First("grant_type"))
            ? new RequestDiagnosis(
                "grant_type is misspelled",
                $"Send {TokenRequest.ClientCredentials}, in lower case, with an underscore and without spaces")
                .WithDifference("grant_type=" + refused.Form!.First("grant_type"), Grant)
            : null),
        new(
            "S2.grant_type.unknown",
            refused => new RequestDiagnosis(
                "The API supports only one grant, and another one was requested",
                $"Send {Grant}; there is no user to sign in").WithDifference("grant_type=" + refused.Form?.First("grant_type"), Grant)),
        new(
            "RFC6749-3.3.missing_scope",
            refused => new RequestDiagnosis(
                "scope is missing, and this contract requires it",
                $"Send the scope named in the response: {refused.Broken.Refusal.Explanation}").WithDifference("(no scope)", "scope=...")),
        new("RFC6749-3.3.scope", refused => refused.Broken.Refusal.Explanation.Contains("defines no scopes", StringComparison.Ordinal)
            ? new RequestDiagnosis("A scope was requested, but this contract defines none", "Omit the parameter")
                .WithDifference("scope=...", "(no scope)")
            : new("A requested scope does not exist in this contract", $"Request an existing scope: {refused.Broken.Refusal.Explanation}")),
        new(
            "RFC6749-5.2.unauthorized_client",
            _ => new(
                "The credentials are valid, but the client may not use this grant",
                "Ask the platform to allow client_credentials for the client, or use another client")),
    ];

    public static RequestDiagnosis? Misnamed(RefusedRequest refused, string expected) => refused.ParameterLike(expected) is { } name
        ? new RequestDiagnosis(
            $"The parameter is named '{name}'; expected '{expected}'", $"Rename it to {expected}; names are case-sensitive")
            .WithDifference(name, expected)
        : null;

    private static bool IsNear(string? grant) =>
        grant is not null
            && (RefusedRequest.Letters(grant) == "clientcredentials"
                || DidYouMean.Suggest(grant, [TokenRequest.ClientCredentials]).Length > 0);
}
