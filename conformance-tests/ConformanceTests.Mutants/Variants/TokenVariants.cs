using System.Text.Json.Nodes;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.Mutants.Variants;

/// <summary>Token endpoints that answer differently within the standards.</summary>
internal static class TokenVariants
{
    public static IEnumerable<Variant> All =>
    [
        new("invalid-client-as-401", "A client that is refused gets 401 with a challenge (RFC 6749, section 5.2).", options =>
            Refusals(options, reply =>
                reply.Status == 400 && reply.Text().Contains("invalid_client", StringComparison.Ordinal)
                    ? (reply with { Status = 401 }).WithHeader("WWW-Authenticate", "Basic realm=\"tokens\"")
                    : reply)),
        new("missing-secret-as-invalid-request", "A missing secret is a missing parameter.", options => Refusals(options, reply =>
            reply.Rule() is "S2.client_secret.missing" or "S2.client_secret.empty" or "S2.client_id.missing"
                ? reply.WithJson(body => body["error"] = "invalid_request")
                : reply)),
        new("missing-grant-as-unsupported", "A missing grant_type is a grant that is not supported.", options => Refusals(options, reply =>
            reply.Rule() is "S2.grant_type.missing" or "S2.grant_type.empty"
                ? reply.WithJson(body => body["error"] = "unsupported_grant_type")
                : reply)),
        new("bare-errors", "Errors hold nothing but the code.", options => options with { Explain = false }),
        new("error-uri", "Errors point to a page that explains them.", options =>
            Refusals(options, reply => reply.WithJson(body => body["error_uri"] = "https://docs.example/errors#token"))),
        new("token-type-lower", "token_type is bearer: its case does not matter (RFC 6749, section 5.1).", options =>
            Tokens(options, body => body["token_type"] = "bearer")),
        new("token-type-upper", "token_type is BEARER.", options => Tokens(options, body => body["token_type"] = "BEARER")),
        new("further-members", "The reply holds additional members.", options => Tokens(options, body =>
        {
            body["scope"] = "api";
            body["issued_at"] = 1767225600;
            body["tenant"] = new JsonObject { ["name"] = "one" };
        })),
        new("other-order", "The members come in another order.", options => Tokens(options, body =>
        {
            var token = body["access_token"]!.DeepClone();
            body.Remove("access_token");
            body["access_token"] = token;
        })),
        new("pretty-printed", "The reply is laid out over lines.", options => options.WithReply((request, reply) =>
            request.IsToken() && reply.IsSuccess()
                ? reply.WithText(text => JsonNode.Parse(text)!.ToJsonString(new() { WriteIndented = true }))
                : reply)),
        new("media-type-bare", "The reply's media type has no charset.", options => options.WithReply((request, reply) =>
            request.IsToken() ? reply.WithHeader("Content-Type", "application/json") : reply)),
        new("no-store-among-others", "Cache-Control says more than no-store, in capitals.", options => options.WithReply((request, reply) =>
            request.IsToken() ? reply.WithHeader("Cache-Control", "private, No-Store, max-age=0") : reply)),
        new("pragma-given-up", "Pragma is missing: HTTP has given it up.", options =>
            options.WithReply((_, reply) => reply.WithoutHeader("Pragma"))),
        new("short-lived", "Tokens live for five minutes.", options =>
            options with { Clients = [.. options.Clients!.Value.Select(client => client with { TokenLifetimeSeconds = 300 })] }),
        new("repeated-parameter-taken", "A repeated parameter is no error: the RFC does not require the server to refuse it.", options =>
            options.WithoutTokenRule("RFC6749-3.2.repeated_parameter")),
        new("scope-granted", "An unknown scope is passed over, and the reply says what was granted.", Granted),
        new("json-taken", "A token request in JSON is served too.", options => options.WithRequest(request =>
            request.IsToken() && request.MediaType == "application/json" && JsonNode.Parse(request.Body.Span) is JsonObject body
                ? (request with { Body = ReadOnlyMemory<byte>.Empty }).WithHeader("Content-Type", "application/x-www-form-urlencoded")
                    .WithForm("grant_type", (string?)body["grant_type"] ?? "")
                    .WithForm("client_id", (string?)body["client_id"] ?? "")
                    .WithForm("client_secret", (string?)body["client_secret"] ?? "")
                : request)),
        new("same-token-until-expiry", "The same token is given until it expires, its lifetime counting down in whole seconds.", Cached)
        { Describe = settings => settings with { ClockSkewSeconds = 1 } },
        new("basic-not-taken", "Basic authentication is not offered; a client that tries it gets an error.", options =>
            options.WithTokenRule("RFC6749-5.2.basic_challenge", (request, refusal) =>
                refusal ?? (request.Basic is null
                    ? null
                    : new(401, "invalid_client", "send the credentials in the body") { Challenge = "Basic realm=\"tokens\"" }))),
    ];

    private static MockOptions Refusals(MockOptions options, Func<ApiReply, ApiReply> change) =>
        options.WithReply((request, reply) => request.IsToken() && !reply.IsSuccess() && request.Method == "POST" ? change(reply) : reply);

    private static MockOptions Tokens(MockOptions options, Action<JsonObject> change) =>
        options.WithReply((request, reply) => request.IsToken() && reply.IsSuccess() ? reply.WithJson(change) : reply);

    private static MockOptions Granted(MockOptions options) => options.WithoutTokenRule("RFC6749-3.3.scope")
        .WithReply((request, reply) =>
            request.IsToken() && reply.IsSuccess() && request.Form("scope").Length > 0
                ? reply.WithJson(body => body["scope"] = "api")
                : reply);

    // The mock's clock may be moved between two requests, so the announced lifetime is asked of the reply itself.
    private static MockOptions Cached(MockOptions options)
    {
        var gate = new Lock();
        var kept = new Dictionary<string, (string Token, DateTimeOffset Until)>();
        return options.WithReply((request, reply) =>
        {
            if (!request.IsToken() || !reply.IsSuccess())
            {
                return reply;
            }

            lock (gate)
            {
                var fresh = Claims(reply);
                var id = request.Form("client_id");
                if (!kept.TryGetValue(id, out var old) || old.Until <= fresh.Issued.AddSeconds(60))
                {
                    kept[id] = old = (fresh.Token, fresh.Issued.AddHours(1));
                }

                return reply.WithJson(body =>
                    {
                        body["access_token"] = old.Token;
                        body["expires_in"] = (long)(old.Until - fresh.Issued).TotalSeconds;
                    });
            }
        });
    }

    private static (string Token, DateTimeOffset Issued) Claims(ApiReply reply)
    {
        var token = (string)JsonNode.Parse(reply.Text())!["access_token"]!;
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        var claims = JsonNode.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')))!;
        return (token, DateTimeOffset.FromUnixTimeSeconds((long)claims["iat"]!));
    }
}
