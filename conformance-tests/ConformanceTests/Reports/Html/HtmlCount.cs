using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Reports.Html;

// A verdict, counted; From is the number of checks before it, which is where its part of a bar begins.
internal sealed record HtmlCount(string Name, int Count, int From)
{
    public string Slug => SlugOf(Name);

    public static string SlugOf(string name) => name.ToLowerInvariant();

    public static ImmutableArray<HtmlCount> Of(SectionCount section, ImmutableArray<Verdict> verdicts)
    {
        var from = 0;
        var counts = ImmutableArray.CreateBuilder<HtmlCount>();
        foreach (var verdict in verdicts)
        {
            counts.Add(new(CheckText.Name(verdict), section.Of(verdict), from));
            from += section.Of(verdict);
        }

        return counts.DrainToImmutable();
    }

    public static ImmutableArray<HtmlCount> Present(SectionCount section) =>
        [.. Of(section, Summary.Verdicts).Where(count => count.Count > 0)];
}

// A section with its counts, as a row and as a bar.
internal sealed record HtmlSection(string Name, string Source, int Total, ImmutableArray<HtmlCount> Cells, ImmutableArray<HtmlCount> Slices)
{
    public static HtmlSection Of(SectionCount section, ImmutableArray<Verdict> used, RunResult result) => new(
        section.Section,
        SourceOf(result.Checks.Where(check => check.Section == section.Section)),
        section.Counts.Values.Sum(),
        HtmlCount.Of(section, used),
        HtmlCount.Present(section));

    // The source that most of its checks name: the guide by its sections, a standard as a whole.
    private static string SourceOf(IEnumerable<CheckResult> checks) => checks
        .CountBy(check => check.Source.Split(check.Source.StartsWith("guide", StringComparison.Ordinal) ? ';' : ',')[0])
        .MaxBy(source => source.Value)
        .Key;
}
