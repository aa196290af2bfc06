using Microsoft.Playwright;
using NUnit.Framework;

namespace PartnerApi.BrowserTests.Report;

public sealed class AccessibilityTests
{
    private const string Focusable = "a[href], button, input, select, summary, [tabindex=\"0\"]";

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task Axe_finds_nothing(ColorScheme scheme)
    {
        await using var report = await ReportPage.OpenAsync(scheme);
        await report.Page.EvaluateAsync(
            "document.querySelectorAll('.check, .all').forEach((node, index) => { node.open = index < 12 || node.matches('.all'); })");

        await PageChecks.AxeFindsNothingAsync(report.Page, "report");
    }

    [Test]
    public async Task The_keyboard_reaches_every_control_in_the_order_of_the_page()
    {
        await using var report = await ReportPage.OpenAsync();

        await PageChecks.TabVisitsAsync(report.Page, Focusable, "report");
    }

    [Test]
    public async Task A_key_opens_a_check_and_chooses_a_verdict()
    {
        await using var report = await ReportPage.OpenAsync();
        var passed = report.Page.Locator(".check.v-pass").First;

        await passed.Locator("summary").FocusAsync();
        await report.Page.Keyboard.PressAsync("Enter");
        await report.Page.Locator(".tile.v-blocked").FocusAsync();
        await report.Page.Keyboard.PressAsync("Space");

        Assert.That(await passed.GetAttributeAsync("open"), Is.Not.Null);
        Assert.That(await report.Shown.CountAsync(), Is.EqualTo(HostileRun.Result.Total.Of(Conformance.Verdicts.Verdict.Blocked)));
    }

    [TestCase(ColorScheme.Light, "light", "rgb(244, 246, 249)")]
    [TestCase(ColorScheme.Dark, "dark", "rgb(14, 17, 22)")]
    public async Task It_follows_the_readers_colours_and_fits_the_window(ColorScheme scheme, string name, string background)
    {
        await using var report = await ReportPage.OpenAsync(scheme);

        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"report-{name}.png");
        var picture = await report.Page.ScreenshotAsync(new() { Path = file });

        Assert.That(picture, Is.Not.Empty);
        var painted = await report.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        Assert.That(painted, Is.EqualTo(background));
        foreach (var width in (int[])[1280, 400])
        {
            await report.Page.SetViewportSizeAsync(width, 800);
            Assert.That(await report.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));
        }
    }
}
