using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Mistakes in token requests, credentials aside.</summary>
internal static class TokenDiagnoses
{
    private const string Form = "Content-Type: " + TokenRequest.FormMediaType;
    private const string MediaType = "RFC6749-4.4.2.media_type";
    private const string Grant = "grant_type=" + TokenRequest.ClientCredentials;

    public static ImmutableArray<DiagnosisRule> All { get; } =
    [
        new("RFC6749-2.3.1.uri_credentials", refused => new RequestDiagnosis(
            refused.Query?.First("client_secret") is null ? "The client_id was sent in the query" : "The secret was sent in the query, where logs keep it",
            "Move grant_type, client_id and client_secret from the URL into the body").Instead("?client_secret=...", "the same parameters in the body")),
        new(MediaType, refused => refused.Json is JsonObject || refused.Http.MediaType == "application/json"
            ? new RequestDiagnosis("JSON was sent where a form was wanted", "Send the three parameters as a form: FormUrlEncodedContent, URLSearchParams, requests' data=, or whatever your library calls it").Instead($"Content-Type: {refused.Http.MediaType}", Form)
            : null),
        new(MediaType, refused => refused.Http.MediaType == "multipart/form-data"
            ? new RequestDiagnosis("A multipart form was sent where an urlencoded one was wanted", "Send the parameters urlencoded; multipart is for files").Instead("Content-Type: multipart/form-data", Form)
            : null),
        new(MediaType, refused => refused.Http.MediaType is null
            ? new RequestDiagnosis("The header Content-Type is missing", "Say which media type the body has").Instead("(no Content-Type header)", Form)
            : null),
        new(MediaType, refused => new RequestDiagnosis($"The body is sent as {refused.Http.MediaType}", $"Send it as {TokenRequest.FormMediaType}").Instead($"Content-Type: {refused.Http.MediaType}", Form)),
        new("RFC6749-B.form_encoding", _ => new("The form is not validly encoded: a per cent sign stands alone, or the bytes are no UTF-8", "Let the library encode each value once; a per cent sign in a value becomes %25")),
        new("RFC6749-3.2.repeated_parameter", refused => new($"The parameter {refused.Form?.FirstRepeated()} was sent more than once", "Send each parameter once; look for code that adds it a second time")),
        new("RFC6749-2.3.one_method", refused => refused.Http.Headers.CountOf("Authorization") > 1
            ? new("The Authorization header was sent twice", "Authenticate once")
            : new RequestDiagnosis("The client authenticated by Basic header and in the body, both", "Use one of the two; the guide asks for the body").Instead("Authorization: Basic ... and client_secret=...", "client_id and client_secret in the body alone")),
        new("S2.grant_type.", refused => refused.Form?.First("grant_type") is null && refused.Query?.First("grant_type") is not null
            ? new RequestDiagnosis("grant_type was sent in the query", "Move it into the body").Instead("?grant_type=...", Grant)
            : null),
        new("S2.grant_type.missing", refused => refused.Form is { Pairs: [{ Key: var key }] } && key.StartsWith('{')
            ? new RequestDiagnosis("JSON was sent where a form was wanted", "Encode the parameters as a form").Instead("{\"grant_type\": ...}", Grant)
            : null),
        new("S2.grant_type.missing", refused => Misnamed(refused, "grant_type")),
        new("S2.grant_type.missing", refused => refused.Http.Body.IsEmpty
            ? new RequestDiagnosis("The body is empty", "Send grant_type, client_id and client_secret as a form").Instead("(no body)", Grant + "&client_id=...&client_secret=...")
            : null),
        new("S2.grant_type.missing", _ => new RequestDiagnosis("grant_type is missing", $"Add {Grant}").Instead("(no grant_type)", Grant)),
        new("S2.grant_type.empty", _ => new RequestDiagnosis("grant_type is empty", $"Send {Grant}").Instead("grant_type=", Grant)),
        new("S2.grant_type.unknown", refused => IsNear(refused.Form?.First("grant_type"))
            ? new RequestDiagnosis("grant_type is misspelt", $"Write {TokenRequest.ClientCredentials}, in lower case, with an underscore, without blanks").Instead("grant_type=" + refused.Form!.First("grant_type"), Grant)
            : null),
        new("S2.grant_type.unknown", refused => new RequestDiagnosis("This API offers one grant only, and another one was asked for", $"Send {Grant}; there is no user to sign in").Instead("grant_type=" + refused.Form?.First("grant_type"), Grant)),
        new("RFC6749-3.3.missing_scope", refused => new RequestDiagnosis("scope is missing, and this contract asks for it", $"Send the scope that the refusal names: {refused.Broken.Refusal.Explanation}").Instead("(no scope)", "scope=...")),
        new("RFC6749-3.3.scope", refused => refused.Broken.Refusal.Explanation.Contains("knows no scopes", StringComparison.Ordinal)
            ? new RequestDiagnosis("A scope was asked for, and this contract knows none", "Leave the parameter out").Instead("scope=...", "(no scope)")
            : new("A scope was asked for that this contract does not have", $"Ask for one that there is: {refused.Broken.Refusal.Explanation}")),
        new("RFC6749-5.2.unauthorized_client", _ => new("The credentials are right, but this client may not use the grant", "Ask the platform to allow client_credentials for it, or use another client")),
    ];

    public static RequestDiagnosis? Misnamed(RefusedRequest refused, string wanted) => refused.ParameterLike(wanted) is { } name
        ? new RequestDiagnosis($"The parameter is spelt '{name}'; wanted '{wanted}'", $"Rename it to {wanted}; names are exact, letter case included").Instead(name, wanted)
        : null;

    private static bool IsNear(string? grant) =>
        grant is not null && (RefusedRequest.Letters(grant) == "clientcredentials" || DidYouMean.Suggest(grant, [TokenRequest.ClientCredentials]).Length > 0);
}
