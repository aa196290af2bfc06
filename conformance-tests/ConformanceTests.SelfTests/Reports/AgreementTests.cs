using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.SelfTests.Reports;

public sealed partial class AgreementTests
{
    private static IEnumerable<TestCaseData> Readers =>
    [
        new TestCaseData((Func<RunResult, IReadOnlyDictionary<string, int>>)InConsole).SetArgDisplayNames("console"),
        new TestCaseData((Func<RunResult, IReadOnlyDictionary<string, int>>)InJson).SetArgDisplayNames("JSON"),
        new TestCaseData((Func<RunResult, IReadOnlyDictionary<string, int>>)InJUnit).SetArgDisplayNames("JUnit"),
        new TestCaseData((Func<RunResult, IReadOnlyDictionary<string, int>>)InHtml).SetArgDisplayNames("HTML"),
        new TestCaseData((Func<RunResult, IReadOnlyDictionary<string, int>>)InMarkdown).SetArgDisplayNames("Markdown"),
        new TestCaseData((Func<RunResult, IReadOnlyDictionary<string, int>>)InBadge).SetArgDisplayNames("badge"),
        new TestCaseData((Func<RunResult, IReadOnlyDictionary<string, int>>)InPicture).SetArgDisplayNames("picture"),
    ];

    [TestCaseSource(nameof(Readers))]
    public void All_ten_verdicts_are_counted_alike(Func<RunResult, IReadOnlyDictionary<string, int>> read) =>
        Assert.That(read(PreparedRun.All), Is.EquivalentTo(PreparedRun.Counts));

    [TestCase(0, Verdict.Pass)]
    [TestCase(1, Verdict.Pass, Verdict.Fail)]
    [TestCase(3, Verdict.Pass, Verdict.Untestable)]
    [TestCase(4, Verdict.Pass, Verdict.Blocked)]
    [TestCase(5, Verdict.Pass, Verdict.HarnessError)]
    public void The_exit_code_is_the_same_everywhere(int code, params Verdict[] verdicts)
    {
        var result = PreparedRun.Create(verdicts);

        Assert.That(ResultsJson.Write(result), Does.Contain($"\"exitCode\": {code},"));
        Assert.That(JUnitReport.Write(result), Does.Contain($"name=\"exitCode\" value=\"{code}\""));
        Assert.That(HtmlReport.Write(result), Does.Contain($"<dt>Exit code</dt><dd>{code}</dd>"));
        Assert.That(MarkdownReport.Write(result), Does.Contain($"Exit code {code}:"));
        Assert.That(BadgeReport.Json(result), Does.Contain($"\"isError\": {(code == 0 ? "false" : "true")}"));
        Assert.That(Printed(result), Does.Contain(Summary.Answer(result)));
    }

    [TestCase(0, 0, Verdict.Pass, Verdict.Warn, Verdict.Info, Verdict.NotApplicable, Verdict.Waived, Verdict.Pending)]
    [TestCase(2, 0, Verdict.Pass, Verdict.Fail)]
    [TestCase(6, 0, Verdict.Pass, Verdict.Untestable)]
    [TestCase(0, 7, Verdict.Pass, Verdict.Blocked)]
    [TestCase(0, 10, Verdict.Pass, Verdict.HarnessError)]
    public void A_reader_of_JUnit_alone_sees_a_shut_gate(int failures, int errors, params Verdict[] verdicts)
    {
        var root = XDocument.Parse(JUnitReport.Write(PreparedRun.Create(verdicts))).Root!;

        Assert.That(((int)root.Attribute("failures")!, (int)root.Attribute("errors")!), Is.EqualTo((failures, errors)));
    }

    private static ImmutableDictionary<string, int> InConsole(RunResult result)
    {
        var lines = Printed(result).Split('\n');
        var names = Blanks().Split(lines.First(line => line.TrimStart().StartsWith("section", StringComparison.Ordinal)).Trim());
        var counts = Blanks().Split(lines.First(line => line.TrimStart().StartsWith("all ", StringComparison.Ordinal)).Trim());
        return Pairs(names.Zip(counts).Skip(1));
    }

    private static Dictionary<string, int> InJson(RunResult result)
    {
        using var document = JsonDocument.Parse(ResultsJson.Write(result));
        var listed = document.RootElement.GetProperty("checks").EnumerateArray().CountBy(
            check => check.GetProperty("verdict").GetString()!).ToDictionary();
        Assert.That(document.RootElement.GetProperty("counts").Deserialize<Dictionary<string, int>>(), Is.EquivalentTo(listed));
        return listed;
    }

    private static Dictionary<string, int> InJUnit(RunResult result) => XDocument.Parse(JUnitReport.Write(result))
        .Descendants("testcase")
        .CountBy(
            one =>
                (string)one.Descendants("property").Single(
                    property => (string)property.Attribute("name")! == "verdict").Attribute("value")!)
        .ToDictionary();

    private static Dictionary<string, int> InHtml(RunResult result)
    {
        var page = HtmlReport.Write(result);
        var listed = Listed().Matches(page).CountBy(match => match.Groups[1].Value.ToUpperInvariant()).ToDictionary();
        Assert.That(Pairs(Tile().Matches(page).Select(match => (match.Groups[1].Value, match.Groups[2].Value))), Is.EquivalentTo(listed));
        return listed;
    }

    private static ImmutableDictionary<string, int> InMarkdown(RunResult result)
    {
        var lines = MarkdownReport.Write(result).Split('\n');
        var names = lines.First(line => line.StartsWith("| section", StringComparison.Ordinal)).Split('|', StringSplitOptions.TrimEntries);
        var counts = lines.First(line => line.StartsWith("| all", StringComparison.Ordinal)).Split('|', StringSplitOptions.TrimEntries);
        return Pairs(names.Zip(counts).Skip(2).SkipLast(1));
    }

    private static ImmutableDictionary<string, int> InBadge(RunResult result)
    {
        using var document = JsonDocument.Parse(BadgeReport.Json(result));
        return Counted(document.RootElement.GetProperty("message").GetString()!);
    }

    private static ImmutableDictionary<string, int> InPicture(RunResult result) =>
        Counted(
            XDocument.Parse(BadgeReport.Picture(result)).Descendants().Single(
                one => one.Name.LocalName == "title").Value.Split('(')[1].Split(';')[0]);

    private static ImmutableDictionary<string, int> Counted(string words) =>
        Pairs(Count().Matches(words).Select(match => (match.Groups[2].Value, match.Groups[1].Value)));

    private static ImmutableDictionary<string, int> Pairs(IEnumerable<(string Name, string Count)> pairs) =>
        pairs.ToImmutableDictionary(pair => pair.Name.ToUpperInvariant(), pair => int.Parse(pair.Count, CultureInfo.InvariantCulture));

    private static string Printed(RunResult result)
    {
        using var output = new StringWriter();
        ConsoleReport.Write(ConsoleReport.Console(output, plain: true), result);
        return output.ToString().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex("""<details class="check v-([a-z-]+)" """)]
    private static partial Regex Listed();

    [GeneratedRegex("""<button type="button" class="tile[^>]*data-verdict="([a-z-]+)"[^>]*><span class="tile-count">(\d+)""")]
    private static partial Regex Tile();

    [GeneratedRegex("(\\d+) (pass|fail|warn|info|not-applicable|untestable|blocked|waived|pending|harness-error)")]
    private static partial Regex Count();
}
