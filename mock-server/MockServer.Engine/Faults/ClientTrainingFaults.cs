using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Faults;

/// <summary>Faults and unusual replies that test how a client reacts.</summary>
public static class ClientTrainingFaults
{
    /// <summary>A token response that is valid but unusual.</summary>
    public const string UnusualTokenResponse = "unusual-token-response";

    /// <summary>invalid_client with the documented status.</summary>
    public const string InvalidClient400 = "invalid-client-400";

    /// <summary>invalid_client with the other status that the standard allows.</summary>
    public const string InvalidClient401 = "invalid-client-401";

    /// <summary>A redirect of the token endpoint.</summary>
    public const string RedirectToken = "redirect-token";

    /// <summary>The target of that redirect: it does not exist, and requests to it are recorded.</summary>
    public const string RedirectPath = "/redirected/token";

    /// <summary>The kinds.</summary>
    internal static ImmutableArray<FaultKind> All { get; } =
    [
        new(UnusualTokenResponse, FaultScope.Token, 1, UnusualTokenSummary) { Afterwards = (_, reply) => Unusual(reply) },
        new(InvalidClient400, FaultScope.Token, 1, "responds 400 with invalid_client although the credentials are valid")
            { Instead = _ => InvalidClient(400) },
        new(InvalidClient401, FaultScope.Token, 1, "responds 401 with invalid_client although the credentials are valid")
            { Instead = _ => InvalidClient(401).With("WWW-Authenticate", "Basic realm=\"partner-api\"") },
        new(RedirectToken, FaultScope.Token, 1, $"responds 307 with Location: {RedirectPath} instead of a token")
            { Instead = _ => ApiReply.Empty(307).With("Location", RedirectPath) },
    ];

    private const string UnusualTokenSummary =
        "responds with a valid token response that has unknown members, an unusual order and an unusual case of token_type";

    private static ApiReply InvalidClient(int status) => ApiReply
        .FromJson(status, new JsonObject { ["error"] = "invalid_client", ["error_description"] = "simulated fault" })
        .With("Cache-Control", "no-store");

    private static ApiReply Unusual(ApiReply reply)
    {
        var usual = JsonNode.Parse(reply.Body.Span)!;
        return reply with
        {
            Body = ApiReply.FromJson(200, new JsonObject
            {
                ["x_notice"] = new JsonObject { ["text"] = "a member that clients do not know" },
                ["expires_in"] = usual["expires_in"]?.DeepClone(),
                ["token_type"] = "bEARER",
                ["issued_for"] = new JsonArray("commands", "queries"),
                ["access_token"] = usual["access_token"]?.DeepClone(),
                ["ext_expires_in"] = null,
            }).Body,
        };
    }
}
