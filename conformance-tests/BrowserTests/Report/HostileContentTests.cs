using NUnit.Framework;

namespace PartnerApi.BrowserTests.Report;

public sealed class HostileContentTests
{
    // For the tests that only look at the page.
    private ReportPage _opened = null!;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _opened = await ReportPage.OpenAsync();
        await PageChecks.OpenDetailsAsync(_opened.Page);
    }

    [OneTimeTearDown]
    public async Task CloseAsync() => await _opened.DisposeAsync();

    [Test]
    public async Task Nothing_that_a_target_sends_is_carried_out()
    {
        await using var report = await ReportPage.OpenAsync();

        await PageChecks.OpenDetailsAsync(report.Page);
        await report.Page.Locator("#list .check").First.HoverAsync();

        Assert.That(await report.Page.EvaluateAsync<bool>("typeof owned !== 'undefined'"), Is.False);
        Assert.That(report.Complaints, Is.Empty);
        Assert.That(report.Requests.Select(request => new Uri(request).Scheme), Is.All.AnyOf("file", "data"));
    }

    [TestCase("img, iframe, base, object, embed")]
    [TestCase("[onerror], [onload], [onfocus], [onmouseover], [autofocus]")]
    [TestCase("a[href^='javascript']")]
    [TestCase("meta[http-equiv=refresh]")]
    [TestCase("form[action]")]
    public async Task No_element_of_a_targets_text_exists(string selector)
    {
        Assert.That(await _opened.Page.Locator(selector).CountAsync(), Is.Zero);
        Assert.That(await _opened.Page.Locator("script").CountAsync(), Is.EqualTo(1));
        // What stands in a comment is no element: an attack that opens one would hide all the others.
        Assert.That(await _opened.Page.EvaluateAsync<int>(HostileRun.CountComments), Is.Zero);
    }

    [TestCaseSource(typeof(HostileRun), nameof(HostileRun.Attacks))]
    public async Task It_is_shown_as_the_text_that_it_is(string attack) =>
        Assert.That(await _opened.Page.Locator("#list .check[open] pre").Nth(1).InnerTextAsync(), Does.Contain(attack));

    [Test]
    public async Task A_script_that_got_into_the_page_would_be_stopped_by_its_policy()
    {
        await using var report = await ReportPage.OpenAsync();

        await report.Page.EvaluateAsync("""
            () => {
              const script = document.createElement('script');
              script.textContent = 'window.owned = 1';
              document.body.append(script);
              document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.owned = 1">');
            }
            """);

        Assert.That(await report.Page.EvaluateAsync<bool>("typeof owned !== 'undefined'"), Is.False);
        Assert.That(report.Complaints, Has.Some.Contains("Content Security Policy"));
    }
}
