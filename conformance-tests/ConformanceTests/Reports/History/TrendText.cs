using System.Globalization;
using System.Text;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Reports.History;

/// <summary>The history of runs in words and as JSON.</summary>
public static class TrendText
{
    private const int MaxChanges = 20;

    /// <summary>In words: each run, and below it the checks that changed.</summary>
    /// <param name="trends">The trends.</param>
    /// <returns>Several lines.</returns>
    public static string Words(IReadOnlyCollection<Trend> trends)
    {
        ArgumentNullException.ThrowIfNull(trends);
        var lines = new List<string>();
        foreach (var trend in trends)
        {
            lines.Add($"{trend.Latest.Target}, contract {trend.Latest.Contract}, profile {trend.Latest.Profile}: {Answer(trend)}");
            foreach (var run in trend.Runs)
            {
                lines.Add($"  {Time(run.Record.Started)}  {Result(run.Record)}  {Counts(run.Record)}");
                lines.AddRange(run.Changes.Take(MaxChanges).Select(change => $"    {Change(change)}"));
                if (run.Changes.Length > MaxChanges)
                {
                    lines.Add($"    {run.Changes.Length - MaxChanges} more changes; --json and --html show all");
                }
            }

            lines.Add("");
        }

        return string.Join('\n', lines.Select(line => VisibleText.EscapeLogLine(line))) + (lines.Count == 0 ? "No runs.\n" : "");
    }

    /// <summary>As JSON.</summary>
    /// <param name="trends">The trends.</param>
    /// <returns>One array.</returns>
    public static string Json(IReadOnlyCollection<Trend> trends) => ReportJson.Write(
        trends.Select(trend => new
        {
            trend.Latest.Target,
            trend.Latest.Contract,
            trend.Latest.Profile,
            trend.ConformsSince,
            Runs = trend.Runs.Select(run => new
            {
                run.Record.Run,
                run.Record.Started,
                run.Record.ExitCode,
                run.Record.Partial,
                Counts = run.Record.Checks.Values.CountBy(verdict => verdict).OrderBy(count => count.Key, StringComparer.Ordinal)
                    .ToDictionary(count => count.Key, count => count.Value),
                run.Changes,
            }),
        }));

    /// <summary>What the latest runs say about a target.</summary>
    /// <param name="trend">Its runs.</param>
    /// <returns>A few words.</returns>
    public static string Answer(Trend trend)
    {
        ArgumentNullException.ThrowIfNull(trend);
        return trend.ConformsSince is { } since
            ? $"conforms since {Day(since)}"
            : trend.Runs.Any(run => run.Record.IsJudgement) ? "does not conform" : "no full run";
    }

    internal static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    internal static string Result(RunRecord record) => (ExitCode)record.ExitCode switch
    {
        ExitCode.Conforms when record.Partial => "passed the selected checks",
        ExitCode.Conforms => "conforms",
        ExitCode.DoesNotConform => "does not conform",
        ExitCode.TooLittleTested => "not tested enough",
        ExitCode.Unreachable => "unreachable or blocked",
        ExitCode.Cancelled => "cancelled",
        _ => "not judged",
    };

    internal static string Counts(RunRecord record) => record.Checks.IsEmpty
        ? "no checks"
        : string.Join(", ", record.Checks.Values.CountBy(verdict => verdict).OrderByDescending(count => count.Value)
            .Select(count => $"{count.Value} {count.Key.ToLowerInvariant()}"));

    internal static string Change(VerdictChange change)
    {
        var text = new StringBuilder($"{change.Check}: {change.Before ?? "new"} → {change.After ?? "gone"}");
        return (change.Fails, change.Failed) switch
        {
            (true, false) => text.Append(" (now fails the run)").ToString(),
            (false, true) => text.Append(" (no longer fails the run)").ToString(),
            _ => text.ToString(),
        };
    }
}
