using NUnit.Framework;

namespace PartnerApi.BrowserTests.Pages;

public sealed class ServedPageTests
{
    [Test]
    public async Task A_script_of_a_served_page_runs_and_changes_what_is_seen()
    {
        await using var server = await PageServer.StartAsync(
            """
            <!doctype html><title>waiting</title><p id="seen">before</p>
            <script>document.title = 'ready'; document.getElementById('seen').textContent = location.host;</script>
            """);
        var page = await Browser.NewPageAsync();
        await using var context = page.Context;

        await page.GotoAsync(server.Address.AbsoluteUri);

        Assert.That(await page.TitleAsync(), Is.EqualTo("ready"));
        Assert.That(await page.Locator("#seen").InnerTextAsync(), Is.EqualTo(server.Address.Authority));
    }

    [Test]
    public async Task Each_page_starts_without_what_another_one_stored()
    {
        await using var server = await PageServer.StartAsync("<!doctype html><title>store</title>");
        var first = await Browser.NewPageAsync();
        await using var firstContext = first.Context;
        var second = await Browser.NewPageAsync();
        await using var secondContext = second.Context;

        await first.GotoAsync(server.Address.AbsoluteUri);
        await first.EvaluateAsync("localStorage.setItem('key', 'value')");
        await second.GotoAsync(server.Address.AbsoluteUri);

        Assert.That(await first.EvaluateAsync<string?>("localStorage.getItem('key')"), Is.EqualTo("value"));
        Assert.That(await second.EvaluateAsync<string?>("localStorage.getItem('key')"), Is.Null);
    }
}
