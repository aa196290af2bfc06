using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace PartnerApi.Mock.Token;

/// <summary>Writes access tokens as the library that reads them would (RFC 7519, RFC 7515), at a tenth of its price: nothing but the payload differs.</summary>
/// <param name="key">The key that signs them.</param>
internal sealed class TokenText(SigningKey key)
{
    private const int MostBesideClient = 512;

    // {"alg":"HS256","typ":"JWT"}
    private static readonly byte[] Header = Encoding.ASCII.GetBytes(Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8) + ".");

    /// <summary>The token.</summary>
    public string Of(TokenClaims claims, Guid id, DateTimeOffset issued)
    {
        var client = JsonEncodedText.Encode(claims.ClientId, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        var size = MostBesideClient + client.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(3 * size);
        var payload = buffer.AsSpan(0, size);
        payload = payload[..Payload(payload, client, claims, id, issued)];
        var text = buffer.AsSpan(size);
        Header.CopyTo(text);
        var signed = Header.Length + Base64Url.EncodeToUtf8(payload, text[Header.Length..]);
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        key.Sign(text[..signed], signature);
        text[signed] = (byte)'.';
        var token = Encoding.ASCII.GetString(text[..(signed + 1 + Base64Url.EncodeToUtf8(signature, text[(signed + 1)..]))]);
        ArrayPool<byte>.Shared.Return(buffer);
        return token;
    }

    private static int Payload(Span<byte> target, ReadOnlySpan<byte> client, TokenClaims claims, Guid id, DateTimeOffset issued)
    {
        var head = "{\"aud\":\"partner-api-mock\",\"iss\":\"partner-api-mock\",\"sub\":\""u8;
        head.CopyTo(target);
        client.CopyTo(target[head.Length..]);
        var written = head.Length + client.Length;
        Utf8.TryWrite(
            target[written..],
            CultureInfo.InvariantCulture,
            $"\",\"jti\":\"{id}\",\"iat\":{issued.ToUnixTimeSeconds()},\"exp\":{claims.Expires.ToUnixTimeSeconds()},\"exp_ms\":{claims.Expires.ToUnixTimeMilliseconds()},\"gen\":{claims.Generation}}}",
            out var rest);
        return written + rest;
    }
}
