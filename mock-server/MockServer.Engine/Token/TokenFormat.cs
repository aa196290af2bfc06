using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PartnerApi.Mock.Token;

/// <summary>Writes and reads access tokens. A property test compares the fast implementation with the plain one.</summary>
internal interface ITokenFormat
{
    /// <summary>Writes a signed token.</summary>
    /// <param name="claims">What it says.</param>
    /// <param name="id">Its unique id.</param>
    /// <param name="issued">When it is issued.</param>
    /// <returns>The token, visible ASCII.</returns>
    public string Write(TokenClaims claims, Guid id, DateTimeOffset issued);

    /// <summary>Reads a presented token.</summary>
    /// <param name="presented">The token, which may stand within a longer text.</param>
    /// <param name="token">The same as a text of its own.</param>
    /// <param name="claims">Its claims; null unless the signature is valid.</param>
    /// <returns>How it reads.</returns>
    public TokenStatus Read(ReadOnlySpan<char> presented, out string token, out TokenClaims? claims);

    /// <summary>Writes the body of a token response (RFC 6749, section 5.1).</summary>
    /// <param name="token">The token.</param>
    /// <param name="lifetime">How long it lives.</param>
    /// <param name="scope">The granted scopes; null when they are not named.</param>
    public TokenReplyBody WriteReply(string token, TimeSpan lifetime, string? scope);
}

/// <summary>Signed JSON Web Tokens (RFC 7519), written and read by the library alone.</summary>
/// <param name="key">The key that signs them.</param>
internal sealed class JwtTokenFormat(SigningKey key) : ITokenFormat
{
    public const string Issuer = "partner-api-mock";
    private const string ExpiresAtMilliseconds = "exp_ms";
    private const string GenerationClaim = "gen";

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    // Expiry is judged by the session's clock, against the exact moment, not by the library's.
    private readonly TokenValidationParameters _signatureOnly = new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Issuer,
        IssuerSigningKey = key.Credentials.Key,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        ValidateLifetime = false,
        RequireExpirationTime = false,
    };

    public string Write(TokenClaims claims, Guid id, DateTimeOffset issued) => _handler.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer,
        Audience = Issuer,
        SigningCredentials = key.Credentials,
        Claims = new Dictionary<string, object>
        {
            [JwtRegisteredClaimNames.Sub] = claims.ClientId,
            [JwtRegisteredClaimNames.Jti] = id.ToString(),
            [JwtRegisteredClaimNames.Iat] = issued.ToUnixTimeSeconds(),
            [JwtRegisteredClaimNames.Exp] = claims.Expires.ToUnixTimeSeconds(),
            [ExpiresAtMilliseconds] = claims.Expires.ToUnixTimeMilliseconds(),
            [GenerationClaim] = claims.Generation,
        },
    });

    public TokenStatus Read(ReadOnlySpan<char> presented, out string token, out TokenClaims? claims)
    {
        token = presented.ToString();
        claims = null;
        if (!_handler.CanReadToken(token))
        {
            return TokenStatus.Garbage;
        }

        // HMAC is computed here and now: the task is complete when it is returned.
        var result = _handler.ValidateTokenAsync(token, _signatureOnly).GetAwaiter().GetResult();
        claims = result.IsValid ? Claims(result) : null;
        if (claims is not null)
        {
            return TokenStatus.Genuine;
        }

        return result.Exception is SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException
            ? TokenStatus.Tampered
            : TokenStatus.Garbage;
    }

    public TokenReplyBody WriteReply(string token, TimeSpan lifetime, string? scope)
    {
        var body = new JsonObject
        {
            ["access_token"] = token,
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)lifetime.TotalSeconds,
        };
        if (scope is not null)
        {
            body["scope"] = scope;
        }

        return new(JsonSerializer.SerializeToUtf8Bytes(body), null);
    }

    // Any holder of the key can sign any claims: invalid claims are a bad token, not an internal error.
    private static TokenClaims? Claims(TokenValidationResult result) =>
        result.Claims.TryGetValue(JwtRegisteredClaimNames.Sub, out var subject)
        && subject is string client
        && Number(result, GenerationClaim, 0, int.MaxValue) is { } generation
        && Number(result, ExpiresAtMilliseconds, MinMilliseconds, MaxMilliseconds) is { } expires
            ? new(client, (int)generation, DateTimeOffset.FromUnixTimeMilliseconds(expires))
            : null;

    // A clock may be set to a time before 1970, whose milliseconds are negative.
    private static readonly long MinMilliseconds = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long MaxMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static long? Number(TokenValidationResult result, string claim, long min, long max) =>
        result.Claims.TryGetValue(claim, out var value)
        && Convert.ToString(value, CultureInfo.InvariantCulture) is { } text
        && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number >= min
        && number <= max
            ? number
            : null;
}
