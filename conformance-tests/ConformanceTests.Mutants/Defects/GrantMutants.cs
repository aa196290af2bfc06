using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.Mutants.Defects;

/// <summary>Token endpoints that are wrong about the request (guide, section 2; RFC 6749, sections 2.3, 3.2 and 4.4).</summary>
internal static class GrantMutants
{
    private const string Missing = "A_missing_grant_type_is_refused";
    private const string Empty = "An_empty_grant_type_counts_as_missing";
    private const string Unknown = "An_unregistered_grant_type_is_refused_by_its_own_error";

    private static byte[] Minted => """{"access_token":"minted-by-get","token_type":"Bearer","expires_in":3600}"""u8.ToArray();

    public static IEnumerable<Mutant> All =>
    [
        new("grant-missing-accepted", "A request without grant_type is taken for client_credentials.", "S2.grant_type.missing", Missing,
            options => options.WithoutTokenRule("S2.grant_type.missing")),
        new("grant-empty-accepted", "An empty grant_type is taken for client_credentials.", "S2.grant_type.empty", Empty,
            options => options.WithoutTokenRule("S2.grant_type.empty")
                .WithTokenRule("S2.grant_type.missing", (request, refusal) => request.Form.First("grant_type") is "" ? null : refusal)),
        new("grant-unknown-accepted", "Any grant_type gets a token.", "S2.grant_type.unknown", Unknown,
            options => options.WithoutTokenRule("S2.grant_type.unknown")),
        new("grant-unknown-as-invalid-grant", "An unknown grant is answered with invalid_grant, as two popular mocks do.",
            "S2.grant_type.unknown", Unknown,
            options => options.WithReply((_, reply) =>
                reply.Rule() == "S2.grant_type.unknown" ? reply.WithJson(body => body["error"] = "invalid_grant") : reply)),
        new("grant-unknown-as-invalid-request", "An unknown grant is answered with invalid_request.", "S2.grant_type.unknown", Unknown,
            options => options.WithReply((_, reply) =>
                reply.Rule() == "S2.grant_type.unknown" ? reply.WithJson(body => body["error"] = "invalid_request") : reply)),
        new("grant-missing-as-invalid-grant", "A missing grant_type is answered with invalid_grant.", "S2.grant_type.missing", Missing,
            options => options.WithReply((_, reply) =>
                reply.Rule() == "S2.grant_type.missing" ? reply.WithJson(body => body["error"] = "invalid_grant") : reply)),
        new("grant-empty-as-500", "An empty grant_type makes the server fail.", "S2.grant_type.empty", Empty,
            options => options.WithReply((_, reply) => reply.Rule() == "S2.grant_type.empty" ? reply with { Status = 500 } : reply)),
        new("charset-refused", "A charset parameter on the form's media type is refused.", "S2.content_type",
            "The_form_media_type_is_understood_with_and_without_charset",
            options => options.WithTokenRule("RFC6749-4.4.2.media_type", (request, refusal) =>
                refusal ?? (request.Http.Headers.First("Content-Type")!.Contains(';')
                    ? new(400, "invalid_request", "no parameters")
                    : null))),
        new("json-body-accepted-as-500", "A JSON body makes the token endpoint fail.", "RFC6749-4.4.2.media_type",
            "A_token_request_in_JSON_is_dealt_with_in_order",
            options => options.WithReply((_, reply) => reply.Rule() == "RFC6749-4.4.2.media_type" ? reply with { Status = 500 } : reply)),
        new("json-body-as-404", "A JSON body is answered as if the token endpoint were not there.", "RFC6749-4.4.2.media_type",
            "A_token_request_in_JSON_is_dealt_with_in_order",
            options => options.WithReply((_, reply) => reply.Rule() == "RFC6749-4.4.2.media_type" ? reply with { Status = 404 } : reply)),
        new("basic-as-500", "Basic credentials make the server fail.", "RFC6749-2.3.1.basic", "Whether_Basic_is_supported_is_recorded",
            options => options.WithReply((request, reply) =>
                request.IsToken() && request.Has("Authorization") ? reply with { Status = 500 } : reply)),
        new("basic-unchallenged", "Wrong Basic credentials are refused with 400 and no challenge.", "RFC6749-5.2.basic_challenge",
            "Wrong_Basic_credentials_are_challenged",
            options => options.WithReply((request, reply) =>
                request.IsToken() && request.Has("Authorization") && !reply.IsSuccess()
                    ? (reply with { Status = 400 }).WithoutHeader("WWW-Authenticate")
                    : reply)),
        new("unknown-parameter-refused", "An unknown parameter is refused.", "RFC6749-3.2.unknown_parameter",
            "An_unknown_parameter_changes_nothing",
            options => options.WithTokenRule("RFC6749-3.2.repeated_parameter", (request, refusal) => refusal
                ?? (request.Form.Pairs.Any(pair => pair.Key is not ("grant_type" or "client_id" or "client_secret" or "scope"))
                    ? new(400, "invalid_request", "unknown parameter")
                    : null))),
        new("repeated-parameter-first-wins", "Of a repeated parameter the first one counts.", "RFC6749-3.2.repeated_parameter",
            "A_repeated_parameter_is_refused",
            options => options.WithoutTokenRule("RFC6749-3.2.repeated_parameter")),
        new("repeated-same-value-accepted", "A repeated parameter is accepted when the values agree.", "RFC6749-3.2.repeated_parameter",
            "A_repeated_parameter_is_refused",
            options => options.WithTokenRule("RFC6749-3.2.repeated_parameter", (request, refusal) =>
                request.Form.Pairs.GroupBy(pair => pair.Key).All(group => group.Select(pair => pair.Value).Distinct().Count() == 1)
                    ? null
                    : refusal)),
        new("repeated-parameter-as-500", "A repeated parameter makes the server fail, as one dictionary too simple does.",
            "RFC6749-3.2.repeated_parameter", "A_repeated_parameter_is_refused",
            options => options.WithReply((_, reply) =>
                reply.Rule() == "RFC6749-3.2.repeated_parameter" ? reply with { Status = 500 } : reply)),
        new("query-credentials-accepted", "Credentials in the URL get a token.", "RFC6749-2.3.1.uri_credentials",
            "Credentials_in_the_URL_get_no_token",
            options => options.WithoutTokenRule("RFC6749-2.3.1.uri_credentials").WithRequest(request =>
                request.IsToken() && request.Query.Contains("client_secret=", StringComparison.Ordinal)
                    ? request.WithForm("grant_type", "client_credentials").WithForm("client_id", "partner-local")
                        .WithForm("client_secret", ClientsFile.Embedded()[0].Secrets[0])
                    : request)),
        new("get-mints-tokens", "A GET with credentials gets a token.", "RFC6749-3.2.post_only", "A_GET_gets_no_token",
            options => options with
            {
                Intercept = (request, next) => request.IsToken() && request.Method == "GET"
                    ? ApiReply.FromJson(200, Minted).With("Cache-Control", "no-store")
                    : next(request),
            }),
        new("two-methods-accepted", "A client may authenticate by header and body at once.", "RFC6749-2.3.one_method",
            "Two_client_authentication_methods_are_refused",
            options => options.WithoutTokenRule("RFC6749-2.3.one_method")),
        new("bare-equals-cut", "A value is cut at its second equals sign.", "RFC6749-2.3.1.form_decoding",
            "A_secret_with_special_characters_works",
            options => options.WithRequest(request =>
                request.IsToken()
                    && request.Form("client_secret") is var secret
                    && secret.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
                ? request.WithForm("client_secret", secret[..at])
                : request)),
        new("plus-kept", "A plus in the form stays a plus, and a percent-escape stays an escape.", "RFC6749-2.3.1.form_decoding",
            "A_secret_with_special_characters_works",
            options => options.WithRequest(request =>
                request.IsToken() && request.Form("client_secret").Contains(' ', StringComparison.Ordinal)
                ? request.WithForm("client_secret", request.Form("client_secret").Replace(' ', '+'))
                : request)),
        new("broken-escape-as-500", "A broken percent-escape makes the server fail.", "RFC6749-B.form_encoding",
            "A_form_with_a_broken_escape_does_not_make_the_server_fail",
            options => options.WithReply((_, reply) => reply.Rule() == "RFC6749-B.form_encoding" ? reply with { Status = 500 } : reply)),
        new("grant-not-looked-up", "A client may use a grant that it was not given.", "RFC6749-5.2.unauthorized_client",
            "A_client_that_may_not_use_the_grant_gets_no_token",
            options => options.WithoutTokenRule("RFC6749-5.2.unauthorized_client")),
        new("odd-parameter-name-as-500", "A parameter name in other letter case makes the server fail.", "RFC6749-A.parameter_names",
            "Parameter_names_are_exact",
            options => options.WithReply((request, reply) =>
                request.IsToken() && request.Form("Grant_Type").Length > 0 ? reply with { Status = 500 } : reply)),
        new("scope-as-404", "An unknown scope is answered with 404.", "RFC6749-3.3.scope",
            "An_unknown_scope_is_refused_or_the_granted_one_is_named",
            options => options.WithReply((_, reply) => reply.Rule() == "RFC6749-3.3.scope" ? reply with { Status = 404 } : reply)),
        new("scope-as-500", "An unknown scope makes the server fail.", "RFC6749-3.3.scope",
            "An_unknown_scope_is_refused_or_the_granted_one_is_named",
            options => options.WithReply((_, reply) => reply.Rule() == "RFC6749-3.3.scope" ? reply with { Status = 500 } : reply)),
    ];
}
