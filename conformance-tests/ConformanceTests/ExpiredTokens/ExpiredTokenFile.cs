using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace PartnerApi.Conformance.ExpiredTokens;

// One file for a target and a client: encrypted with a key, or, without one, readable by its owner only.
internal sealed class ExpiredTokenFile(string path, byte[]? key, string bound, Action<string> warn)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Whatever is wrong with the file: nothing in it is worth a run.
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
            warn("no token is kept: on Windows it needs expiredTokenKey, since files have no owner-only mode");
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
                warn($"the expired-token file {path} is encrypted, and expiredTokenKey is missing");
                return [];
            }

            return TokenEncryption.Decrypt(encrypted, key, bound);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
        {
            warn($"the expired-token file {path} can be read by others than its owner and is ignored; the next token replaces it");
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
