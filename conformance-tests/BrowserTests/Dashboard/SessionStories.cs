using System.Text.Json.Nodes;
using Microsoft.Playwright;
using NUnit.Framework;
using PartnerApi.Mock.Journal;

namespace PartnerApi.BrowserTests.Dashboard;

public sealed class SessionStories
{
    [Test]
    public async Task The_page_writes_the_call_that_makes_a_session_and_the_session_appears()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.GoAsync("/sessions");
        await dashboard.Page.GetByLabel("Name").FillAsync("checkout-team");
        await dashboard.PressButtonAsync("Show the command");

        var made = JsonNode.Parse(await Bash.RunAsync(await dashboard.Page.Locator("#session-line").InnerTextAsync()))!;

        await dashboard.Expect("#session-count").ToHaveTextAsync("2 sessions");
        await dashboard.Expect("#sessions").ToContainTextAsync("session-checkout-team");
        await dashboard.Expect("body").Not.ToContainTextAsync((string)made["clientSecret"]!);

        await dashboard.Partner.TokenAsync((string)made["clientId"]!, (string)made["clientSecret"]!);
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "checkout-team", Exact = true }).ClickAsync();
        await dashboard.Expect("#state").ToContainTextAsync("session checkout-team");
        await Assertions.Expect(dashboard.Rows).ToHaveCountAsync(1);
        await dashboard.GoAsync("/");
        await dashboard.Expect("#journal").ToContainTextAsync("No requests yet");
    }

    [Test]
    public async Task A_session_can_be_reset_and_deleted_without_leaving_ones_own()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        var made = dashboard.Mock.Sessions.Create(new() { Id = "other" });
        await dashboard.Partner.TokenAsync(made.ClientId, made.ClientSecret);
        made.Session.Faults.Add("401-once");
        await dashboard.GoAsync("/sessions");

        await dashboard.PressButtonAsync("Reset other");
        await dashboard.Expect(".notice").ToHaveTextAsync("The session was reset.");
        await dashboard.Expect("#state").ToContainTextAsync("session default");
        Assert.That(made.Session.Journal, Is.Empty);
        Assert.That(made.Session.Faults.All, Is.Empty);

        await dashboard.PressButtonAsync("Delete other");
        await dashboard.Expect(".notice").ToHaveTextAsync("Session other was deleted.");
        await dashboard.Expect("#sessions tbody tr").ToHaveCountAsync(1);
        await Assertions.Expect(dashboard.Page.GetByRole(AriaRole.Button, new() { Name = "Delete default" })).ToHaveCountAsync(0);
    }

    [Test]
    public async Task The_page_of_a_deleted_session_says_so_and_leads_on()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.GoAsync("/grade?session=gone");

        await Assertions.Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Unknown session");
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Sessions" }).ClickAsync();

        await dashboard.Expect("#sessions tbody tr").ToHaveCountAsync(1);
    }

    [Test]
    public async Task A_name_that_cannot_be_is_refused_and_enters_no_command_line()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.GoAsync("/sessions");
        await dashboard.Page.GetByLabel("Name").FillAsync("x'; rm -r y; '");

        await dashboard.PressButtonAsync("Show the command");

        await Assertions.Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("1 to 64 letters, digits, '-' or '_'");
        await dashboard.Expect("#session-line").Not.ToContainTextAsync("rm -r");
    }
}
