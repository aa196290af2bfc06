using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;

namespace PartnerApi.Conformance.Reports;

/// <summary>
/// A page that needs nothing beside it. The template library encodes every text; the page's own policy lets no script and no style run
/// but those that it was written with.
/// </summary>
internal sealed class HtmlTemplate
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    private static readonly TemplateOptions Options = new()
    {
        MemberAccessStrategy = new UnsafeMemberAccessStrategy { MemberNameStrategy = MemberNameStrategies.CamelCase },
    };

    private readonly IFluidTemplate _template;
    private readonly string _style;
    private readonly string _script;

    /// <summary>Reads a template.</summary>
    /// <param name="template">Its file.</param>
    /// <param name="styles">Files of its style.</param>
    /// <param name="script">File of its script; null for none.</param>
    public HtmlTemplate(string template, string[] styles, string? script = null)
    {
        _template = new FluidParser(new FluidParserOptions { AllowFunctions = true }).Parse(Asset(template));
        _style = string.Concat(styles.Select(Asset));
        _script = script is null ? "" : Asset(script);
    }

    /// <summary>Writes a page.</summary>
    /// <param name="page">What the template shows.</param>
    /// <returns>The text of the page.</returns>
    public string Render(object page)
    {
        var context = new TemplateContext(page, Options);
        context.SetValue("style", _style);
        context.SetValue("script", _script);
        context.SetValue(
            "policy",
            $"default-src 'none'; script-src {(_script.Length == 0 ? "'none'" : $"'{Hash(_script)}'")}; style-src '{Hash(_style)}'; "
                + "img-src data:; base-uri 'none'; form-action 'none'");
        return _template.Render(context, Html);
    }

    // Content Security Policy, level 3, section 2.3.1: the hash of the element's text.
    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // A browser reads line endings as one line feed before it takes the hash.
    private static string Asset(string name)
    {
        using var stream = typeof(HtmlTemplate).Assembly.GetManifestResourceStream("reports/" + name)
            ?? throw new InvalidOperationException($"{name} is not in the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
