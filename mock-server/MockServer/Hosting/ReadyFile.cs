using System.Text.Json;
using System.Text.Json.Serialization;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Hosting;

/// <summary>Content of a ready file: what a program needs to call the mock, without secrets.</summary>
/// <param name="ApiAddress">Address of the partner API, with the actual port.</param>
/// <param name="ControlAddress">Address of the control API; null when it is disabled.</param>
/// <param name="TokenEndpoint">Address of the token endpoint.</param>
/// <param name="ClientId">The first client.</param>
/// <param name="RequestorId">A natural person who may request commands.</param>
/// <param name="Contract">The contract's version.</param>
/// <param name="ProcessId">Process id of the mock.</param>
public sealed record ReadyFileContent(
    string ApiAddress, string? ControlAddress, string TokenEndpoint, string ClientId, string RequestorId, string Contract, int ProcessId);

/// <summary>
/// The file that announces that the mock listens, and at which addresses. It is written atomically, after the mock accepts requests. The
/// file of an earlier mock is deleted before this one listens.
/// </summary>
internal sealed class ReadyFile : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = RelaxedJson.Encoder,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly string _path;
    private readonly string _temporary;
    private string? _written;

    private ReadyFile(string path)
    {
        _path = path;
        // In the same folder, because a move to another file system is not atomic.
        _temporary = $"{path}.{Guid.NewGuid():N}.tmp";
    }

    /// <summary>Checks that the file can be written, and deletes the one of an earlier mock.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>The file, not yet written.</returns>
    /// <exception cref="IOException">It cannot be written, or the path is a file of another kind.</exception>
    public static ReadyFile Reserve(string path)
    {
        var file = new ReadyFile(Path.GetFullPath(path));
        try
        {
            ThrowIfForeign(file._path);
            File.WriteAllText(file._temporary, "");
            File.Delete(file._path);
            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw new IOException($"\"readyFile\": cannot write {path}: {error.Message}", error);
        }
    }

    /// <summary>Writes the file.</summary>
    /// <param name="content">Its content.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(ReadyFileContent content)
    {
        _written = JsonSerializer.Serialize(content, Json) + "\n";
        File.WriteAllText(_temporary, _written);
        File.Move(_temporary, _path, overwrite: true);
    }

    /// <summary>Deletes the file, unless another mock has replaced it.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(_temporary);
            if (_written is not null && File.Exists(_path) && File.ReadAllText(_path) == _written)
            {
                File.Delete(_path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Stop anyway; the process id in the file shows that it is out of date.
        }
    }

    // A mistyped path must never overwrite a file of the user. An empty file is allowed, because mktemp creates one.
    private static void ThrowIfForeign(string path)
    {
        var found = new FileInfo(path);
        if (Directory.Exists(path))
        {
            throw new IOException("it is a directory");
        }

        if (found.LinkTarget is not null || Path.GetDirectoryName(path) is "/dev")
        {
            throw new IOException("it is not a regular file");
        }

        if (found is { Exists: true, Length: > 0 } && !IsReadyFile(path))
        {
            throw new IOException("the file exists and is not a ready file; choose another path, or delete it");
        }
    }

    private static bool IsReadyFile(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<ReadyFileContent>(stream, Json) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
