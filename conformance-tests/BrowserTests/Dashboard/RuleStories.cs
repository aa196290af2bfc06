using Microsoft.Playwright;
using NUnit.Framework;

namespace PartnerApi.BrowserTests.Dashboard;

public sealed class RuleStories
{
    [Test]
    public async Task A_refusal_leads_to_its_rule_and_the_rule_to_its_refusals()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await DashboardPages.FillAsync(dashboard);
        await dashboard.GoAsync("/");

        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "S4.requestor_id.required" }).ClickAsync();
        await dashboard.Expect("li:target").ToContainTextAsync(
            "A command that is not on the list of exceptions is refused when the header Requestor-ID is missing.");
        await dashboard.Page.Locator("li:target a").ClickAsync();

        await dashboard.Expect("#counts").ToHaveTextAsync("1 match the filter, 4 in total");
    }

    [Test]
    public async Task Every_rule_that_can_refuse_and_every_rule_of_the_card_is_listed()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await DashboardPages.FillAsync(dashboard);
        await dashboard.GoAsync("/rules");

        var listed = await dashboard.Page.Locator(".rules code").AllInnerTextsAsync();

        Assert.That(dashboard.Mock.Journal[^1].Rules.Select(rule => rule.Requirement).Except(listed), Is.Empty);
        Assert.That(dashboard.Mock.Journal[0].Rules.Select(rule => rule.Requirement).Except(listed), Is.Empty);
        await dashboard.Expect("dl.rules dt").ToHaveCountAsync(17);
    }
}
