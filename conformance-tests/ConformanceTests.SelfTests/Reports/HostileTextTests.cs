using System.Text.Json;
using System.Xml.Linq;
using NUnit.Framework;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.SelfTests.Verdicts;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.SelfTests.Reports;

public sealed class HostileTextTests
{
    private const string Hostile = "<script>alert(1)</script>\" onload='x' ]]> {{ 7 | times: 7 }} ``` \u0000\u001b[31m\ud800 \U0001F600";

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
}
