using Microsoft.IdentityModel.JsonWebTokens;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Looks at a refused token while it can be seen, to tell how it went wrong.</summary>
internal static class TokenClues
{
    private const string Start = "eyJ";

    // The base64url of 32 bytes: the signature of every token issued here.
    private const int SignatureLength = 43;

    public static TokenClue Of(CommandRequest request) =>
        request.Http.Headers.First("Authorization") is not { } header ? TokenClue.None
        : request.Bearer.Token is { } token ? OfToken(token, request)
        : OfHeader(header.Trim());

    private static TokenClue OfHeader(string header) => header switch
    {
        _ when header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) => TokenClue.Basic,
        _ when header.StartsWith(Start, StringComparison.Ordinal) => TokenClue.NoScheme,
        _ when header.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase) && header.Length > "Bearer".Length => TokenClue.BadSeparator,
        _ when header.Trim('"', '\'').StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) => TokenClue.Quoted,
        _ => TokenClue.None,
    };

    private static TokenClue OfToken(string token, CommandRequest request) => token switch
    {
        _ when token.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase) => TokenClue.SchemeTwice,
        _ when token[0] is '"' or '\'' || token[^1] is '"' or '\'' => TokenClue.Quoted,
        _ when token.Contains("access_token", StringComparison.Ordinal) && token.Contains(Start, StringComparison.Ordinal) => TokenClue.WholeReply,
        _ when Placeholders.Is(token) => TokenClue.Placeholder,
        _ when SecretClues.IsSecret(token, request.Session) => TokenClue.IsSecret,
        _ when request.Bearer.Claims is not null => request.Client is null ? TokenClue.OtherSession : TokenClue.None,
        _ when token.StartsWith(Start, StringComparison.Ordinal) => OfSigned(token),
        _ => TokenClue.None,
    };

    private static TokenClue OfSigned(string token)
    {
        var parts = token.Split('.');
        return parts.Length < 3 ? TokenClue.Truncated
            : Issuer(token) is { } issuer && issuer != AccessTokens.Issuer ? TokenClue.OtherIssuer
            : parts[2].Length switch
            {
                < SignatureLength => TokenClue.Truncated,
                > SignatureLength => TokenClue.TooLong,
                _ => TokenClue.OtherMock,
            };
    }

    // What the token says of itself is not believed, only shown.
    private static string? Issuer(string token)
    {
        try
        {
            return new JsonWebToken(token).Issuer;
        }
        catch (Exception error) when (error is ArgumentException or Microsoft.IdentityModel.Tokens.SecurityTokenException)
        {
            return null;
        }
    }
}
