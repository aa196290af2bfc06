using System.Collections.Immutable;
using Microsoft.Playwright;
using NUnit.Framework;
using PartnerApi.Conformance.Reports.History;

namespace PartnerApi.BrowserTests.Report;

public sealed class TrendPageTests
{
    private static readonly Lazy<string> Written = new(() => TrendPage.Write(Trend.PerTarget(Enumerable.Range(0, 60).Select(Record))));

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task The_history_is_accessible_and_fits_the_window(ColorScheme scheme)
    {
        await using var trend = await ReportPage.OpenAsync(scheme, Written.Value);

        await PageChecks.AxeFindsNothingAsync(trend.Page, "trend");
        Assert.That(await trend.Page.Locator("g.bar").CountAsync(), Is.EqualTo(60));
        Assert.That(trend.Requests.Select(request => new Uri(request).Scheme).Distinct(), Is.SubsetOf((string[])["file", "data"]));
        Assert.That(trend.Complaints, Is.Empty);
        foreach (var width in (int[])[1280, 420])
        {
            await trend.Page.SetViewportSizeAsync(width, 800);
            Assert.That(await trend.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));
        }
    }

    [Test]
    public async Task Texts_of_a_target_are_no_markup()
    {
        const string Hostile = "<img src=x onerror=alert(1)>\"'</title><script>alert(1)</script>";
        await using var trend = await ReportPage.OpenAsync(
            html: TrendPage.Write(
                Trend.PerTarget([Record(0) with { Target = Hostile }, Record(1) with { Target = Hostile, Run = Hostile }])));

        Assert.That(await trend.Page.Locator("img, script").CountAsync(), Is.Zero);
        Assert.That(await trend.Page.Locator("h1").InnerTextAsync(), Does.Contain("<script>"));
        Assert.That(trend.Complaints, Is.Empty);
    }

    private static RunRecord Record(int day) => new()
    {
        FormatVersion = RunRecord.CurrentVersion,
        Target = "staging",
        Contract = "v1",
        Profile = "rfc6749",
        Run = $"run{day}",
        Started = new DateTimeOffset(2026, 10, 1, 8, 0, 0, TimeSpan.Zero).AddDays(day),
        ExitCode = day % 7 == 3 ? 1 : 0,
        Checks = Enumerable.Range(0, 40).ToImmutableSortedDictionary(
            check => $"S2.check{check}", check => check == 0 && day % 7 == 3
                ? "FAIL"
                : check % 9 == 1
                ? "WARN"
                : "PASS", StringComparer.Ordinal),
        Failing = day % 7 == 3 ? ["S2.check0"] : [],
    };
}
