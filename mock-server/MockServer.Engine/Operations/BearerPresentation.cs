using PartnerApi.Mock.Http;
using PartnerApi.Mock.Token;


namespace PartnerApi.Mock.Operations;

/// <summary>How a request presents its access token (RFC 6750, section 2).</summary>
/// <param name="Lines">How many <c>Authorization</c> lines were sent.</param>
/// <param name="IsBearer">Whether the scheme is Bearer, in any letter case.</param>
/// <param name="HasToken">Whether a token follows the scheme.</param>
/// <param name="InQuery">Whether the query carries <c>access_token</c>.</param>
/// <param name="Reading">Whether the token is valid.</param>
/// <param name="Claims">Its claims; null unless the signature is valid.</param>
/// <param name="Token">The token; null when there is none.</param>
public sealed record BearerPresentation(
    int Lines, bool IsBearer, bool HasToken, bool InQuery, TokenStatus Reading, TokenClaims? Claims, string? Token)
{
    private const string Scheme = "Bearer";

    /// <summary>Reads the headers and query.</summary>
    /// <param name="http">The request.</param>
    /// <param name="tokens">Reads the token.</param>
    /// <returns>The presentation.</returns>
    public static BearerPresentation Read(ApiRequest http, AccessTokens tokens)
    {
        var lines = http.Headers.CountOf("Authorization");
        var value = http.Headers.First("Authorization") ?? "";
        var isBearer = value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && (value.Length == Scheme.Length || value[Scheme.Length] == ' ');
        var sent = isBearer ? value.AsSpan(Scheme.Length).Trim(' ') : "";
        if (sent.IsEmpty)
        {
            return new(lines, isBearer, HasToken: false, HasQueryToken(http.Query), TokenStatus.Garbage, null, null);
        }

        var reading = tokens.Read(sent, out var token, out var claims);
        return new(lines, isBearer, HasToken: true, HasQueryToken(http.Query), reading, claims, token);
    }

    // A record prints its members; this one must not print the token.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Reading = ").Append(Reading);
        return true;
    }

    private static bool HasQueryToken(string query) =>
        query.StartsWith("access_token=", StringComparison.Ordinal)
        || query.Contains("&access_token=", StringComparison.Ordinal);
}
