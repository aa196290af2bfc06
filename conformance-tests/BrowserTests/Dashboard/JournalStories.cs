using Microsoft.Playwright;
using NUnit.Framework;

namespace PartnerApi.BrowserTests.Dashboard;

public sealed class JournalStories
{
    [Test]
    public async Task A_refused_call_appears_by_itself_and_says_why()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.WithoutPollingAsync();
        await dashboard.GoAsync("/");
        await dashboard.Expect("#live").ToHaveTextAsync("live");
        await dashboard.Expect("#journal").ToContainTextAsync("No requests yet");
        await dashboard.Page.EvaluateAsync("window.sameDocument = true");

        await dashboard.Partner.CommandAsync(await dashboard.Partner.TokenAsync(), "RequestorId");

        var row = dashboard.Rows.First;
        await Assertions.Expect(row.Locator(".cause")).ToHaveTextAsync("The header is named 'RequestorId'; expected 'Requestor-ID'.");
        await Assertions.Expect(row).ToContainTextAsync("Fix: Rename the header to Requestor-ID.");
        await Assertions.Expect(row.Locator(".status")).ToHaveTextAsync("400");
        await Assertions.Expect(row.GetByText("S4.requestor_id.required")).ToBeVisibleAsync();
        await dashboard.Expect("#counts").ToHaveTextAsync("2 in total");
        Assert.That(await dashboard.Page.EvaluateAsync<bool>("window.sameDocument === true"), Is.True, "the page was loaded anew");
    }

    [Test]
    public async Task A_lost_stream_is_told_and_the_page_looks_again_by_itself()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.Page.RouteAsync("**/journal/stream", route => route.AbortAsync());
        await dashboard.GoAsync("/");
        await dashboard.Expect("#live").ToHaveTextAsync("Not live: connection lost. Reload to update.");

        await dashboard.Partner.QueryAsync(null);

        await Assertions.Expect(dashboard.Rows).ToHaveCountAsync(1);
    }

    [Test]
    public async Task News_leave_the_other_rows_and_the_focus_as_they_are()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.Partner.QueryAsync(null);
        await dashboard.Partner.QueryAsync("x");
        await dashboard.GoAsync("/");
        await dashboard.Page.Locator("#exchange-1").FocusAsync();
        await dashboard.Page.EvaluateAsync("document.querySelectorAll('#journal tbody tr').forEach(row => { row.kept = true; })");

        await dashboard.Partner.QueryAsync("y");

        await Assertions.Expect(dashboard.Rows).ToHaveCountAsync(3);
        await dashboard.Expect("#exchange-1").ToBeFocusedAsync();
        var kept = "[...document.querySelectorAll('#journal tbody tr')].filter(row => row.kept).length";
        Assert.That(await dashboard.Page.EvaluateAsync<int>(kept), Is.EqualTo(2));
    }

    [Test]
    public async Task A_journal_that_was_emptied_is_empty_on_every_open_page()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.Partner.QueryAsync(null);
        await dashboard.GoAsync("/");
        var other = await dashboard.Page.Context.NewPageAsync();
        await other.GotoAsync(dashboard.Page.Url);
        await Assertions.Expect(other.Locator("#journal tbody tr")).ToHaveCountAsync(1);

        await dashboard.PressButtonAsync("Clear the journal");

        await dashboard.Expect(".notice").ToHaveTextAsync("The journal was cleared.");
        await dashboard.Expect("#journal").ToContainTextAsync("No requests yet");
        await Assertions.Expect(other.Locator("#journal")).ToContainTextAsync("No requests yet");
    }

    [TestCase("Rule", "s4", "2")]
    [TestCase("Rule", "S3.bearer", "5 3")]
    [TestCase("Operation", "createUser", "4 2")]
    [TestCase("Status", "4xx", "5 3 2")]
    [TestCase("Status", "200", "4 1")]
    public async Task A_filter_takes_the_exchanges_that_it_names(string label, string value, string numbers)
    {
        await using var dashboard = await FilledAsync();

        await dashboard.Page.GetByLabel(label).FillAsync(value);
        await dashboard.PressButtonAsync("Filter");

        await dashboard.Expect("#counts").ToHaveTextAsync($"{numbers.Split(' ').Length} match the filter, 5 in total");
        Assert.That(string.Join(' ', await dashboard.Page.Locator(".at-number").AllInnerTextsAsync()), Is.EqualTo(numbers));
        await Assertions.Expect(dashboard.Page.GetByLabel(label)).ToHaveValueAsync(value);
    }

    [Test]
    public async Task A_filter_holds_for_news_too_and_can_be_taken_away()
    {
        await using var dashboard = await FilledAsync();
        await dashboard.Page.GetByLabel("Outcome").SelectOptionAsync("refused");
        await dashboard.PressButtonAsync("Filter");
        await Assertions.Expect(dashboard.Rows).ToHaveCountAsync(3);

        await dashboard.Partner.TokenAsync();
        await dashboard.Partner.QueryAsync("z");

        await dashboard.Expect("#counts").ToHaveTextAsync("4 match the filter, 7 in total");
        await dashboard.Page.GetByText("Show all").ClickAsync();
        await Assertions.Expect(dashboard.Rows).ToHaveCountAsync(7);
    }

    [Test]
    public async Task A_filter_that_fits_nothing_or_cannot_be_meant_says_so()
    {
        await using var dashboard = await FilledAsync();
        await dashboard.Page.GetByLabel("Rule").FillAsync("S9");
        await dashboard.Page.Keyboard.PressAsync("Enter");
        await dashboard.Expect("#journal").ToContainTextAsync("No exchange matches the filter.");

        await dashboard.Page.GetByLabel("Status").FillAsync("many");
        await dashboard.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(dashboard.Page.GetByRole(AriaRole.Alert))
            .ToHaveTextAsync("\"status\" is \"many\"; expected a status code such as 401 or a class such as 4xx.");
    }

    // 1 token, 2 misspelt header, 3 no token, 4 fine, 5 garbage
    private static async Task<OpenDashboard> FilledAsync()
    {
        var dashboard = await OpenDashboard.StartAsync();
        var token = await dashboard.Partner.TokenAsync();
        await dashboard.Partner.CommandAsync(token, "RequestorId");
        await dashboard.Partner.QueryAsync(null);
        await dashboard.Partner.CommandAsync(token);
        await dashboard.Partner.QueryAsync("garbage");
        await dashboard.GoAsync("/");
        return dashboard;
    }
}
