using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using Fluid;

namespace PartnerApi.Mock.Pages;

/// <summary>The page templates embedded in the program. Every value is HTML-encoded.</summary>
internal static class PageTemplates
{
    private static readonly FluidParser Parser = new();
    private static readonly ConcurrentDictionary<string, IFluidTemplate> Parsed = new(StringComparer.Ordinal);

    /// <summary>Renders a page.</summary>
    /// <param name="name">File name without extension.</param>
    /// <param name="values">Values for the template: texts, numbers, lists and dictionaries.</param>
    public static string Render(string name, Dictionary<string, object?> values)
    {
        var context = new TemplateContext { CultureInfo = System.Globalization.CultureInfo.InvariantCulture };
        foreach (var (key, value) in values)
        {
            context.SetValue(key, value);
        }

        return Parsed.GetOrAdd(name, Parse).Render(context, HtmlEncoder.Default);
    }

    /// <summary>Reads an embedded file.</summary>
    public static string Read(string file)
    {
        using var stream = typeof(PageTemplates).Assembly.GetManifestResourceStream("dashboard/" + file)
            ?? throw new InvalidOperationException($"{file} is not embedded in the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static IFluidTemplate Parse(string name) =>
        Parser.TryParse(Read(name + ".liquid"), out var template, out var error)
            ? template
            : throw new InvalidOperationException($"{name}.liquid: {error}");
}
