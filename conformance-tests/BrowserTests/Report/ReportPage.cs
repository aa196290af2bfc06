using Microsoft.Playwright;
using PartnerApi.Conformance.Reports;

namespace PartnerApi.BrowserTests.Report;

/// <summary>
/// The report of the hostile run, or another page, opened from disk as a person would, with an ear for all that goes wrong in it.
/// </summary>
internal sealed class ReportPage : IAsyncDisposable
{
    private static readonly Lazy<string> Written = new(() => HtmlReport.Write(HostileRun.Result));

    private readonly string _file;
    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];

    private ReportPage(IPage page, string file)
    {
        Page = page;
        _file = file;
        page.Console += (_, message) => _complaints.Add(message.Text);
        page.PageError += (_, error) => _complaints.Add(error);
        page.Request += (_, request) => _requests.Add(request.Url);
    }

    /// <summary>The report of the hostile run, written once for all pages.</summary>
    public static string Html => Written.Value;

    public IPage Page { get; }

    /// <summary>Whatever the console said: errors, and what the page's policy had to stop.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public IReadOnlyList<string> Requests => _requests;

    public ILocator Shown => Page.Locator(".check:visible");

    public static async Task<ReportPage> OpenAsync(ColorScheme scheme = ColorScheme.Light, string? html = null)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("report-").FullName, "report.html");
        await File.WriteAllTextAsync(file, html ?? Html);
        var opened = new ReportPage(await Browser.NewPageAsync(), file);
        await opened.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await opened.Page.GotoAsync(new Uri(file).AbsoluteUri);
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);
    }
}
