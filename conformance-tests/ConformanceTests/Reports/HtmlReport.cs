using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Reports;

/// <summary>
/// The run as one HTML page that needs nothing beside it. The template library encodes every text; the page's own policy lets
/// no script and no style run but the two that it was written with.
/// </summary>
public static class HtmlReport
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly IFluidTemplate Template = new FluidParser(
        new FluidParserOptions { AllowFunctions = true }).Parse(Asset("report.liquid"));
    private static readonly TemplateOptions Options = new()
    {
        MemberAccessStrategy = new UnsafeMemberAccessStrategy { MemberNameStrategy = MemberNameStrategies.CamelCase },
    };

    /// <summary>Writes the run.</summary>
    /// <param name="result">The run.</param>
    /// <returns>The text of the page.</returns>
    public static string Write(RunResult result)
    {
        var style = Asset("report.css");
        var script = Asset("report.js");
        var context = new TemplateContext(HtmlPage.From(result), Options);
        context.SetValue("style", style);
        context.SetValue("script", script);
        context.SetValue(
            "policy",
            $"default-src 'none'; script-src '{Hash(script)}'; style-src '{Hash(style)}'; img-src data:; base-uri 'none'; form-action "
                + "'none'");
        return Template.Render(context, Encoder);
    }

    // Content Security Policy, level 3, section 2.3.1: the hash of the element's text.
    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // A browser reads line endings as one line feed before it takes the hash.
    private static string Asset(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("reports/" + name)
            ?? throw new InvalidOperationException($"{name} is not in the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
