using Microsoft.Playwright;
using NUnit.Framework;

namespace PartnerApi.BrowserTests.Dashboard;

public sealed class WithoutScriptTests
{
    [Test]
    public async Task Everything_can_be_seen_and_done()
    {
        await using var dashboard = await OpenDashboard.StartAsync(context => context.JavaScriptEnabled = false);
        await DashboardPages.FillAsync(dashboard);
        await dashboard.GoAsync("/");
        await Assertions.Expect(dashboard.Rows).ToHaveCountAsync(4);
        await dashboard.Expect("#live").ToHaveTextAsync("Not live. Reload to update.");

        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Clock" }).ClickAsync();
        await dashboard.PressButtonAsync("Freeze");
        await dashboard.Expect("#clock .pill").ToHaveTextAsync("frozen");
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Faults" }).ClickAsync();
        await dashboard.Page.GetByLabel("Kind").SelectOptionAsync("latency");
        await dashboard.PressButtonAsync("Create");
        await dashboard.Expect("#faults tbody tr").ToHaveCountAsync(3);
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Grade card" }).ClickAsync();
        await dashboard.PressButtonAsync("Start unusual-token-response");
        await dashboard.Expect(".notice").ToContainTextAsync("Exercise unusual-token-response was started.");
    }

    [Test]
    public async Task No_control_is_shown_that_would_do_nothing()
    {
        await using var dashboard = await OpenDashboard.StartAsync(context => context.JavaScriptEnabled = false);
        await DashboardPages.FillAsync(dashboard);
        foreach (var path in DashboardPages.Paths)
        {
            await dashboard.GoAsync(path);

            await Assertions.Expect(dashboard.Page.Locator("button[type=button]:visible")).ToHaveCountAsync(0);
        }
    }
}
