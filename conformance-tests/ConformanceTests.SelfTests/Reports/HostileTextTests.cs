using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using NUnit.Framework;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.SelfTests.Running;
using PartnerApi.Conformance.SelfTests.Safety;
using PartnerApi.Conformance.SelfTests.Verdicts;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Reports;

public sealed class HostileTextTests
{
    private const string Hostile = "<script>alert(1)</script>\" onload='x' ]]> {{ 7 | times: 7 }} ``` \u0000\u001b[31m\ud800 \U0001F600";

    private const string Commands =
        "a\n::error file=a::1\r\n ::add-mask::2\n##vso[task.complete]3 ##[error]4\u001b[2J\0\u009b\u202e\u2066\ufeff\u2028b";

    private static readonly RunResult Run = Results.Run(Results.Check(Verdict.Fail) with { Actual = Hostile, Because = Hostile }) with
    {
        Target = Hostile,
        Exchanges = [PreparedRun.Exchange(Hostile)],
    };

    [Test]
    public void In_HTML_it_is_text()
    {
        var page = HtmlReport.Write(Run);

        Assert.That(page, Does.Not.Contain("<script>alert").And.Not.Contain("onload='x'").And.Contain("&lt;script&gt;alert(1)"));
        Assert.That(page, Does.Contain("7 | times: 7"), "a template in the target's text must not be carried out");
    }

    [Test]
    public void In_JUnit_it_is_text_that_an_XML_reader_takes()
    {
        var read = XDocument.Parse(JUnitReport.Write(Run));

        Assert.That(
            read.Descendants("failure").Single().Value,
            Does.Contain("<script>alert(1)</script>").And.Contain("\\u{0000}\\u{001B}[31m\\u{D800} \U0001F600"));
    }

    [Test]
    public void In_a_badge_it_is_text() =>
        Assert.That(() => XDocument.Parse(BadgeReport.Picture(Run with { Contract = Hostile })), Throws.Nothing);

    [Test]
    public void In_JSON_it_is_text() =>
        Assert.That(() => JsonDocument.Parse(ResultsJson.Write(Run)), Throws.Nothing);

    // Names of a target file, rows of a requirements file, reasons of waivers: text that no target sends has the same form.
    [Test]
    public void Text_of_any_origin_is_visible_in_every_output()
    {
        var check = Results.Check(Verdict.Fail) with
        {
            Id = Commands,
            Statement = Commands,
            Source = Commands,
            Scenario = Commands,
            Expected = Commands,
            Actual = Commands,
            Because = Commands,
        };
        var run = Results.Run(check, check with { Verdict = Verdict.Warn }, check with { Verdict = Verdict.Untestable }) with
        {
            Target = Commands,
            Contract = Commands,
            RunId = Commands,
            Profile = Commands,
            Exchanges = [PreparedRun.Exchange(Commands)],
            NotTested = [RequirementsFile.Embedded().All[0] with { NotTested = Commands, Statement = Commands, Source = Commands }],
        };

        foreach (var result in (RunResult[])[run, run with { Unreachable = Commands, Checks = [] }, run with { Cancelled = true }])
        {
            OutputChecks.AssertBoundedAndVisible(result);
        }
    }

    // A results.json can come from anywhere: an artifact of another build, an attachment.
    [Test]
    public async Task In_a_comparison_of_files_of_somebody_else_it_is_visible()
    {
        using var folder = new TemporaryFolder();
        var written = JsonNode.Parse(ResultsJson.Write(Run))!;
        foreach (var (parent, key) in Texts(written["checks"]!).Concat(Texts(written["target"]!)).ToList())
        {
            parent[key] = Commands;
        }

        var raw = written.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        await File.WriteAllTextAsync(folder.File("after.json"), raw);
        await File.WriteAllTextAsync(folder.File("before.json"), ResultsJson.Write(Run with { Checks = [] }));

        var words = await SuiteCommandLine.RunAsync("diff", folder.File("before.json"), folder.File("after.json"));
        var json = await SuiteCommandLine.RunAsync("diff", folder.File("before.json"), folder.File("after.json"), "--json");

        Assert.That((words.ExitCode, json.ExitCode), Is.EqualTo((1, 1)), words.Error + json.Error);
        OutputChecks.AssertVisible("diff", words.Out);
        OutputChecks.AssertVisible("diff --json", json.Out);
        Assert.That((string?)JsonNode.Parse(json.Out)!["changes"]![0]!["actual"], Is.EqualTo(Commands));
    }

    [Test]
    public void In_Markdown_it_stands_within_a_fence_that_it_cannot_close()
    {
        var fence = "";
        foreach (var line in MarkdownReport.Write(
            Results.Run(Results.Check(Verdict.Fail) with { Actual = "\n```\n" + Hostile })).Split('\n'))
        {
            var ticks = line[..(line.Length - line.TrimStart('`').Length)];
            if (fence.Length == 0 && ticks.Length > 2)
            {
                fence = ticks;
            }
            else if (fence.Length > 0 && line == fence)
            {
                fence = "";
            }
            else
            {
                Assert.That(fence.Length > 0 || !line.Contains("script", StringComparison.Ordinal), line);
            }
        }

        Assert.That(fence, Is.Empty);
    }

    private static IEnumerable<(JsonNode Parent, string Key)> Texts(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Value is JsonValue value && value.TryGetValue<string>(out _)
            ? [(members, member.Key)]
            : member.Value is { } inner ? Texts(inner) : []),
        JsonArray items => items.OfType<JsonNode>().SelectMany(Texts),
        _ => [],
    };
}
