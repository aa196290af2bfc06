using System.Text;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.Mutants.Defects;

/// <summary>Servers that repeat a secret or a token in a form that is not read at first sight.</summary>
internal static class EchoMutants
{
    private const string Confidential = "S1.confidential";
    private const string NoSecret = "No_reply_holds_the_client_secret";
    private const string TokenSecrecy = "RFC9700-4.9.token_secrecy";
    private const string NoToken = "No_reply_of_the_API_repeats_the_token";

    public static IEnumerable<Mutant> All =>
    [
        Secret("secret-echoed-in-base64", "in base64", secret => Base64("x:" + secret)),
        Secret("secret-echoed-in-base64url", "in base64url", secret => Base64(secret).Replace('+', '-').Replace('/', '_').TrimEnd('=')),
        Secret("secret-echoed-in-hexadecimal", "in hexadecimal", secret => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret))),
        Secret("secret-echoed-in-escapes", "with percent-escapes", Escaped),
        Secret("secret-echoed-in-entities", "with entities of HTML", secret =>
            string.Concat(secret.Select(letter => $"&#{(int)letter};"))),
        InField("secret-echoed-in-field", Confidential, NoSecret, "secret in a header field", true, secret => secret),
        InField("secret-echoed-in-field-escaped", Confidential, NoSecret, "secret in a header field, escaped", true, Escaped),
        InField("token-echoed-in-field", TokenSecrecy, NoToken, "token in a header field", false, token => token),
        InField("token-echoed-in-base64", TokenSecrecy, NoToken, "token in a header field, in base64", false, Base64),
        new("token-echoed-in-entities", "A refusal repeats the token with entities of HTML.", TokenSecrecy, NoToken,
            options => options.WithReply((request, reply) => !request.IsToken() && !reply.IsSuccess() && Token(request) is { } token
                ? reply.WithJson(body => body["message"] = string.Concat(token.Select(letter => $"&#x{(int)letter:x};")))
                : reply)),
        new("token-in-cookie", "The reply with a token sets it as a cookie, too.", TokenSecrecy, NoToken,
            options => options.WithReply((request, reply) =>
            {
                string? token = null;
                _ = request.IsToken() && reply.IsSuccess() ? reply.WithJson(body => token = (string?)body["access_token"]) : reply;
                return token is null ? reply : reply.WithHeader("Set-Cookie", "session=" + token);
            })),
    ];

    private static Mutant Secret(string name, string how, Func<string, string> encode) =>
        new(name, $"A refusal repeats the secret {how}.", Confidential, NoSecret, options => options.WithReply((request, reply) =>
            request.IsToken() && !reply.IsSuccess() && request.Form("client_secret") is { Length: > 8 } secret
                ? reply.WithJson(body => body["trace"] = encode(secret))
                : reply));

    private static Mutant InField(
        string name, string requirement, string killedBy, string what, bool isSecret, Func<string, string> encode) =>
        new(name, $"A refusal repeats the {what}.", requirement, killedBy, options => options.WithReply((request, reply) =>
            !reply.IsSuccess()
                && (isSecret ? request.IsToken() ? request.Form("client_secret") : null : Token(request)) is { Length: > 8 } value
                && value.All(letter => letter is > ' ' and <= '~')
                ? reply.WithHeader("X-Trace", encode(value))
                : reply));

    private static string? Token(ApiRequest request) =>
        !request.IsToken() && request.Headers.First("Authorization") is { Length: > 40 } value
            && value.StartsWith("Bearer ", StringComparison.Ordinal)
            ? value[7..]
            : null;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Escaped(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(one => $"%{one:X2}"));
}
