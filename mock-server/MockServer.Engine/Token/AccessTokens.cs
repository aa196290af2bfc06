using System.Globalization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Token;

/// <summary>What a token says about itself once its signature holds.</summary>
/// <param name="ClientId">The client that it was issued to.</param>
/// <param name="Generation">The client's generation at that time.</param>
/// <param name="Expires">The first moment at which it is no longer accepted.</param>
public sealed record TokenClaims(string ClientId, int Generation, DateTimeOffset Expires);

/// <summary>How a presented token reads.</summary>
public enum TokenReading
{
    /// <summary>Issued here; its lifetime is another question.</summary>
    Genuine,

    /// <summary>No token of this shape is ever issued here.</summary>
    Garbage,

    /// <summary>The shape is right, the signature is not.</summary>
    Tampered,
}

/// <summary>Issues and reads access tokens. They are signed and carry all that is known of them, so none is stored.</summary>
/// <param name="key">The key that signs them.</param>
/// <param name="ids">Where their unique ids come from.</param>
public sealed class AccessTokens(SigningKey key, IdSource ids)
{
    internal const string Issuer = "partner-api-mock";
    private const string ExpiresAtMilliseconds = "exp_ms";
    private const string GenerationClaim = "gen";

    private readonly JsonWebTokenHandler _handler = new();
    private readonly TokenText _text = new(key);
    private readonly RecentTokens _recent = new();

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

    /// <summary>Issues a token. Each one is unlike every other, even within the same moment.</summary>
    /// <param name="clientId">The client.</param>
    /// <param name="generation">The client's generation.</param>
    /// <param name="now">The session's time.</param>
    /// <param name="lifetime">How long it is accepted.</param>
    /// <returns>The token, visible ASCII.</returns>
    public string Issue(string clientId, int generation, DateTimeOffset now, TimeSpan lifetime) =>
        _text.Of(new(clientId, generation, now + lifetime), ids.Next(), now);

    /// <summary>Reads a presented token.</summary>
    /// <param name="token">What stood behind the scheme.</param>
    /// <param name="claims">What it says; null unless it is genuine.</param>
    /// <returns>How it reads.</returns>
    public TokenReading Read(string token, out TokenClaims? claims) => Read(token, out _, out claims);

    /// <summary>Reads a presented token that stands within a longer text.</summary>
    /// <param name="presented">What stood behind the scheme.</param>
    /// <param name="token">The same as a text of its own; for a token of a moment ago no new one.</param>
    /// <param name="claims">What it says; null unless it is genuine.</param>
    /// <returns>How it reads.</returns>
    internal TokenReading Read(ReadOnlySpan<char> presented, out string token, out TokenClaims? claims)
    {
        claims = _recent.Find(presented, out var known);
        token = known ?? presented.ToString();
        return claims is null ? ReadAnew(token, out claims) : TokenReading.Genuine;
    }

    private TokenReading ReadAnew(string token, out TokenClaims? claims)
    {
        claims = null;
        if (!_handler.CanReadToken(token))
        {
            return TokenReading.Garbage;
        }

        // HMAC is computed here and now: the task is complete when it is returned.
        var result = _handler.ValidateTokenAsync(token, _signatureOnly).GetAwaiter().GetResult();
        if (!result.IsValid || Claims(result) is not { } read)
        {
            return result.Exception is SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException
                ? TokenReading.Tampered
                : TokenReading.Garbage;
        }

        _recent.Add(token, read);
        claims = read;
        return TokenReading.Genuine;
    }

    // Whoever has the key can sign anything: strange claims are garbage, not a failure.
    private static TokenClaims? Claims(TokenValidationResult result) =>
        result.Claims.TryGetValue(JwtRegisteredClaimNames.Sub, out var subject)
        && subject is string client
        && Number(result, GenerationClaim, 0, int.MaxValue) is { } generation
        && Number(result, ExpiresAtMilliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) is { } expires
            ? new(client, (int)generation, DateTimeOffset.FromUnixTimeMilliseconds(expires))
            : null;

    // A clock may be set to a time before 1970, whose milliseconds are negative.
    private static long? Number(TokenValidationResult result, string claim, long least, long most) =>
        result.Claims.TryGetValue(claim, out var value)
        && long.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number >= least
        && number <= most
            ? number
            : null;
}
