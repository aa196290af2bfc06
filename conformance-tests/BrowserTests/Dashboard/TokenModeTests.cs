using System.Text.Json;
using Microsoft.Playwright;
using NUnit.Framework;

namespace PartnerApi.BrowserTests.Dashboard;

/// <summary>Where the control API has a token, the browser asks for it as a password and keeps it to itself.</summary>
public sealed class TokenModeTests
{
    private const string Token = "control-token-of-this-test";

    [Test]
    public async Task Without_the_token_there_is_nothing_to_see()
    {
        await using var dashboard = await StartAsync(password: "another");

        var reply = await dashboard.GoAsync("/");

        Assert.That(reply!.Status, Is.EqualTo(401));
        Assert.That(await dashboard.Page.ContentAsync(), Does.Contain("as the password").And.Not.Contain("Journal"));
    }

    [Test]
    public async Task With_it_pages_forms_and_live_news_work_and_it_is_kept_nowhere()
    {
        await using var dashboard = await StartAsync(Token);
        await dashboard.WithoutPollingAsync();
        await dashboard.GoAsync("/clock");
        await dashboard.PressButtonAsync("Freeze");
        await dashboard.Expect(".notice").ToHaveTextAsync("The clock is frozen.");
        await dashboard.GoAsync("/");
        await dashboard.Expect("#live").ToHaveTextAsync("live");

        await dashboard.Partner.QueryAsync(null);

        await Assertions.Expect(dashboard.Rows).ToHaveCountAsync(1);
        Assert.That(dashboard.Page.Url, Does.Not.Contain(Token));
        Assert.That(await dashboard.Page.ContentAsync(), Does.Not.Contain(Token));
        Assert.That(JsonSerializer.Serialize(await dashboard.Page.Context.StorageStateAsync()), Does.Not.Contain(Token));
        var stored = await dashboard.Page.EvaluateAsync<int>("localStorage.length + sessionStorage.length + document.cookie.length");
        Assert.That(stored, Is.Zero);
    }

    [Test]
    public async Task The_call_that_makes_a_session_takes_the_token_from_the_shell()
    {
        await using var dashboard = await StartAsync(Token);
        await dashboard.GoAsync("/sessions?id=mine");

        await Bash.RunAsync(await dashboard.Page.Locator("#session-line").InnerTextAsync(), ("CONTROL_TOKEN", Token));

        await dashboard.Expect("#sessions").ToContainTextAsync("session-mine");
    }

    private static Task<OpenDashboard> StartAsync(string password) => OpenDashboard.StartAsync(
        context => context.HttpCredentials = new() { Username = "me", Password = password },
        start => start with { ControlToken = Token });
}
