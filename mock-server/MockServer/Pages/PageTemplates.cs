using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using Fluid;

namespace PartnerApi.Mock.Pages;

/// <summary>The pages that travel inside the program. Every value is encoded for HTML where it is put in.</summary>
internal static class PageTemplates
{
    private static readonly FluidParser Parser = new();
    private static readonly ConcurrentDictionary<string, IFluidTemplate> Parsed = new(StringComparer.Ordinal);

    /// <summary>Renders a page.</summary>
    /// <param name="name">Its file without the ending.</param>
    /// <param name="values">What the page may use: texts, numbers, lists and dictionaries.</param>
    public static string Render(string name, Dictionary<string, object?> values)
    {
        var context = new TemplateContext { CultureInfo = System.Globalization.CultureInfo.InvariantCulture };
        foreach (var (key, value) in values)
        {
            context.SetValue(key, value);
        }

        return Parsed.GetOrAdd(name, Parse).Render(context, HtmlEncoder.Default);
    }

    /// <summary>Reads a file as it is.</summary>
    public static string Read(string file)
    {
        using var stream = typeof(PageTemplates).Assembly.GetManifestResourceStream("dashboard/" + file)
            ?? throw new InvalidOperationException($"the page {file} is not inside the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static IFluidTemplate Parse(string name) =>
        Parser.TryParse(Read(name + ".liquid"), out var template, out var error) ? template : throw new InvalidOperationException($"{name}.liquid: {error}");
}
