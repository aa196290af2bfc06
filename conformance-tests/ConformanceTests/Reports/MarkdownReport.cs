using System.Text;
using System.Text.RegularExpressions;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Reports;

/// <summary>
/// The run as a Markdown page for a job's summary. Texts of the target are in fenced blocks only, where nothing is markup.
/// </summary>
public static partial class MarkdownReport
{
    // GitHub limits a job's summary to 1 MiB; the other reports hold the rest.
    private const int MaxFailures = 40;
    private const int MaxFailureLength = 8_000;
    private const int MaxWarningsLength = 200_000;

    /// <summary>Writes the run.</summary>
    /// <param name="result">The run.</param>
    /// <returns>The text of the page.</returns>
    public static string Write(RunResult result)
    {
        var text = new StringBuilder()
            .Append("## ").Append(Mark(result)).Append(" Partner API: ").AppendLine(Summary.Words(result))
            .AppendLine()
            .AppendLine($"Exit code {(int)result.ExitCode}: {Summary.Counts(result)}.")
            .AppendLine();
        var answer = Summary.Answer(result);
        string[] lines =
        [
            Summary.RunProblem(result) is { } problem && problem != answer
                ? problem
                : "", CheckText.Remedies(result), Summary.EvidenceCounts(result), answer,
        ];
        AppendBlock(text, string.Join('\n', lines.Where(line => line.Length > 0)));
        AppendTable(text, result);
        AppendFailures(text, result);
        AppendWarnings(text, result);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Mark(RunResult result) => result.ExitCode == ExitCode.Conforms ? "✅" : "❌";

    private static void AppendTable(StringBuilder text, RunResult result)
    {
        var used = Summary.Verdicts.Where(verdict => verdict is Verdict.Pass or Verdict.Fail || result.Total.Of(verdict) > 0).ToList();
        text.AppendLine($"| section | {string.Join(" | ", used.Select(verdict => CheckText.Name(verdict).ToLowerInvariant()))} |")
            .AppendLine($"| --- |{string.Concat(Enumerable.Repeat(" ---: |", used.Count))}");
        foreach (var section in result.Sections.Append(result.Total))
        {
            text.AppendLine($"| {section.Section} | {string.Join(" | ", used.Select(section.Of))} |");
        }

        text.AppendLine();
    }

    private static void AppendFailures(StringBuilder text, RunResult result)
    {
        var failures = Summary.Failures(result).ToList();
        if (failures.Count == 0)
        {
            return;
        }

        text.AppendLine("### Failures").AppendLine();
        foreach (var checks in failures.Take(MaxFailures))
        {
            var requirements = string.Join("</code>, <code>", checks.Select(check => check.Requirement).Distinct());
            text.AppendLine($"<details><summary>{CheckText.Name(checks[0].Verdict)} <code>{requirements}</code></summary>").AppendLine();
            AppendBlock(text, Shortened(CheckText.Describe(checks, result.Exchanges), MaxFailureLength));
            text.AppendLine("</details>").AppendLine();
        }

        if (failures.Count > MaxFailures)
        {
            text.AppendLine($"{failures.Count - MaxFailures} more are in the other reports.").AppendLine();
        }
    }

    private static void AppendWarnings(StringBuilder text, RunResult result)
    {
        var warnings = Summary.FailuresFirst(result)
            .Where(check => !check.Gates && check.Verdict is not (Verdict.Pass or Verdict.Info))
            .ToList();
        if (warnings.Count == 0)
        {
            return;
        }

        text.AppendLine(
            $"<details><summary>{warnings.Count} warnings and checks that were not judged, with the reason</summary>").AppendLine();
        AppendBlock(text, Shortened(string.Join("\n", warnings.Select(CheckText.Line)), MaxWarningsLength));
        text.AppendLine("</details>");
    }

    private static string Shortened(string text, int max) => text.Length <= max ? text : text[..max] + "…";

    // A fence ends only at one that is as long as itself (CommonMark, section 4.5).
    private static void AppendBlock(StringBuilder text, string content)
    {
        content = VisibleText.EscapeCommands(content);
        var longest = Backticks().Matches(content).Select(match => match.Length).DefaultIfEmpty(0).Max();
        var fence = new string('`', Math.Max(3, longest + 1));
        text.AppendLine(fence + "text").AppendLine(content).AppendLine(fence).AppendLine();
    }

    [GeneratedRegex("`+")]
    private static partial Regex Backticks();
}
