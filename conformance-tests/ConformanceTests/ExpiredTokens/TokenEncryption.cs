using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PartnerApi.Conformance.ExpiredTokens;

// AES-GCM (NIST SP 800-38D) bound to target and client: an entry that was moved to another file does not open.
internal static class TokenEncryption
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static EncryptedTokens Encrypt(ImmutableArray<StoredToken> entries, byte[] key, string bound)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(entries);
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var data = new byte[plain.Length];
        var tag = new byte[TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, plain, data, tag, Encoding.UTF8.GetBytes(bound));
        CryptographicOperations.ZeroMemory(plain);
        return new(nonce, data, tag);
    }

    public static ImmutableArray<StoredToken> Decrypt(EncryptedTokens entries, byte[] key, string bound)
    {
        if (entries is not { Nonce: not null, Data: not null, Tag: not null })
        {
            throw new JsonException();
        }

        var plain = new byte[entries.Data.Length];
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Decrypt(entries.Nonce, entries.Data, entries.Tag, plain, Encoding.UTF8.GetBytes(bound));
        return JsonSerializer.Deserialize<ImmutableArray<StoredToken>>(plain);
    }
}

// Base64 in the file.
internal sealed record EncryptedTokens(byte[] Nonce, byte[] Data, byte[] Tag);
