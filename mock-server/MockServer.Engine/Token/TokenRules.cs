using System.Collections.Frozen;
using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Token;

/// <summary>The rules for token requests, in order (guide, section 2; RFC 6749, sections 2.3, 3.2, 4.4 and 5.2).</summary>
public static class TokenRules
{
    // One wording for both cases, so that the message does not reveal which client ids exist (RFC 9700, section 4).
    private const string NotThisClient = "the client is unknown or the secret is wrong";

    private static readonly FrozenSet<string> Speakable = FrozenSet.Create(StringComparer.Ordinal,
        "grant_type", "client_id", "client_secret", "scope",
        "authorization_code", "password", "refresh_token", "implicit", "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:token-exchange",
        "application/json", "text/plain", "multipart/form-data", "application/xml",
        "gzip", "deflate", "br", "zstd");

    /// <summary>
    /// All rules; the first broken one refuses the request. No rule is redundant: without it, some invalid request gets a token.
    /// </summary>
    public static ImmutableArray<Rule<TokenRequest>> All { get; } =
    [
        new("API.size", request => request.Http.BodyFault == BodyFault.TooLarge
            ? new(413, "invalid_request", "the body is larger than this server accepts")
            : null),
        new("RFC6749-B.form_encoding", request => request.Http.BodyFault == BodyFault.Malformed
            ? Invalid("the body could not be read: its framing is invalid")
            : null),
        new("API.body.content_encoding", request => BodyEncoding.ContentCoding(request.Http) is { } coding
            ? Invalid($"the body has the Content-Encoding {Quote(coding)}; send it without compression")
            : null),
        new("RFC6749-4.4.2.media_type", request => request.Http.MediaType != TokenRequest.FormMediaType
            ? Invalid($"Content-Type is {Quote(request.Http.MediaType)}; expected {TokenRequest.FormMediaType}")
            : null),
        new("RFC6749-B.form_encoding", request => !request.IsFormReadable || !request.IsQueryReadable
            ? Invalid(BodyEncoding.Describe(request.Http.Body.Span) is { } encoding
                ? $"the body is {encoding}; expected a form as UTF-8 text"
                : "the form is not encoded correctly: it has an invalid percent-encoding or is not UTF-8")
            : null),
        new("RFC6749-2.3.1.uri_credentials", request =>
            request.Query.First("client_secret") is not null || request.Query.First("client_id") is not null
                ? Invalid("credentials were sent in the URL; send them in the body")
                : null),
        new("RFC6749-3.2.repeated_parameter", request => request.Form.FirstDuplicate() is { } name
            ? Invalid($"a parameter was sent more than once: {Quote(name)}")
            : null),
        new("RFC6749-2.3.one_method", request =>
            (request.Basic is not null && request.Form.Value("client_secret") is not null) || request.AuthorizationLines > 1
                ? Invalid("the client used more than one authentication method; use either the Authorization header or the body")
                : null),
        new("S2.grant_type.empty", request => request.Form.First("grant_type") is ""
            ? Invalid($"grant_type is empty; expected {TokenRequest.ClientCredentials}")
            : null),
        new("S2.grant_type.missing", request => request.Form.First("grant_type") is null
            ? Invalid($"grant_type is missing; expected {TokenRequest.ClientCredentials}")
            : null),
        new("S2.grant_type.unknown", request => request.Form.Value("grant_type") is { } grant && grant != TokenRequest.ClientCredentials
            ? new(400, "unsupported_grant_type", $"grant_type is {Quote(grant)}; expected {TokenRequest.ClientCredentials}")
            : null),
        new("RFC6749-5.2.basic_challenge", request => request.Authorization is not null && request.Basic is null
            ? NotAuthenticated(request, "the Authorization header is not a valid Basic header")
            : null),
        new("S2.client_id.missing", request => request.ClientId is null
            ? NotAuthenticated(request, "client_id is missing")
            : null),
        new("S2.client_secret.empty", request => request.Basic is null && request.Form.First("client_secret") is ""
            ? NotAuthenticated(request, "client_secret is empty")
            : null),
        new("S2.client_secret.missing", request => request.Secret is null
            && (request.Basic is not null || request.Form.First("client_secret") is null)
            ? NotAuthenticated(request, "client_secret is missing")
            : null),
        new("S1.client_id", request => request.ClientId is not null && request.Client is null
            ? NotAuthenticated(request, NotThisClient)
            : null),
        new("S1.client_secret", request => request is { Client: { } client, Secret: { } secret } && !client.Accepts(secret)
            ? NotAuthenticated(request, NotThisClient)
            : null),
        new("RFC6749-5.2.unauthorized_client", request =>
            request is { Client: { } client } && !client.Grants.Contains(TokenRequest.ClientCredentials)
                ? new(400, "unauthorized_client", "this client may not use the grant client_credentials")
                : null),
        new("API.fault.order", request => request.FaultProblem is { } mistake
            ? Invalid($"the header {FaultPlan.Header} is invalid: {mistake.Replace('\'', ' ')}")
            : null),
        new("RFC6749-3.3.missing_scope", request => request is { Scope: null, Scopes.Semantics: ScopeSemantics.Required }
            ? new(400, "invalid_scope", $"scope is missing; expected '{request.Scopes.Value}'")
            : null),
        new("RFC6749-3.3.scope", request => request.Scope is { } scope ? WrongScope(request.Scopes, scope) : null),
    ];

    // Granting only some of the scopes would give a weaker token than requested, which a client could overlook.
    private static Refusal? WrongScope(ScopeRule scopes, string asked) => scopes.Semantics switch
    {
        ScopeSemantics.Rejected => new(400, "invalid_scope", "this contract defines no scopes; omit the parameter"),
        ScopeSemantics.Ignored => null,
        _ => ScopeNames.In(asked).IsSubsetOf(ScopeNames.In(scopes.Value))
            ? null
            : new(400, "invalid_scope", $"a requested scope does not exist; valid scopes are '{scopes.Value}'"),
    };

    private static Refusal Invalid(string explanation) => new(400, "invalid_request", explanation);

    // 401 only when the header was used (RFC 6749, section 5.2); 400 is the documented status otherwise.
    private static Refusal NotAuthenticated(TokenRequest request, string explanation) =>
        request.Authorization is null
            ? new(400, "invalid_client", explanation)
            : new(401, "invalid_client", explanation) { Challenge = "Basic realm=\"partner-api\", charset=\"UTF-8\"" };

    // Only values defined by standards are echoed: any other value could be a misplaced secret.
    private static string Quote(string? sent) =>
        sent is null ? "missing" : Speakable.Contains(sent) ? $"'{sent}'" : "another value";
}
