using Microsoft.Playwright;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.BrowserTests.Dashboard;

/// <summary>A mock of its own with its dashboard open in a browser, and an ear for everything that goes wrong there.</summary>
internal sealed class OpenDashboard : IAsyncDisposable
{
    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];

    private OpenDashboard(PartnerApiMock mock, IPage page)
    {
        Mock = mock;
        Page = page;
        Partner = new(mock);
        page.Console += (_, message) => _complaints.Add(message.Text);
        page.PageError += (_, error) => _complaints.Add(error);
        page.Dialog += async (_, dialog) =>
        {
            _complaints.Add("dialog: " + dialog.Message);
            await dialog.DismissAsync();
        };
        page.Context.Request += (_, request) => _requests.Add(request.Url);
    }

    public PartnerApiMock Mock { get; }

    public IPage Page { get; }

    /// <summary>Somebody who calls the API.</summary>
    public PartnerCalls Partner { get; }

    /// <summary>Console lines, script errors and dialogs.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>What the browser asked for that is not the control port's.</summary>
    public IEnumerable<string> OutsideRequests => _requests.Where(url => new Uri(url).Authority != Mock.ControlAddress!.Authority);

    /// <summary>The rows of the journal, the newest first.</summary>
    public ILocator Rows => Page.Locator("#journal tbody tr");

    public static async Task<OpenDashboard> StartAsync(
        Action<BrowserNewContextOptions>? browser = null, Func<MockOptions, MockOptions>? options = null)
    {
        var mock = await PartnerApiMock.StartAsync(start => (options ?? (same => same))(start with { Seed = 1 }));
        return new(mock, await Browser.NewPageAsync(browser));
    }

    public string AddressOf(string path) => new Uri(Mock.ControlAddress!, path).AbsoluteUri;

    public Task<IResponse?> GoAsync(string path) => Page.GotoAsync(AddressOf(path));

    /// <summary>The page news come to only by the stream of events, not by looking again now and then.</summary>
    public Task WithoutPollingAsync() => Page.AddInitScriptAsync("window.setInterval = () => 0;");

    /// <summary>The page stays as it was loaded.</summary>
    public async Task WithoutNewsAsync()
    {
        await WithoutPollingAsync();
        await Page.RouteAsync("**/journal/stream", route => route.AbortAsync());
    }

    public ILocatorAssertions Expect(string selector) => Assertions.Expect(Page.Locator(selector));

    public Task PressButtonAsync(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        Partner.Dispose();
        await Mock.DisposeAsync();
    }
}
