using Microsoft.IdentityModel.JsonWebTokens;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Recognizes mistakes in a refused token before it is redacted.</summary>
internal static class TokenHints
{
    private const string Start = "eyJ";

    // The base64url of 32 bytes: the signature of every token issued here.
    private const int SignatureLength = 43;

    public static TokenHint Read(CommandRequest request) =>
        request.Http.Headers.First("Authorization") is not { } header ? TokenHint.None
        : request.Bearer.Token is { } token ? OfToken(token, request)
        : OfHeader(header.Trim());

    private static TokenHint OfHeader(string header) => header switch
    {
        _ when header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) => TokenHint.Basic,
        _ when header.StartsWith(Start, StringComparison.Ordinal) => TokenHint.NoScheme,
        _ when header.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase) && header.Length > "Bearer".Length => TokenHint.BadSeparator,
        _ when header.Trim('"', '\'').StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) => TokenHint.Quoted,
        _ => TokenHint.None,
    };

    private static TokenHint OfToken(string token, CommandRequest request) => token switch
    {
        _ when token.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase) => TokenHint.SchemeTwice,
        _ when token[0] is '"' or '\'' || token[^1] is '"' or '\'' => TokenHint.Quoted,
        _ when token.Contains("access_token", StringComparison.Ordinal) && token.Contains(Start, StringComparison.Ordinal) =>
            TokenHint.WholeReply,
        _ when Placeholders.Is(token) => TokenHint.Placeholder,
        _ when SecretHints.IsSecret(token, request.Session) => TokenHint.IsSecret,
        _ when request.Bearer.Claims is not null => request.Client is null ? TokenHint.OtherSession : TokenHint.None,
        _ when token.StartsWith(Start, StringComparison.Ordinal) => OfSigned(token),
        _ => TokenHint.None,
    };

    private static TokenHint OfSigned(string token)
    {
        var parts = token.Split('.');
        return parts.Length < 3 ? TokenHint.Truncated
            : Issuer(token) is { } issuer && issuer != JwtTokenFormat.Issuer ? TokenHint.OtherIssuer
            : parts[2].Length switch
            {
                < SignatureLength => TokenHint.Truncated,
                > SignatureLength => TokenHint.TooLong,
                _ => TokenHint.OtherMock,
            };
    }

    // The unverified claims are only displayed.
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
