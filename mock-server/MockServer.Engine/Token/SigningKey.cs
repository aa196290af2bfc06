using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace PartnerApi.Mock.Token;

/// <summary>The key that signs access tokens. Mocks that share it accept each other's tokens.</summary>
public sealed class SigningKey
{
    /// <summary>The minimum length of a key for HMAC-SHA256, in bytes (RFC 7518, section 3.2).</summary>
    public const int MinimumLength = 32;

    private readonly byte[] _bytes;

    private SigningKey(byte[] bytes)
    {
        _bytes = bytes;
        Credentials = new(new SymmetricSecurityKey(bytes), SecurityAlgorithms.HmacSha256);
    }

    /// <summary>The key as the library takes it that reads tokens, and that could sign them too.</summary>
    public SigningCredentials Credentials { get; }

    /// <summary>Signs a text with HMAC-SHA256.</summary>
    /// <param name="text">The text.</param>
    /// <param name="signature">Takes the 32 bytes of the signature.</param>
    internal void Sign(ReadOnlySpan<byte> text, Span<byte> signature) => HMACSHA256.HashData(_bytes, text, signature);

    /// <summary>A new random key: tokens end with the process.</summary>
    /// <returns>The key.</returns>
    public static SigningKey Random() => new(RandomNumberGenerator.GetBytes(MinimumLength));

    /// <summary>A configured key.</summary>
    /// <param name="base64">At least 32 bytes, in base64.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException">Not base64, or too short. The message does not repeat the key.</exception>
    public static SigningKey Parse(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length >= MinimumLength
            ? new(bytes[..length])
            : throw new ArgumentException($"the signing key must be at least {MinimumLength} bytes in base64", nameof(base64));
    }
}
