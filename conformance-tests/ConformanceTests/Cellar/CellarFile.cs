using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace PartnerApi.Conformance.Cellar;

// One file for a target and a client: sealed with a key, or, without one, for its owner's eyes only.
internal sealed class CellarFile(string path, byte[]? key, string bound, Action<string> warn)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Whatever is wrong with the file: nothing in it is worth a run.
    public ImmutableArray<CellarEntry> Read()
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            return Open(JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path)));
        }
        catch (Exception error) when (error is JsonException or CryptographicException or ArgumentException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            warn($"the token cellar's {path} cannot be used ({error.GetType().Name}) and is passed over; the next token replaces it");
            return [];
        }
    }

    public void Write(ImmutableArray<CellarEntry> entries)
    {
        if (key is null && OperatingSystem.IsWindows())
        {
            warn("the token cellar keeps nothing: on Windows it needs cellarKey, since files have no owner-only mode");
            return;
        }

        var fresh = $"{path}.{Environment.ProcessId}.new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = new FileStream(fresh, Options()))
            {
                JsonSerializer.Serialize(file, key is null ? new Content(entries, null) : new(null, CellarSeal.Close(entries, key, bound)));
            }

            File.Move(fresh, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            warn($"the token cellar cannot write {path}: {error.Message}");
        }
    }

    private ImmutableArray<CellarEntry> Open(Content? content)
    {
        if (content?.Sealed is { } closed)
        {
            if (key is null)
            {
                warn($"the token cellar's {path} is sealed, and there is no cellarKey to open it");
                return [];
            }

            return CellarSeal.Open(closed, key, bound);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
        {
            warn($"the token cellar's {path} can be read by others than its owner and is passed over; the next token replaces it");
            return [];
        }

        return content?.Entries is { IsDefault: false } entries && entries.All(entry => entry is { Token.Length: > 0 }) ? entries : throw new JsonException();
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

    private sealed record Content(ImmutableArray<CellarEntry>? Entries, SealedEntries? Sealed);
}
