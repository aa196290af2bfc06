using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Mock.Engine;

namespace PartnerApi.Mock.Token;

/// <summary>The token endpoint: <c>client_credentials</c> and nothing else (guide, sections 2 and 3).</summary>
/// <param name="clients">The clients that it knows.</param>
/// <param name="tokens">Issues the tokens.</param>
/// <param name="clock">The session's time.</param>
/// <param name="rules">The reasons to refuse, in order.</param>
/// <param name="explain">Whether a refusal says why in words.</param>
public sealed class TokenEndpoint(
    ClientRegistry clients, AccessTokens tokens, TimeProvider clock, ImmutableArray<Rule<TokenRequest>> rules, bool explain)
{
    private static readonly HeaderList NotStored = new(
    [
        new("Content-Type", "application/json;charset=UTF-8"),
        new("Cache-Control", "no-store"),
        new("Pragma", "no-cache"),
    ]);

    /// <summary>Answers a POST.</summary>
    /// <param name="http">The request.</param>
    /// <returns>200 with a token, or the refusal of the first broken rule.</returns>
    public ApiReply Answer(ApiRequest http)
    {
        var request = new TokenRequest(http, clients);
        return rules.FirstBroken(request) is { } broken ? Refuse(broken) : Grant(request.Client);
    }

    // Without the rule that knows every client, the one asked for may be nobody; it still has a lifetime.
    private ApiReply Grant(Client? client)
    {
        var lifetime = client?.Lifetime ?? TimeSpan.FromHours(1);
        var token = tokens.Issue(client?.Id ?? "", client?.Generation ?? 0, clock.GetUtcNow(), lifetime);
        return ApiReply.OfJson(200, new JsonObject
        {
            ["access_token"] = token,
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)lifetime.TotalSeconds,
        }) with { Headers = NotStored };
    }

    private ApiReply Refuse(BrokenRule broken)
    {
        var body = new JsonObject { ["error"] = broken.Refusal.Code };
        if (explain)
        {
            body["error_description"] = broken.Refusal.Explanation;
        }

        var headers = NotStored.With(RuleHeader.Name, broken.Requirement);
        return ApiReply.OfJson(broken.Refusal.Status, body) with
        {
            Headers = broken.Refusal.Challenge is { } challenge ? headers.With("WWW-Authenticate", challenge) : headers,
        };
    }
}
