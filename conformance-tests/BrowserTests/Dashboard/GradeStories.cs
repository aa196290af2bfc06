using System.Text.Json.Nodes;
using Microsoft.Playwright;
using NUnit.Framework;

namespace PartnerApi.BrowserTests.Dashboard;

public sealed class GradeStories
{
    [Test]
    public async Task An_exercise_that_the_page_arranged_earns_a_grade()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.GoAsync("/grade");
        await dashboard.Expect("#result-G4 .pill").ToHaveTextAsync("not observed");
        await dashboard.Page.Locator("#to-G4").ClickAsync();
        await dashboard.Expect("#exercise-401-once:target").ToBeVisibleAsync();

        await dashboard.PressButtonAsync("Start 401-once");
        await dashboard.Expect(".notice").ToHaveTextAsync(
            "Exercise 401-once was started. Now: Send a request and let the client handle the response.");
        Assert.That(await dashboard.Partner.QueryAsync(await dashboard.Partner.TokenAsync()), Is.EqualTo(401));
        Assert.That(await dashboard.Partner.QueryAsync(await dashboard.Partner.TokenAsync()), Is.EqualTo(200));

        await dashboard.Expect("#result-G4 .pill").ToHaveTextAsync("pass");
        await dashboard.Page.Locator("#result-G4 .at-evidence a").First.ClickAsync();
        await dashboard.Expect("h1").ToContainTextAsync("Exchange");
    }

    [Test]
    public async Task A_bad_habit_is_seen_at_once_and_the_card_can_be_cleared()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.GoAsync("/grade");

        await dashboard.Partner.CommandAsync(await dashboard.Partner.TokenAsync(), "RequestorId");

        await dashboard.Expect("#result-G6 .pill").ToHaveTextAsync("fail");
        await dashboard.Expect(".sentence").ToContainTextAsync("The client does not pass");
        await dashboard.PressButtonAsync("Clear the grade card");
        await dashboard.Expect("#result-G6 .pill").ToHaveTextAsync("not observed");
    }

    [Test]
    public async Task An_exercise_with_a_secret_names_the_call_that_tells_it()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.GoAsync("/grade");

        await dashboard.PressButtonAsync("Start special-secret");

        await dashboard.Expect(".notice").ToContainTextAsync("clientId: session-default-special");
        await dashboard.Expect(".notice").ToContainTextAsync("POST /control/v1/sessions/default/exercises/special-secret");
        var secret = await SecretAsync(dashboard);
        Assert.That(await dashboard.Page.ContentAsync(), Does.Not.Contain(secret).And.Not.Contain(secret[..^9]));
    }

    [Test]
    public async Task The_card_that_is_taken_along_looks_as_on_the_page_and_needs_nothing_else()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await DashboardPages.FillAsync(dashboard);
        await dashboard.GoAsync("/grade");

        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "HTML" }).ClickAsync();

        await dashboard.Expect("h1").ToHaveTextAsync("Grade card of session default");
        await dashboard.Expect("tr.v-fail .pill").Not.ToHaveCountAsync(0);
        var radius = await dashboard.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.pill')).borderRadius");
        Assert.That(radius, Is.EqualTo("99px"));
        Assert.That(dashboard.Complaints, Is.Empty);
    }

    // The control call tells what the page keeps to itself.
    private static async Task<string> SecretAsync(OpenDashboard dashboard)
    {
        using var control = new HttpClient { BaseAddress = dashboard.Mock.ControlAddress };
        var exercise = new Uri("/control/v1/sessions/default/exercises/special-secret", UriKind.Relative);
        using var reply = await control.PostAsync(exercise, null);
        return (string)JsonNode.Parse(await reply.Content.ReadAsStringAsync())!["told"]!["clientSecret"]!;
    }
}
