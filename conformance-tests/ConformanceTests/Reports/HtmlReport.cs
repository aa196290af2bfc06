using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Reports;

/// <summary>The run as one HTML page that needs nothing beside it.</summary>
public static class HtmlReport
{
    private static readonly HtmlTemplate Template = new("report.liquid", ["report.css"], "report.js");

    /// <summary>Writes the run.</summary>
    /// <param name="result">The run.</param>
    /// <returns>The text of the page.</returns>
    public static string Write(RunResult result) => Template.Render(HtmlPage.From(result));
}
