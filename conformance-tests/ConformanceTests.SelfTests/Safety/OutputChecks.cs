using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Reports.Comparison;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.SelfTests.Safety;

/// <summary>What must hold for everything that the suite prints or writes, whatever a target sends.</summary>
internal static partial class OutputChecks
{
    private const int MaxCharacters = 16 * 1024 * 1024;

    /// <summary>Everything that a run prints and writes, by name.</summary>
    /// <param name="result">The run.</param>
    /// <returns>Name and text.</returns>
    public static IEnumerable<(string Name, string Text)> All(RunResult result)
    {
        using var output = new StringWriter();
        ConsoleReport.Write(ConsoleReport.Console(output, plain: true), result);
        yield return ("console", output.ToString());
        yield return ("notes", string.Join('\n', result.Notes));
        foreach (var kind in ReportFiles.Kinds)
        {
            yield return (kind.FileName, kind.Write(result));
        }

        var path = Path.GetTempFileName();
        File.WriteAllText(path, ResultsJson.Write(result));
        var comparison = RunComparison.Compare(ResultsJson.Read(path) with { Checks = [] }, ResultsJson.Read(path));
        File.Delete(path);
        yield return ("diff", ComparisonText.Words(comparison));
        yield return ("diff --json", ComparisonText.Json(comparison));
    }

    /// <summary>Nothing hides, nothing is a command, nothing is huge.</summary>
    /// <param name="result">The run.</param>
    public static void AssertBoundedAndVisible(RunResult result)
    {
        foreach (var (name, text) in All(result))
        {
            Assert.That(text, Has.Length.LessThan(MaxCharacters), name);
            Assert.That(Hidden(text), Is.Empty, name);
            if (name is not ("junit.xml" or "report.html" or "badge.svg"))
            {
                Assert.That(Command().Matches(text).Select(match => match.Value), Is.Empty, name);
            }
        }
    }

    /// <summary>Nothing hides in what a console shows, and nothing is a command.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="text">The text.</param>
    public static void AssertVisible(string name, string text)
    {
        Assert.That(Hidden(text), Is.Empty, name);
        Assert.That(Command().Matches(text).Select(match => match.Value), Is.Empty, name);
    }

    // What a program or a person does not see: control characters, C1, directional marks, halves of characters.
    private static IEnumerable<string> Hidden(string text) => text.EnumerateRunes()
        .Where(rune => rune.Value is not ('\n' or '\r' or '\t')
            && (Rune.IsControl(rune) || rune.Value is 0x200E or 0x200F or 0x2028 or 0x2029 or (>= 0x202A and <= 0x202E)
                or (>= 0x2066 and <= 0x2069) or 0xFEFF))
        .Select(rune => $"U+{rune.Value:X4}")
        .Distinct();

    [GeneratedRegex(@"^\s*::[\w-]|##[\w.]*\[", RegexOptions.Multiline)]
    private static partial Regex Command();
}
