using Microsoft.Playwright;
using NUnit.Framework;

namespace PartnerApi.BrowserTests.Dashboard;

public sealed class AccessibilityTests
{
    private const string Stops = "a[href], button, input:not([type=hidden]), select, summary, [tabindex=\"0\"]";

    [TestCase(ColorScheme.Light, 1280)]
    [TestCase(ColorScheme.Dark, 375)]
    public async Task Axe_finds_nothing_on_any_page(ColorScheme scheme, int width)
    {
        await using var dashboard = await OpenDashboard.StartAsync(context =>
        {
            context.ColorScheme = scheme;
            context.ViewportSize = new() { Width = width, Height = 800 };
        });
        await AxeAsync(dashboard, "/");
        await AxeAsync(dashboard, "/faults");
        await DashboardPages.FillAsync(dashboard);
        foreach (var path in DashboardPages.Paths)
        {
            await AxeAsync(dashboard, path);
        }

        await AxeAsync(dashboard, "/control/v1/sessions/default/grade?format=html");
        await dashboard.GoAsync("/clock");
        await dashboard.PressButtonAsync("Freeze");
        await dashboard.Expect(".notice").ToBeVisibleAsync();
        await PageChecks.AxeFindsNothingAsync(dashboard.Page, "a notice");
    }

    [Test]
    public async Task The_keyboard_reaches_every_control_in_the_order_of_the_page_and_shows_where_it_is()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.WithoutNewsAsync();
        await DashboardPages.FillAsync(dashboard);
        foreach (var path in DashboardPages.Paths)
        {
            await dashboard.GoAsync(path);
            await PageChecks.OpenDetailsAsync(dashboard.Page);

            await PageChecks.TabVisitsAsync(dashboard.Page, Stops, path);
        }
    }

    [Test]
    public async Task The_first_stop_skips_the_navigation()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.GoAsync("/clock");
        await dashboard.Page.Keyboard.PressAsync("Tab");
        var skip = dashboard.Page.GetByText("Skip to content");
        await Assertions.Expect(skip).ToBeFocusedAsync();
        await Assertions.Expect(skip).ToBeInViewportAsync();

        await dashboard.Page.Keyboard.PressAsync("Enter");
        await dashboard.Page.Keyboard.PressAsync("Tab");

        await dashboard.Expect("#freeze").ToBeFocusedAsync();
    }

    [TestCase("Enter")]
    [TestCase("Space")]
    public async Task Keys_do_what_a_pointer_does(string key)
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.GoAsync("/clock");
        await dashboard.Page.Locator("#freeze").PressAsync(key);
        await dashboard.Expect("#resume").ToBeVisibleAsync();
        Assert.That(dashboard.Mock.Clock.IsFrozen, Is.True);

        await dashboard.GoAsync("/faults");
        await dashboard.Page.Locator("summary").PressAsync(key);
        await Assertions.Expect(dashboard.Page.GetByLabel("Jitter")).ToBeVisibleAsync();
        await dashboard.Page.GetByLabel("Kind").FocusAsync();
        await dashboard.Page.Keyboard.TypeAsync("late");
        await dashboard.Page.GetByRole(AriaRole.Button, new() { Name = "Create", Exact = true }).PressAsync(key);
        await dashboard.Expect("#faults tbody th").ToHaveTextAsync("latency");
    }

    [TestCase(375)]
    [TestCase(320)]
    public async Task A_narrow_window_needs_no_scrolling_to_the_side(int width)
    {
        await using var dashboard = await OpenDashboard.StartAsync(
            context => context.ViewportSize = new() { Width = width, Height = 700 });
        await DashboardPages.FillAsync(dashboard);
        await dashboard.Partner.QueryAsync(null, "/" + new string('x', 3000));
        dashboard.Mock.Sessions.Create(new() { Id = new string('m', 64) });
        foreach (var path in DashboardPages.Paths.Concat(["/exchange/5", $"/?session={new string('m', 64)}"]))
        {
            await dashboard.GoAsync(path);
            await PageChecks.OpenDetailsAsync(dashboard.Page);

            Assert.That(await dashboard.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width), path);
        }
    }

    [TestCase(ColorScheme.Light, "rgb(244, 246, 249)")]
    [TestCase(ColorScheme.Dark, "rgb(14, 17, 22)")]
    public async Task It_follows_the_readers_colours(ColorScheme scheme, string background)
    {
        await using var dashboard = await OpenDashboard.StartAsync(context => context.ColorScheme = scheme);
        await dashboard.GoAsync("/");

        await dashboard.Expect("body").ToHaveCSSAsync("background-color", background);
    }

    private static async Task AxeAsync(OpenDashboard dashboard, string path)
    {
        await dashboard.GoAsync(path);
        await PageChecks.OpenDetailsAsync(dashboard.Page);
        await PageChecks.AxeFindsNothingAsync(dashboard.Page, path);
    }
}
