using Microsoft.Playwright;
using NUnit.Framework;

namespace PartnerApi.BrowserTests.Dashboard;

public sealed class FaultStories
{
    [Test]
    public async Task A_fault_that_the_page_ordered_fires_and_is_marked_as_ordered()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        var token = await dashboard.Partner.TokenAsync();
        await dashboard.GoAsync("/faults");
        await dashboard.Expect("#faults").ToContainTextAsync("No faults.");

        await dashboard.Page.GetByLabel("Kind").SelectOptionAsync("5xx-once");
        await dashboard.Page.GetByLabel("Where").SelectOptionAsync("getPartnerDetails");
        await dashboard.Page.GetByText("More settings").ClickAsync();
        await dashboard.Page.GetByLabel("Status").FillAsync("502");
        await dashboard.PressButtonAsync("Create");
        await dashboard.Expect(".notice").ToContainTextAsync("Fault 5xx-once was created");
        await dashboard.Expect("#faults tbody tr").ToContainTextAsync("getPartnerDetails");

        Assert.That(await dashboard.Partner.CommandAsync(token), Is.EqualTo(200));
        Assert.That(await dashboard.Partner.QueryAsync(token), Is.EqualTo(502));
        Assert.That(await dashboard.Partner.QueryAsync(token), Is.EqualTo(200));

        await dashboard.Expect("#faults tbody tr").ToContainTextAsync("used up");
        await dashboard.GoAsync("/");
        await dashboard.Expect("#row-3").ToContainTextAsync("fault: 5xx-once");
        await dashboard.Expect("#row-3 .cause")
            .ToContainTextAsync("The request is valid; the simulated fault '5xx-once' replaced the response");
        await dashboard.Expect("#row-3").Not.ToContainTextAsync("Fix:");
    }

    [Test]
    public async Task A_fault_can_be_taken_back()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        var token = await dashboard.Partner.TokenAsync();
        dashboard.Mock.Faults.Add("401-once");
        await dashboard.GoAsync("/faults");

        await dashboard.PressButtonAsync("Delete 401-once");

        await dashboard.Expect(".notice").ToHaveTextAsync("The fault was deleted.");
        await dashboard.Expect("#faults").ToContainTextAsync("No faults.");
        Assert.That(await dashboard.Partner.QueryAsync(token), Is.EqualTo(200));
    }

    [TestCase("Times", "0", "'times' must be 1 or more")]
    [TestCase("Seconds", "301", "'seconds' must be 0 to 300")]
    [TestCase("Status", "404", "'status' must be 500 to 599")]
    public async Task An_order_that_cannot_be_carried_out_is_refused_in_words(string label, string value, string words)
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.GoAsync("/faults");
        await dashboard.Page.EvaluateAsync("document.querySelector('main form[action$=add]').noValidate = true");
        await dashboard.Page.GetByText("More settings").ClickAsync();
        await dashboard.Page.GetByLabel(label).FillAsync(value);

        await dashboard.PressButtonAsync("Create");

        await Assertions.Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(words);
        Assert.That(dashboard.Mock.Faults.All, Is.Empty);
    }
}
