using Microsoft.Playwright;
using NUnit.Framework;

namespace PartnerApi.BrowserTests.Dashboard;

public sealed class ExchangeStories
{
    [Test]
    public async Task One_exchange_shows_cause_fix_difference_rules_request_and_reply()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await DashboardPages.FillAsync(dashboard);
        await dashboard.GoAsync("/");

        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Exchange 2" }).ClickAsync();

        var first = dashboard.Page.Locator(".callout").First;
        await Assertions.Expect(first.Locator(".cause")).ToHaveTextAsync("The header is named 'RequestorId'; expected 'Requestor-ID'.");
        await Assertions.Expect(first.Locator("del")).ToHaveTextAsync("RequestorId");
        await Assertions.Expect(first.Locator("ins")).ToHaveTextAsync("Requestor-ID");
        await Assertions.Expect(dashboard.Page.GetByText("Less likely")).ToBeVisibleAsync();
        await dashboard.Expect("[aria-label=Request]").ToContainTextAsync("POST /users");
        await dashboard.Expect("[aria-label=Request]").ToContainTextAsync("Authorization: Bearer [token]");
        await dashboard.Expect("[aria-label=Reply]").ToContainTextAsync("400 Bad Request");
        await Assertions.Expect(dashboard.Page.GetByText("API.route.known")).ToBeHiddenAsync();
        await dashboard.Page.GetByText("rules passed before it").ClickAsync();
        await Assertions.Expect(dashboard.Page.GetByText("API.route.known")).ToBeVisibleAsync();
    }

    [Test]
    public async Task The_neighbours_are_one_step_away()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await DashboardPages.FillAsync(dashboard);
        await dashboard.GoAsync("/exchange/2");

        await dashboard.Page.GetByText("Next").ClickAsync();
        await dashboard.Expect("h1").ToHaveTextAsync("Exchange 3");
        await dashboard.Expect(".callout .cause").ToContainTextAsync("the simulated fault '401-once' replaced the response");
        await dashboard.Page.GetByText("Previous").ClickAsync();
        await dashboard.Expect("h1").ToHaveTextAsync("Exchange 2");
        await dashboard.Page.GetByText("Back to the journal").ClickAsync();
        await Assertions.Expect(dashboard.Rows).ToHaveCountAsync(4);
    }

    [Test]
    public async Task The_command_line_on_the_page_sends_the_request_again()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        var token = await dashboard.Partner.TokenAsync();
        await dashboard.Partner.CommandAsync(token, "RequestorId");
        await dashboard.GoAsync("/exchange/2");

        await Bash.RunAsync(await dashboard.Page.Locator("#curl-line").InnerTextAsync(), ("TOKEN", token));
        await dashboard.GoAsync("/");

        await Assertions.Expect(dashboard.Rows).ToHaveCountAsync(3);
        await Assertions.Expect(dashboard.Rows.First.Locator(".cause"))
            .ToHaveTextAsync("The header is named 'RequestorId'; expected 'Requestor-ID'.");
    }

    [Test]
    public async Task The_command_line_is_copied_whole()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await DashboardPages.FillAsync(dashboard);
        await dashboard.GoAsync("/exchange/2");

        await dashboard.PressButtonAsync("Copy");

        await Assertions.Expect(dashboard.Page.GetByRole(AriaRole.Button, new() { Name = "Copied" })).ToBeVisibleAsync();
        var copied = await dashboard.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.That(copied, Is.EqualTo(await dashboard.Page.Locator("#curl-line").TextContentAsync()));
    }
}
