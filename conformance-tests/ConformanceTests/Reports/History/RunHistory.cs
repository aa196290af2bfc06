using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using PartnerApi.Conformance.Targets;
using PartnerApi.Fixtures.Loading;

namespace PartnerApi.Conformance.Reports.History;

/// <summary>A folder with one small file per run. Runs may write to it at the same time.</summary>
/// <param name="folder">The folder.</param>
public sealed class RunHistory(string folder)
{
    private const string Extension = ".run.json";

    /// <summary>Checks before a run that its record can be written.</summary>
    /// <exception cref="TargetException">The folder cannot be created or written to.</exception>
    public void Prepare()
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TargetException([$"--history {folder}: cannot be written: {error.Message}"]);
        }
    }

    /// <summary>Adds a run. No reader sees half a file.</summary>
    /// <param name="record">The run.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Add(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var name = record.Started.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + "-" + record.Run + Extension;
        var unfinished = Path.Combine(folder, "." + name);
        File.WriteAllText(unfinished, ReportJson.Write(record));
        File.Move(unfinished, Path.Combine(folder, name), overwrite: true);
    }

    /// <summary>Reads every run.</summary>
    /// <returns>The runs, the earliest first.</returns>
    /// <exception cref="FixtureException">The folder or a file cannot be read, or a file is no record of a run.</exception>
    public ImmutableArray<RunRecord> Read()
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles(folder, "*" + Extension)
                    .Where(file => !Path.GetFileName(file).StartsWith('.'))
                    .Order(StringComparer.Ordinal)
                    .Select(ReadFile)
                    .OrderBy(record => record.Started)
                    .ThenBy(record => record.Run, StringComparer.Ordinal),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FixtureException(folder, "", $"cannot be read: {error.Message}", error);
        }
    }

    private static RunRecord ReadFile(string path)
    {
        try
        {
            var record = JsonSerializer.Deserialize<RunRecord>(File.ReadAllText(path), ReportJson.Form);
            return record?.FormatVersion.Split('.')[0] == RunRecord.CurrentVersion.Split('.')[0]
                ? record
                : throw new FixtureException(
                    path, "/formatVersion", $"is {record?.FormatVersion ?? "missing"}; expected {RunRecord.CurrentVersion}");
        }
        catch (JsonException error)
        {
            throw new FixtureException(path, "", $"is no record of a run: {error.Message}", error);
        }
    }
}
