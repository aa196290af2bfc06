using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace PartnerApi.Conformance.ExpiredTokens;

// One file per target and client: encrypted with a key, or readable by its owner only.
internal sealed class ExpiredTokenFile(string path, byte[]? key, string bound, Action<string> warn)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // A file that cannot be used must not fail the run.
    public ImmutableArray<StoredToken> Read()
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            return Open(JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path)));
        }
        catch (Exception error) when (
            error is JsonException or CryptographicException or ArgumentException
                or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            warn($"the expired-token file {path} cannot be used ({error.GetType().Name}) and is ignored; the next token replaces it");
            return [];
        }
    }

    public void Write(ImmutableArray<StoredToken> entries)
    {
        if (key is null && OperatingSystem.IsWindows())
        {
            warn("the token is not stored: on Windows set expiredTokenKey, because files have no owner-only mode");
            return;
        }

        var fresh = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = new FileStream(fresh, Options()))
            {
                var content = key is null ? new Content(entries, null) : new(null, TokenEncryption.Encrypt(entries, key, bound));
                JsonSerializer.Serialize(file, content);
            }

            File.Move(fresh, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            warn($"the expired-token file {path} cannot be written: {error.Message}");
        }
    }

    private ImmutableArray<StoredToken> Open(Content? content)
    {
        if (content?.Sealed is { } encrypted)
        {
            if (key is null)
            {
                warn($"the expired-token file {path} is encrypted; set expiredTokenKey");
                return [];
            }

            return TokenEncryption.Decrypt(encrypted, key, bound);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
        {
            warn($"the expired-token file {path} is readable by other users and is ignored; the next token replaces it");
            return [];
        }

        return content?.Entries is { IsDefault: false } entries && entries.All(entry => entry is { Token.Length: > 0 })
            ? entries
            : throw new JsonException();
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    private sealed record Content(ImmutableArray<StoredToken>? Entries, EncryptedTokens? Sealed);
}
