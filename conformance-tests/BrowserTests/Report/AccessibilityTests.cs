using Deque.AxeCore.Playwright;
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
        await report.Page.EvaluateAsync("document.querySelectorAll('.check, .all').forEach((node, index) => { node.open = index < 12 || node.matches('.all'); })");

        var result = await report.Page.RunAxe();

        Assert.That(result.Passes, Is.Not.Empty);
        Assert.That(result.Violations.Select(violation => $"{violation.Impact} {violation.Id}: {violation.Help}: {violation.Nodes[0].Html}"), Is.Empty);
    }

    [Test]
    public async Task The_keyboard_reaches_every_control_in_the_order_of_the_page()
    {
        await using var report = await ReportPage.OpenAsync();
        await report.Page.EvaluateAsync($$"""[...document.querySelectorAll('{{Focusable}}')].filter((node) => node.checkVisibility()).forEach((node, index) => { node.dataset.stop = index; })""");
        var stops = await report.Page.Locator("[data-stop]").CountAsync();

        var visited = new List<int>();
        for (var i = 0; i < stops; i++)
        {
            await report.Page.Keyboard.PressAsync("Tab");
            visited.Add(int.Parse(await report.Page.EvaluateAsync<string>("document.activeElement.dataset.stop ?? '-1'"), System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.That(visited, Is.EqualTo(Enumerable.Range(0, stops)));
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

    [TestCase(ColorScheme.Light, "light")]
    [TestCase(ColorScheme.Dark, "dark")]
    public async Task It_follows_the_readers_colours_and_fits_the_window(ColorScheme scheme, string name)
    {
        await using var report = await ReportPage.OpenAsync(scheme);

        var picture = await report.Page.ScreenshotAsync(new() { Path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"report-{name}.png") });

        Assert.That(picture, Is.Not.Empty);
        Assert.That(await report.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"), Is.EqualTo(name == "dark" ? "rgb(14, 17, 22)" : "rgb(244, 246, 249)"));
        foreach (var width in (int[])[1280, 400])
        {
            await report.Page.SetViewportSizeAsync(width, 800);
            Assert.That(await report.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));
        }
    }
}
