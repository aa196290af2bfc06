using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.Mutants.Variants;

/// <summary>Deployments that name a token without repeating it, or refuse a query.</summary>
internal static class FormVariants
{
    public static IEnumerable<Variant> All =>
    [
        new("token-fingerprint", "Refusals of the API name the token by its hash.", options => options.WithReply((request, reply) =>
            !request.IsToken() && !reply.IsSuccess() && request.Headers.First("Authorization") is { } sent
                ? reply.WithHeader("X-Token-Hash", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sent))))
                : reply)),
        new("query-with-parameters-refused", "A token request with a query is malformed.", options => options with
        {
            Intercept = (request, next) => request.IsToken() && request.Query.Length > 0
                ? ApiReply.FromJson(400, new JsonObject { ["error"] = "invalid_request" })
                : next(request),
        }),
    ];

    /// <summary>Issues the last token of a client again while it lives.</summary>
    /// <param name="options">The mock's options.</param>
    /// <param name="expiresIn">The announced lifetime, from the whole one and the rest.</param>
    /// <returns>The changed options.</returns>
    internal static MockOptions Cached(MockOptions options, Func<int, int, int> expiresIn)
    {
        var issued = new Dictionary<string, (string Token, long Expires)>();
        return options.WithReply((request, reply) => !request.IsToken() || !reply.IsSuccess() ? reply : reply.WithJson(body =>
        {
            var whole = (int)body["expires_in"]!;
            var token = (string)body["access_token"]!;
            var expires = Expires(token);
            lock (issued)
            {
                var client = request.Form("client_id");
                if (!issued.TryGetValue(client, out var last) || last.Expires <= expires - whole || last.Expires > expires)
                {
                    issued[client] = (token, expires);
                    return;
                }

                body["access_token"] = last.Token;
                body["expires_in"] = expiresIn(whole, (int)(last.Expires - (expires - whole)));
            }
        }));
    }

    // The new token, which is not handed out, says what time it is.
    private static long Expires(string token)
    {
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')));
        return (long)JsonNode.Parse(text)!["exp"]!;
    }
}
