using Microsoft.Playwright;
using NUnit.Framework;

namespace PartnerApi.BrowserTests.Dashboard;

public sealed class ClockStories
{
    [Test]
    public async Task A_token_expires_when_the_frozen_clock_is_advanced_by_the_page()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.GoAsync("/clock");
        await dashboard.PressButtonAsync("Freeze");
        await dashboard.Expect("#clock .pill").ToHaveTextAsync("frozen");
        await dashboard.Expect("#state .pill").ToHaveTextAsync("frozen");
        var token = await dashboard.Partner.TokenAsync();
        Assert.That(await dashboard.Partner.QueryAsync(token), Is.EqualTo(200));

        await dashboard.Page.GetByLabel("Advance by seconds").FillAsync("3700");
        await dashboard.PressButtonAsync("Advance");
        await dashboard.Expect(".notice").ToHaveTextAsync("The clock was advanced by 3700 s.");

        Assert.That(await dashboard.Partner.QueryAsync(token), Is.EqualTo(401));
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Journal" }).ClickAsync();
        await Assertions.Expect(dashboard.Rows.First.Locator(".cause")).ToContainTextAsync("expired 100 s ago by this session's clock");
        await Assertions.Expect(dashboard.Rows.First.GetByText("S3.bearer.expired")).ToBeVisibleAsync();
    }

    [TestCase("+ 1 minute", 60)]
    [TestCase("+ 1 hour", 3600)]
    [TestCase("+ 1 day", 86_400)]
    public async Task One_button_moves_the_clock_by_a_usual_step(string button, int seconds)
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        dashboard.Mock.Clock.Freeze();
        var before = dashboard.Mock.Clock.GetUtcNow();
        await dashboard.GoAsync("/clock");

        await dashboard.PressButtonAsync(button);

        await dashboard.Expect(".notice").ToContainTextAsync($"{seconds} s");
        Assert.That(dashboard.Mock.Clock.GetUtcNow() - before, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [Test]
    public async Task The_clock_can_be_set_resumed_and_taken_back()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        dashboard.Mock.Clock.Freeze();
        await dashboard.GoAsync("/clock");

        await dashboard.Page.GetByLabel("Set to (UTC)").FillAsync("2030-01-31 12:00:05");
        await dashboard.PressButtonAsync("Set");
        await dashboard.Expect("#clock time").ToHaveTextAsync("2030-01-31 12:00:05");
        await dashboard.PressButtonAsync("Resume");
        await dashboard.Expect("#clock .pill").ToHaveTextAsync("running");
        await dashboard.Expect("#clock time").Not.ToHaveTextAsync("2030-01-31 12:00:05");
        await dashboard.PressButtonAsync("Reset to real time");

        await dashboard.Expect(".notice").ToHaveTextAsync("The clock is back at the real time.");
        var before = TimeProvider.System.GetUtcNow();
        Assert.That(dashboard.Mock.Clock.GetUtcNow(), Is.InRange(before, TimeProvider.System.GetUtcNow()));
    }

    [Test]
    public async Task A_move_that_cannot_be_is_refused_in_words()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.GoAsync("/clock");
        await dashboard.Page.GetByLabel("Advance by seconds").FillAsync("9999999999999");

        await dashboard.PressButtonAsync("Advance");

        await Assertions.Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("from 0 to 100 years");
    }

    [Test]
    public async Task Revoked_tokens_are_refused()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        var token = await dashboard.Partner.TokenAsync();
        await dashboard.GoAsync("/clock");

        await dashboard.PressButtonAsync("Revoke all tokens");
        await dashboard.Expect(".notice").ToBeVisibleAsync();

        Assert.That(await dashboard.Partner.QueryAsync(token), Is.EqualTo(401));
        Assert.That(dashboard.Mock.Journal[^1].Broken!.Requirement, Is.EqualTo("S3.bearer.revoked"));
    }
}
