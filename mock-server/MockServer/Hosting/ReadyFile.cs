using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerApi.Mock.Hosting;

/// <summary>What a ready file says: enough to call the mock, and nothing secret.</summary>
/// <param name="ApiAddress">Where the partner API listens, with the port as it is.</param>
/// <param name="ControlAddress">Where the control API listens; null when there is none.</param>
/// <param name="TokenEndpoint">The whole address of the token endpoint.</param>
/// <param name="ClientId">The first client.</param>
/// <param name="RequestorId">A natural person who may request commands.</param>
/// <param name="Contract">The contract's version.</param>
/// <param name="ProcessId">The operating system's number of the process that listens.</param>
public sealed record ReadyFileContent(
    string ApiAddress, string? ControlAddress, string TokenEndpoint, string ClientId, string RequestorId, string Contract, int ProcessId);

/// <summary>
/// The file that says that a mock listens, and where. It appears whole: a reader sees no part of it, and never sees it
/// before the mock answers. The file of an earlier mock is removed before anything listens.
/// </summary>
internal sealed class ReadyFile : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly string _path;
    private readonly string _temporary;
    private string? _written;

    private ReadyFile(string path)
    {
        _path = path;
        // In the same folder: a rename over file systems is a copy, which a reader could see half done.
        _temporary = $"{path}.{Guid.NewGuid():N}.tmp";
    }

    /// <summary>Makes sure that the file can be written, and removes the one of an earlier mock.</summary>
    /// <param name="path">Where it is to be.</param>
    /// <returns>The file, still to be written.</returns>
    /// <exception cref="IOException">It cannot be written, or something else stands there.</exception>
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
            throw new IOException($"'readyFile' is '{path}', which cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Lets the file appear.</summary>
    /// <param name="content">What it says.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(ReadyFileContent content)
    {
        _written = JsonSerializer.Serialize(content, Json) + "\n";
        File.WriteAllText(_temporary, _written);
        File.Move(_temporary, _path, overwrite: true);
    }

    /// <summary>Removes the file, unless another mock has written its own there.</summary>
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
            // The mock stops all the same; the process id in the file shows that it is out of date.
        }
    }

    // A mistyped path must not cost anybody a file. An empty one is what mktemp makes.
    private static void ThrowIfForeign(string path)
    {
        var found = new FileInfo(path);
        if (Directory.Exists(path))
        {
            throw new IOException("it is a folder");
        }

        if (found.LinkTarget is not null || Path.GetDirectoryName(path) is "/dev")
        {
            throw new IOException("it is no regular file");
        }

        if (found is { Exists: true, Length: > 0 } && !IsReadyFile(path))
        {
            throw new IOException("the file exists and is not the ready file of a mock");
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
