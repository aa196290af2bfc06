using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.Conformance.Reports;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Drift;

/// <summary>A comparison of two deployments for the console, as JSON, as Markdown, and as a change of the contract.</summary>
public static class DriftText
{
    private const int MaxNamed = 3;

    private static readonly JsonSerializerOptions Form = ReportJson.WithEnums(JsonNamingPolicy.SnakeCaseLower);

    /// <summary>For the console: differences that are the same for several operations are shown once.</summary>
    /// <param name="result">The comparison.</param>
    /// <returns>Several lines.</returns>
    public static string Words(DriftResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{result.Target} compared with {result.Baseline}, contract {result.Contract}\n");
        foreach (var kind in result.Differences.GroupBy(difference => difference.Breaking))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{Title(kind.Key)} ({kind.Count()}):\n");
            foreach (var (line, operations) in Grouped(kind))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {line}\n    {Named(operations)}\n");
            }
        }

        foreach (var operation in result.NotCompared.Take(MaxNamed))
        {
            text.Append(CultureInfo.InvariantCulture, $"\nNot compared: {operation.Operation}: {operation.NotCompared}\n");
        }

        if (result.NotCompared.Count() > MaxNamed)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{result.NotCompared.Count() - MaxNamed} more were not compared.\n");
        }

        var lines = text.Append('\n').Append(Answer(result)).Append('\n').ToString().Split('\n');
        return string.Join('\n', lines.Select(line => VisibleText.EscapeLogLine(line)));
    }

    /// <summary>As JSON: one entry per operation.</summary>
    /// <param name="result">The comparison.</param>
    /// <returns>One object.</returns>
    public static string Json(DriftResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return ReportJson.Write(
            new
            {
                result.Baseline,
                result.Target,
                result.Contract,
                result.Started,
                result.Obstacle,
                Breaking = result.Differences.Count(difference => difference.Breaking),
                Other = result.Differences.Count(difference => !difference.Breaking),
                Operations = result.Operations.Select(operation => new
                {
                    operation.Operation,
                    operation.Calls,
                    operation.NotCompared,
                    Differences = operation.Differences.Select(one => new
                    {
                        one.Aspect,
                        one.Place,
                        one.Baseline,
                        one.Target,
                        one.Breaking,
                        one.Calls
                    }),
                }),
            },
            Form);
    }

    /// <summary>As a Markdown page for a job's summary.</summary>
    /// <param name="result">The comparison.</param>
    /// <returns>The text of the page.</returns>
    public static string Markdown(DriftResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var text = new StringBuilder("## Drift\n\n").Append(Cell(Answer(result))).Append("\n\n");
        if (result.Differences.Any())
        {
            text.Append("| | difference | operations |\n| --- | --- | --- |\n");
            foreach (var kind in result.Differences.GroupBy(difference => difference.Breaking))
            {
                foreach (var (line, operations) in Grouped(kind))
                {
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"| {(kind.Key ? "breaking" : "")} | {Cell(line)} | {Cell(string.Join(", ", operations))} |\n");
                }
            }

            text.Append('\n');
        }

        text.Append(
            CultureInfo.InvariantCulture,
            $"{result.Operations.Count(one => !one.Calls.IsEmpty)} operations were compared, {result.NotCompared.Count()} were not.\n");
        return text.ToString();
    }

    /// <summary>
    /// A JSON Patch (RFC 6902) for the contract, so that it describes the target as well. What it adds is marked
    /// <c>x-basis: observed</c>.
    /// </summary>
    /// <param name="result">The comparison.</param>
    /// <returns>An array; empty when the contract describes everything that was seen.</returns>
    public static string Patch(DriftResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var all = result.Differences.SelectMany(difference => difference.Patch)
            .DistinctBy(change => IsAppending(change) ? change.ToJsonString() : $"{change["op"]} {change["path"]}")
            .ToImmutableArray();

        // An entry of a list is removed from its end, so that the other places stay what they are.
        var removed = all.Where(IsRemoval).OrderByDescending(change => (string)change["path"]!, PointerOrder.Instance);
        return ReportJson.Write(all.Where(change => !IsRemoval(change)).Concat(removed));
    }

    private static bool IsAppending(JsonObject change) => ((string)change["path"]!).EndsWith("/-", StringComparison.Ordinal);

    private static bool IsRemoval(JsonObject change) => (string?)change["op"] == "remove";

    private static IEnumerable<(string Line, ImmutableArray<string> Operations)> Grouped(IEnumerable<Difference> differences) => differences
        .GroupBy(one => (one.Aspect, one.Place, one.Baseline, one.Target, Calls: string.Join(", ", one.Calls)))
        .OrderBy(group => group.Key.Aspect).ThenByDescending(group => group.Count())
        .Select(group => (Line(group.First()), group.Select(one => one.Operation).ToImmutableArray()));

    private static string Line(Difference one)
    {
        var what = one.Place.Length == 0 ? Name(one.Aspect) : $"{Name(one.Aspect)} {one.Place}";
        return $"{what}: {one.Baseline} → {one.Target} ({string.Join(", ", one.Calls)})";
    }

    private static string Name(DriftAspect aspect) => aspect switch
    {
        DriftAspect.MediaType => "media type",
        DriftAspect.Enum => "value of",
        DriftAspect.Timing => "time to answer",
        DriftAspect.Type => "type of",
        _ => aspect.ToString().ToLowerInvariant(),
    };

    private static string Title(bool breaking) => breaking ? "Breaking: a client written for the baseline may fail" : "Other differences";

    private static string Named(ImmutableArray<string> operations) => operations.Length <= MaxNamed
        ? string.Join(", ", operations)
        : $"{string.Join(", ", operations.Take(MaxNamed))} and {operations.Length - MaxNamed} more";

    private static string Answer(DriftResult result)
    {
        if (result.Obstacle is { } obstacle)
        {
            return $"Nothing was compared: {obstacle}";
        }

        var breaking = result.Differences.Count(difference => difference.Breaking);
        var other = result.Differences.Count(difference => !difference.Breaking);
        return breaking + other == 0
            ? $"{result.Target} answers like {result.Baseline}."
            : $"{result.Target} differs from {result.Baseline}: {breaking} breaking and {other} other differences.";
    }

    // A cell of a table: no text of a deployment may start another cell, another line or markup.
    private static string Cell(string text)
    {
        var cell = new StringBuilder();
        foreach (var letter in VisibleText.EscapeLine(text))
        {
            cell.Append(letter is '|' or '\\' or '`' or '*' or '_' or '<' or '>' or '[' or ']' or '&' or '#' or '@' or '!'
                ? $"&#{(int)letter};"
                : letter.ToString());
        }

        return cell.ToString();
    }

    private sealed class PointerOrder : IComparer<string>
    {
        public static PointerOrder Instance { get; } = new();

        public int Compare(string? x, string? y)
        {
            var (one, other) = (Split(x!), Split(y!));
            var parents = string.CompareOrdinal(one.Parent, other.Parent);
            return parents != 0 ? parents : one.Index.CompareTo(other.Index);
        }

        private static (string Parent, int Index) Split(string pointer)
        {
            var slash = pointer.LastIndexOf('/');
            return int.TryParse(pointer[(slash + 1)..], CultureInfo.InvariantCulture, out var index)
                ? (pointer[..slash], index)
                : (pointer, 0);
        }
    }
}
