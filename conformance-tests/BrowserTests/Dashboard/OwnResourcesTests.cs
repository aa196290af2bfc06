using NUnit.Framework;

namespace PartnerApi.BrowserTests.Dashboard;

public sealed class OwnResourcesTests
{
    private const int MaxBytes = 40_000;

    [Test]
    public async Task No_page_asks_for_anything_elsewhere_or_complains()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await DashboardPages.FillAsync(dashboard);
        foreach (var path in DashboardPages.Paths)
        {
            await dashboard.GoAsync(path);
        }

        Assert.That(dashboard.OutsideRequests, Is.Empty);
        Assert.That(dashboard.Complaints.Where(line => !line.Contains("404 (Not Found)", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task A_script_that_got_into_a_page_would_be_stopped_by_its_policy()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.GoAsync("/");

        await dashboard.Page.EvaluateAsync("""
            () => {
              const script = document.createElement('script');
              script.textContent = 'window.owned = 1';
              document.body.append(script);
            }
            """);

        Assert.That(await dashboard.Page.EvaluateAsync<bool>("typeof owned !== 'undefined'"), Is.False);
        Assert.That(dashboard.Complaints, Has.Some.Contains("Content Security Policy"));
    }

    [Test]
    public async Task The_pages_are_small()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await DashboardPages.FillAsync(dashboard);
        foreach (var path in DashboardPages.Paths.Concat(["/dashboard.css", "/dashboard.js", "/dashboard.svg"]))
        {
            var reply = await dashboard.GoAsync(path);

            Assert.That(await reply!.BodyAsync(), Has.Length.LessThan(MaxBytes), path);
        }
    }
}
