using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;


namespace PartnerApi.Conformance.Mutants.Defects;

/// <summary>
/// Servers that break rules of HTTP, leak, or are wrong about bodies and targets (RFC 9110, RFC 9457, RFC 9700, the reference).
/// </summary>
internal static class HttpMutants
{
    private const string StackTrace =
        "System.InvalidOperationException: no\n   at Partner.Api.Tokens.Check(String value) in /src/Tokens.cs:line 42";

    public static IEnumerable<Mutant> All =>
    [
        new("no-allow", "A 405 does not say what is allowed.", "RFC9110-15.5.6.allow",
            "A_method_that_a_path_does_not_have_is_answered_with_405_and_Allow",
            options => options.WithReply((_, reply) => reply.WithoutHeader("Allow"))),
        new("allow-names-refused", "A 405 allows the very method that it refused.", "RFC9110-15.5.6.allow",
            "A_method_that_a_path_does_not_have_is_answered_with_405_and_Allow",
            options => options.WithReply((request, reply) =>
                reply.Status == 405 ? reply.WithHeader("Allow", "GET, POST, PUT, PATCH, DELETE, " + request.Method) : reply)),
        new("unknown-path-served", "A path that does not exist is answered with 200.", "API.route.known",
            "An_unknown_path_is_answered_with_404",
            options => options.WithReply((_, reply) => reply.Rule() == "API.route.known" ? reply with { Status = 200 } : reply)),
        new("wrong-method-served", "A method that the path does not know is answered with 200.", "API.route.method",
            "A_method_that_a_path_does_not_have_is_answered_with_405_and_Allow",
            options => options.WithReply((_, reply) => reply.Status == 405 ? reply with { Status = 200 } : reply)),
        new("secret-echoed", "A refusal repeats the secret.", "S1.confidential", "No_reply_holds_the_client_secret",
            options => options.WithReply((request, reply) =>
                request.IsToken() && !reply.IsSuccess()
                    ? reply.WithJson(body => body["error_description"] = "wrong: " + request.Form("client_secret"))
                    : reply)),
        new("token-echoed", "A refusal repeats the token.", "RFC9700-4.9.token_secrecy", "No_reply_of_the_API_repeats_the_token",
            options => options.WithReply((request, reply) =>
                !request.IsToken() && !reply.IsSuccess() && request.Headers.First("Authorization") is { } sent
                    ? reply.WithJson(body => body["message"] = "refused: " + sent)
                    : reply)),
        new("stack-trace", "A refusal shows a stack trace.", "RFC9110-15.5.no_leak", "No_reply_exposes_server_internals",
            options => options.WithReply((_, reply) => reply.IsSuccess() ? reply : reply.WithJson(body => body["detail"] = StackTrace))),
        new("problem-status-differs", "Problem details name another status than the reply has.", "RFC9457-3.problem",
            "Problem_details_are_well_formed",
            options => options.WithReply((request, reply) =>
                !request.IsToken() && !reply.IsSuccess()
                    ? reply.WithHeader("Content-Type", "application/problem+json").WithJson(body => body["status"] = 418)
                    : reply)),
        new("token-redirected", "The token endpoint sends the client to another host.", "RFC9700-4.12.redirect",
            "The_token_endpoint_does_not_redirect",
            options => options.WithReply((request, reply) =>
                request.IsToken() && request.Method == "POST"
                    ? ApiReply.Empty(307).With("Location", "http://127.0.0.1:9" + request.Path)
                    : reply)),
        new("twice-accepted", "What there may be only one of is accepted a second time.", "API.unique",
            "A_second_object_is_refused_where_only_one_may_exist",
            options => options.WithoutCommandRule("API.unique")),
        new("json-broken-as-500", "A body that is no JSON makes the server fail.", "API.body.json", "A_body_that_is_not_JSON_is_refused",
            options => options.WithReply((_, reply) => reply.Rule() == "API.body.json" ? reply with { Status = 500 } : reply)),
        new("json-broken-accepted", "A body that is no JSON is accepted.", "API.body.json", "A_body_that_is_not_JSON_is_refused",
            options => options.WithoutCommandRule("API.body.json", "API.body.schema")),
        new("schema-not-checked", "A body that lacks what is required is accepted.", "API.body.schema",
            "A_body_that_violates_its_schema_is_refused",
            options => options.WithoutCommandRule("API.body.schema")),
        new("body-not-needed", "A command without its body is executed.", "API.body.missing", "A_missing_body_is_refused",
            options => options.WithoutCommandRule("API.body.missing")),
        new("required-parameter-as-500", "A query without its required parameter makes the server fail.", "API.query.required",
            "A_query_without_a_required_parameter_is_refused_or_has_a_default",
            options => options.WithReply((_, reply) => reply.Rule() == "API.query.required" ? reply with { Status = 500 } : reply)),
        new("required-parameter-as-401", "A query without its required parameter is taken for one without token.", "API.query.required",
            "A_query_without_a_required_parameter_is_refused_or_has_a_default",
            options => options.WithReply((_, reply) => reply.Rule() == "API.query.required" ? reply with { Status = 401 } : reply)),
        new("closed-list-open", "A value outside the closed list is served.", "API.path.value",
            "A_path_parameter_with_an_enum_accepts_no_other_value",
            options => options.WithReply((_, reply) => reply.Rule() == "API.path.value" ? reply with { Status = 200 } : reply)),
        new("media-type-not-checked", "A command in plain text is accepted.", "API.body.media_type",
            "A_body_of_another_media_type_is_refused",
            options => options.WithoutCommandRule("API.body.media_type")),
        new("unknown-target-served", "Something that does not exist is found.", "API.target.exists",
            "Reading_a_nonexistent_object_is_answered_with_404",
            options => options.WithoutCommandRule("API.target.exists")),
        new("conflict-not-seen", "The same externalId can be used twice.", "API.conflict", "An_external_id_that_is_in_use_is_refused",
            options => options.WithoutCommandRule("API.conflict")),
        new("token-redirected-at-home", "The token endpoint sends the client to another path of the same host, the secret with it.",
            "RFC9700-4.12.redirect", "The_token_endpoint_does_not_redirect",
            options => options.WithReply((request, reply) =>
                request.IsToken() && request.Method == "POST" ? ApiReply.Empty(307).With("Location", "/moved/token") : reply)),
        new("size-as-404", "A body beyond the limit is answered with 404.", "API.size", "A_body_above_the_limit_is_refused",
            options => options.WithReply((_, reply) => reply.Rule() == "API.size" ? reply with { Status = 404 } : reply)),
        new("size-as-500", "A body beyond the limit makes the server fail.", "API.size", "A_body_above_the_limit_is_refused",
            options => options.WithReply((_, reply) => reply.Rule() == "API.size" ? reply with { Status = 500 } : reply)),
        new("retry-after-in-words", "A reply that asks to wait says for how long in words.", "RFC9110-10.2.3.retry_after",
            "Retry_After_can_be_read",
            options => options.WithReply((_, reply) =>
                reply.Rule() == "API.route.known" ? reply.WithHeader("Retry-After", "1 minute") with { Status = 429 } : reply))
        { Needs = ["API.route.known"] },
        new("retry-after-negative", "A reply that asks to wait names a negative time.", "RFC9110-10.2.3.retry_after",
            "Retry_After_can_be_read",
            options => options.WithReply((_, reply) =>
                reply.Rule() == "API.route.known" ? reply.WithHeader("Retry-After", "-1") with { Status = 503 } : reply))
        { Needs = ["API.route.known"] },
        new("refused-yet-done", "A command that is refused for its requestor is executed nevertheless.", "S4.requestor_id.required",
            "A_command_without_Requestor_ID_is_refused", DoneAnyway),
        new("right-once", "The server is right about the first query without a token, and takes whatever comes without one otherwise.",
            "S3.bearer.missing", "A_command_without_token_is_refused", RightOnce),
    ];

    private static MockOptions DoneAnyway(MockOptions options) => options with
    {
        Intercept = (request, next) =>
        {
            var reply = next(request);
            if (reply.Rule() == "S4.requestor_id.required")
            {
                next(request.WithHeader("Requestor-ID", "11111111-1111-4111-8111-111111111111"));
            }

            return reply;
        },
    };

    // Correct for a query only: scenarios run in any order, and the one that is named for it sends a command.
    private static MockOptions RightOnce(MockOptions options)
    {
        var queries = 0;
        return options.WithCommandRule("S3.bearer.missing", (request, refusal) =>
            refusal is not null && request.Http.Method == "GET" && Interlocked.Increment(ref queries) == 1 ? refusal : null);
    }
}
