using System.Text;
using System.Text.RegularExpressions;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Reports;

/// <summary>The run as a Markdown page for a job's summary. Texts of the target stand in fenced blocks only, where nothing is markup.</summary>
public static partial class MarkdownReport
{
    // A job's summary may have one mebibyte; the rest is in the other reports.
    private const int MaxFailures = 40;
    private const int MaxFailureLength = 8_000;

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
        AppendBlock(text, Summary.RunProblem(result) is { } problem && problem != Summary.Answer(result) ? problem + "\n" + Summary.Answer(result) : Summary.Answer(result));
        AppendTable(text, result);
        AppendFailures(text, result);
        AppendRemarks(text, result);
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
        var failures = Summary.FailuresFirst(result).Where(check => check.Gates).ToList();
        if (failures.Count == 0)
        {
            return;
        }

        text.AppendLine("### What keeps the gate shut").AppendLine();
        foreach (var check in failures.Take(MaxFailures))
        {
            text.AppendLine($"<details><summary>{CheckText.Name(check.Verdict)} <code>{check.Requirement}</code></summary>").AppendLine();
            AppendBlock(text, Shortened(CheckText.Describe(check, result.Exchanges)));
            text.AppendLine("</details>").AppendLine();
        }

        if (failures.Count > MaxFailures)
        {
            text.AppendLine($"{failures.Count - MaxFailures} more are in the other reports.").AppendLine();
        }
    }

    private static void AppendRemarks(StringBuilder text, RunResult result)
    {
        var remarks = Summary.FailuresFirst(result).Where(check => !check.Gates && check.Verdict is not (Verdict.Pass or Verdict.Info)).ToList();
        if (remarks.Count == 0)
        {
            return;
        }

        text.AppendLine($"<details><summary>{remarks.Count} remarks: warnings, and what was not judged, with the reason</summary>").AppendLine();
        AppendBlock(text, string.Join("\n", remarks.Select(CheckText.Line)));
        text.AppendLine("</details>");
    }

    private static string Shortened(string text) => text.Length <= MaxFailureLength ? text : text[..MaxFailureLength] + "…";

    // A fence ends only at one that is as long as itself (CommonMark, section 4.5).
    private static void AppendBlock(StringBuilder text, string content)
    {
        var longest = Backticks().Matches(content).Select(match => match.Length).DefaultIfEmpty(0).Max();
        var fence = new string('`', Math.Max(3, longest + 1));
        text.AppendLine(fence + "text").AppendLine(content).AppendLine(fence).AppendLine();
    }

    [GeneratedRegex("`+")]
    private static partial Regex Backticks();
}
