using Microsoft.Playwright;
using NUnit.Framework;

namespace PartnerApi.BrowserTests;

/// <summary>One Chromium for all tests of this project; each test opens a page of its own.</summary>
[SetUpFixture]
public sealed class Browser
{
    /// <summary>The environment variable that names the Chromium to use.</summary>
    public const string PathVariable = "CHROMIUM_PATH";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    // What a freshly started Chromium does on its own has no place in a test: updates, sync, guesses about the network.
    private static readonly string[] Quiet =
    [
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
        "--disable-gpu", "--disable-quic",
    ];

    private static IPlaywright? _playwright;
    private static IBrowser? _browser;

    /// <summary>Opens an empty page in a context of its own: no cookies, no storage of other tests.</summary>
    /// <param name="change">Changes what the context is like; null for nothing.</param>
    /// <returns>The page; disposing its context closes it.</returns>
    /// <exception cref="InvalidOperationException">The browser was not started.</exception>
    public static async Task<IPage> NewPageAsync(Action<BrowserNewContextOptions>? change = null)
    {
        var browser = _browser ?? throw new InvalidOperationException("The browser was not started.");
        var options = new BrowserNewContextOptions { ViewportSize = new() { Width = 1280, Height = 800 } };
        change?.Invoke(options);
        var context = await browser.NewContextAsync(options);
        return await context.NewPageAsync();
    }

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Installed(), Args = Quiet });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    // Null lets Playwright use the Chromium that its own installer fetched.
    private static string? Installed()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } given)
        {
            return given;
        }

        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
