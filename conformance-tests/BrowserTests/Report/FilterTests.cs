using Microsoft.Playwright;
using NUnit.Framework;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.BrowserTests.Report;

public sealed class FilterTests
{
    private static readonly RunResult Run = HostileRun.Result;

    [Test]
    public async Task Failures_come_first_and_are_open()
    {
        await using var report = await ReportPage.OpenAsync();

        Assert.That(await report.Shown.CountAsync(), Is.EqualTo(Run.Checks.Length));
        Assert.That(await report.Shown.First.GetAttributeAsync("data-verdict"), Is.EqualTo("fail"));
        Assert.That(await report.Shown.First.GetAttributeAsync("open"), Is.Not.Null);
    }

    [TestCase("#verdict", "warn", Verdict.Warn)]
    [TestCase("#verdict", "not-applicable", Verdict.NotApplicable)]
    public async Task A_verdict_can_be_chosen(string list, string value, Verdict verdict)
    {
        await using var report = await ReportPage.OpenAsync();

        await report.Page.SelectOptionAsync(list, value);

        Assert.That(await report.Shown.CountAsync(), Is.EqualTo(Run.Total.Of(verdict)));
        var status = await report.Page.InnerTextAsync("[role=status]");
        Assert.That(status, Is.EqualTo($"{Run.Total.Of(verdict)} of {Run.Checks.Length} checks"));
    }

    [Test]
    public async Task A_tile_chooses_its_verdict_and_lets_go_again()
    {
        await using var report = await ReportPage.OpenAsync();
        var tile = report.Page.GetByRole(AriaRole.Button, new() { Name = "FAIL" }).First;

        await tile.ClickAsync();

        Assert.That(await report.Shown.CountAsync(), Is.EqualTo(Run.Total.Of(Verdict.Fail)));
        Assert.That(await tile.GetAttributeAsync("aria-pressed"), Is.EqualTo("true"));

        await tile.ClickAsync();

        Assert.That(await report.Shown.CountAsync(), Is.EqualTo(Run.Checks.Length));
    }

    [Test]
    public async Task Section_level_and_text_narrow_together_and_reset_brings_all_back()
    {
        await using var report = await ReportPage.OpenAsync();
        var expected = Run.Checks
            .Where(check => check.Section == "S2" && Summary.Name(check.Level) == "must")
            .Select(check => check.Id)
            .Where(id => id.Contains("grant_type", StringComparison.Ordinal))
            .ToList();

        await report.Page.ClickAsync("button[data-section=S2]");
        await report.Page.SelectOptionAsync("#level", "must");
        await report.Page.FillAsync("#text", "S2.GRANT_TYPE");

        Assert.That(expected, Is.Not.Empty);
        Assert.That(await report.Page.Locator(".check:visible .what code").AllInnerTextsAsync(), Is.EquivalentTo(expected));

        await report.Page.ClickAsync("#reset");

        await Assertions.Expect(report.Shown).ToHaveCountAsync(Run.Checks.Length);
    }

    [Test]
    public async Task A_filter_that_fits_nothing_says_so()
    {
        await using var report = await ReportPage.OpenAsync();

        await report.Page.FillAsync("#text", "nobody wrote this anywhere");

        Assert.That(await report.Shown.CountAsync(), Is.Zero);
        Assert.That(await report.Page.IsVisibleAsync("#nothing"), Is.True);
    }

    [Test]
    public async Task The_link_to_another_exchange_opens_it()
    {
        await using var report = await ReportPage.OpenAsync();
        var link = report.Shown.First.Locator("a").First;

        await link.ClickAsync();

        await Assertions.Expect(report.Page.Locator($"{await link.GetAttributeAsync("href")} .curl")).ToBeVisibleAsync();
    }

    [Test]
    public async Task Without_scripts_everything_is_there_and_no_dead_control_is_shown()
    {
        var page = await Browser.NewPageAsync();
        await using var context = page.Context;
        await page.RouteAsync("**/*", route => route.AbortAsync());

        await page.SetContentAsync(ReportPage.Html
            .Replace("<script>", "<template>", StringComparison.Ordinal)
            .Replace("</script>", "</template>", StringComparison.Ordinal));

        Assert.That(await page.Locator(".check:visible").CountAsync(), Is.EqualTo(Run.Checks.Length));
        Assert.That(await page.Locator("button:enabled:visible, input:visible, select:visible").CountAsync(), Is.Zero);
    }
}
