using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Reports.History;

/// <summary>The history of runs as one HTML page with a chart; it needs nothing beside it and runs no script.</summary>
public static class TrendPage
{
    private static readonly HtmlTemplate Template = new("trend.liquid", ["report.css", "trend.css"]);

    /// <summary>Writes the page.</summary>
    /// <param name="trends">The trends.</param>
    /// <returns>The text of the page.</returns>
    public static string Write(IReadOnlyCollection<Trend> trends)
    {
        ArgumentNullException.ThrowIfNull(trends);
        return Template.Render(new { Trends = trends.Select(TrendView.From).ToArray() });
    }
}

// What the template sees of a trend.
internal sealed record TrendView(
    string Target, string Contract, string Profile, string Answer, string State, int Width, ImmutableArray<TrendBar> Bars,
    ImmutableArray<TrendRow> Rows)
{
    // More bars would be thinner than a pixel on a small screen.
    private const int MaxBars = 200;

    public static TrendView From(Trend trend)
    {
        var shown = trend.Runs.TakeLast(MaxBars).ToImmutableArray();
        var most = Math.Max(1, shown.Max(run => run.Record.Checks.Count));
        return new(
            trend.Latest.Target,
            trend.Latest.Contract,
            trend.Latest.Profile,
            TrendText.Answer(trend),
            trend.ConformsSince is not null ? "good" : trend.Runs.Any(run => run.Record.IsJudgement) ? "bad" : "unknown",
            (shown.Length * TrendBar.Step) + TrendBar.Step,
            [.. shown.Select((run, index) => TrendBar.From(run.Record, index, most))],
            [.. trend.Runs.Reverse().Select(TrendRow.From)]);
    }
}

// One run in the chart: its verdicts on top of each other, those that matter most at the bottom.
internal sealed record TrendBar(int Left, string Title, ImmutableArray<TrendSlice> Slices)
{
    public const int Step = 14;
    private const int Height = 160;

    private static readonly ImmutableArray<Verdict> Order =
    [
        Verdict.Fail, Verdict.HarnessError, Verdict.Blocked, Verdict.Untestable, Verdict.Warn, Verdict.Waived, Verdict.Pending,
            Verdict.Info,
        Verdict.NotApplicable, Verdict.Pass,
    ];

    public static TrendBar From(RunRecord record, int index, int most)
    {
        var counts = record.Checks.Values.CountBy(verdict => verdict).ToDictionary(count => count.Key, count => count.Value);
        var slices = ImmutableArray.CreateBuilder<TrendSlice>();
        var bottom = (double)Height;
        foreach (var name in Order.Select(CheckText.Name).Where(counts.ContainsKey))
        {
            var height = (double)Height * counts[name] / most;
            bottom -= height;
            slices.Add(new(name.ToLowerInvariant(), Math.Round(bottom, 2), Math.Round(height, 2)));
        }

        var title = $"{TrendText.Time(record.Started)}: {TrendText.Result(record)}; {TrendText.Counts(record)}";
        return new((index * Step) + (Step / 2), title, slices.ToImmutable());
    }
}

internal sealed record TrendSlice(string Slug, double Top, double Height);

internal sealed record TrendRow(string Time, string Run, string Result, string State, string Counts, ImmutableArray<string> Changes)
{
    public static TrendRow From(TrendRun run) => new(
        TrendText.Time(run.Record.Started),
        run.Record.Run,
        TrendText.Result(run.Record),
        (ExitCode)run.Record.ExitCode switch
        {
            ExitCode.Conforms => "v-pass",
            ExitCode.DoesNotConform => "v-fail",
            _ => "v-untestable",
        },
        TrendText.Counts(run.Record),
        [.. run.Changes.Select(TrendText.Change)]);
}
