using System.Collections.Immutable;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Reports;

/// <summary>One report that goes to a file.</summary>
/// <param name="Flag">The option that writes only this report, without dashes.</param>
/// <param name="FileName">Its name in a folder of all reports.</param>
/// <param name="Write">Turns a run into the text of the file.</param>
public sealed record ReportKind(string Flag, string FileName, Func<RunResult, string> Write);

/// <summary>A report and the file that it goes to.</summary>
/// <param name="Kind">The report.</param>
/// <param name="Path">The file.</param>
public sealed record ReportFile(ReportKind Kind, string Path);

/// <summary>The files of a run.</summary>
public static class ReportFiles
{
    /// <summary>The environment variable with the path of GitHub's job summary.</summary>
    public const string JobSummaryVariable = "GITHUB_STEP_SUMMARY";

    /// <summary>Every report that goes to a file. Whatever a run holds, none of them has an invisible character.</summary>
    public static ImmutableArray<ReportKind> Kinds { get; } =
    [
        new("json", "results.json", ResultsJson.Write),
        new("junit", "junit.xml", run => VisibleText.Escape(JUnitReport.Write(run))),
        new("html", "report.html", run => VisibleText.Escape(HtmlReport.Write(run))),
        new("markdown", "summary.md", Markdown),
        new("badge", "badge.json", BadgeReport.Json),
        new("badge-svg", "badge.svg", run => VisibleText.Escape(BadgeReport.Picture(run))),
    ];

    /// <summary>Every report in one folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The files.</returns>
    public static IEnumerable<ReportFile> In(string folder) =>
        Kinds.Select(kind => new ReportFile(kind, Path.Combine(folder, kind.FileName)));

    /// <summary>Checks before the run that the files can be written.</summary>
    /// <param name="files">The files.</param>
    /// <exception cref="TargetException">A file cannot be written.</exception>
    public static void Prepare(ImmutableArray<ReportFile> files) => PreparePaths(files.Select(file => file.Path));

    /// <summary>Checks before the work that files can be written.</summary>
    /// <param name="paths">The files.</param>
    /// <exception cref="TargetException">A file cannot be written.</exception>
    public static void PreparePaths(IEnumerable<string> paths)
    {
        ImmutableArray<string> mistakes = [.. paths.Select(Problem).OfType<string>().Distinct()];
        if (!mistakes.IsEmpty)
        {
            throw new TargetException(mistakes);
        }
    }

    /// <summary>Writes the reports, and GitHub's job summary when the run is in a GitHub job.</summary>
    /// <param name="files">The files.</param>
    /// <param name="result">The run.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(ImmutableArray<ReportFile> files, RunResult result)
    {
        foreach (var file in files)
        {
            File.WriteAllText(file.Path, file.Kind.Write(result));
        }

        if (Environment.GetEnvironmentVariable(JobSummaryVariable) is { Length: > 0 } summary)
        {
            File.AppendAllText(summary, Markdown(result));
        }
    }

    private static string Markdown(RunResult run) => VisibleText.EscapeCommands(MarkdownReport.Write(run));

    private static string? Problem(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var file = File.OpenWrite(path);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"{path}: cannot be written: {error.Message}";
        }
    }
}
