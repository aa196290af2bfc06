using Microsoft.Playwright;
using NUnit.Framework;

// Each test has a browser context and a mock of its own.
[assembly: Parallelizable(ParallelScope.All)]

namespace PartnerApi.BrowserTests;

/// <summary>One Chromium for all tests of this project; each test opens a page of its own.</summary>
[SetUpFixture]
public sealed class Browser
{
    /// <summary>The environment variable that names the Chromium to use.</summary>
    public const string PathVariable = "CHROMIUM_PATH";

    /// <summary>
    /// Ends a wait for a page that is broken, in milliseconds. It is no limit on speed: a busy machine stays far below it.
    /// </summary>
    public const float HangTimeout = 180_000;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    // The last --disable-features replaces the ones before it, so the list that Playwright 1.64 passes stands here again.
    private static readonly string[] DisabledByPlaywright =
    [
        "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "DialMediaRouteProvider", "GlobalMediaControls",
        "HttpsUpgrades", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
        "BlockOriginHeaderModificationOnRedirect", "AvoidCorsURLLoaderRestartOnRedirect", "Translate", "AutoDeElevate",
        "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
    ];

    // Each window would start up to three more renderer processes: two for the address bar's popups, one in reserve.
    private static readonly string[] Unneeded =
        ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "SpareRendererForSitePerProcess"];

    // What a freshly started Chromium does on its own has no place in a test: updates, sync, guesses about the network.
    private static readonly string[] Quiet =
    [
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
        "--disable-gpu", "--disable-quic",
        "--disable-features=" + string.Join(',', [.. DisabledByPlaywright, .. Unneeded]),
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
        context.SetDefaultTimeout(HangTimeout);
        return await context.NewPageAsync();
    }

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(HangTimeout);
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
