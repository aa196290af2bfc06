using System.Text;
using System.Text.Json.Nodes;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Token;

/// <summary>A token that was just issued.</summary>
/// <param name="Token">The token itself.</param>
/// <param name="Lifetime">How long it was promised to live.</param>
internal sealed record IssuedToken(string Token, TimeSpan Lifetime)
{
    /// <summary>The token response; a fault may replace it.</summary>
    public required ApiReply Reply { get; init; }

    /// <summary>How the body of that reply was written.</summary>
    public required TokenReplyBody Body { get; init; }

    // A record prints its members; this one must not print the token.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Lifetime = ").Append(Lifetime);
        return true;
    }
}

/// <summary>Issues access tokens: <c>client_credentials</c> and nothing else (guide, sections 2 and 3).</summary>
/// <param name="tokens">Writes the tokens.</param>
internal sealed class TokenIssuer(AccessTokens tokens)
{
    /// <summary>Answers a token request that broke no rule.</summary>
    /// <param name="request">The request.</param>
    /// <param name="session">Its session.</param>
    public IssuedToken Issue(TokenRequest request, Session session)
    {
        // When the rule for unknown clients is left out, there may be no client; the token still needs a lifetime.
        var lifetime = request.Client?.Lifetime ?? TimeSpan.FromHours(1);
        var token = tokens.Issue(request.ClientId ?? "", request.Client?.Generation ?? 0, session.Clock.GetUtcNow(), lifetime);
        var body = tokens.WriteReply(token, lifetime, request.ScopeInResponse);
        return new(token, lifetime)
        {
            Body = body,
            Reply = new() { Status = 200, Headers = TokenError.NotStored, Body = body.Utf8 },
        };
    }
}

/// <summary>The error replies of the token endpoint (RFC 6749, section 5.2).</summary>
internal static class TokenError
{
    /// <summary>The header fields of every reply of the token endpoint.</summary>
    public static readonly HeaderList NotStored = new(
    [
        new("Content-Type", "application/json;charset=UTF-8"),
        new("Cache-Control", "no-store"),
        new("Pragma", "no-cache"),
    ]);

    /// <summary>Writes a refusal.</summary>
    /// <param name="broken">The broken rule.</param>
    /// <param name="explain">Whether the reply contains the explanation.</param>
    public static ApiReply Write(BrokenRule broken, bool explain)
    {
        var body = new JsonObject { ["error"] = broken.Refusal.Code };
        if (explain)
        {
            body["error_description"] = broken.Refusal.Explanation;
        }

        var headers = NotStored.With(RuleHeader.Name, broken.Requirement);
        return ApiReply.FromJson(broken.Refusal.Status, body) with
        {
            Headers = broken.Refusal.Challenge is { } challenge ? headers.With("WWW-Authenticate", challenge) : headers,
        };
    }
}
