using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Pages;

/// <summary>Writes a grade card: JSON, Markdown, one HTML page, JUnit, plain text.</summary>
public static class GradeFormats
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = RelaxedJson.Encoder
    };

    /// <summary>Names of the formats.</summary>
    public static IReadOnlyList<string> Names { get; } = ["json", "markdown", "html", "junit", "text"];

    /// <summary>Reads a level.</summary>
    /// <param name="text">must, should or not-observed.</param>
    /// <returns>The level, or null for any other text.</returns>
    public static FailOn? FailOn(string text) => text switch
    {
        "must" => Grading.FailOn.Must,
        "should" => Grading.FailOn.Should,
        "not-observed" => Grading.FailOn.NotObserved,
        _ => null,
    };

    /// <summary>The media type of a format.</summary>
    /// <param name="format">One of <see cref="Names"/>.</param>
    /// <returns>The media type with its charset.</returns>
    public static string MediaType(string format) => format switch
    {
        "markdown" => "text/markdown; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "junit" => "application/xml; charset=utf-8",
        "text" => "text/plain; charset=utf-8",
        _ => "application/json; charset=utf-8",
    };

    /// <summary>Writes a card.</summary>
    /// <param name="card">The card.</param>
    /// <param name="format">One of <see cref="Names"/>; anything else is JSON.</param>
    /// <param name="failOn">The level from which a rule counts as failed.</param>
    /// <returns>The text.</returns>
    public static string Write(GradeCard card, string format, FailOn failOn) => format switch
    {
        "markdown" => Markdown(card, failOn),
        "html" => GradePage.Render(card, failOn),
        "junit" => JUnit(card, failOn),
        "text" => card + Environment.NewLine,
        _ => JsonSerializer.Serialize(Shape(card, failOn), Json),
    };

    private static object Shape(GradeCard card, FailOn failOn) => new
    {
        session = card.Session,
        at = card.At,
        exchanges = card.Exchanges,
        passes = card.Shortcomings(failOn).IsEmpty,
        passed = card.Count(RuleVerdict.Pass),
        failed = card.Count(RuleVerdict.Fail),
        notObserved = card.Count(RuleVerdict.NotObserved),
        marks = card.Results.Select(result => new
        {
            rule = result.Rule,
            title = result.Title,
            statement = result.Statement,
            level = Word(result.Level),
            verdict = RuleVerdicts.Name(result.Verdict).Replace(' ', '-'),
            reason = result.Reason,
            evidence = result.Evidence,
            exercise = result.Exercise,
        }),
    };

    private static string Markdown(GradeCard card, FailOn failOn)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# Grade of the client in session `{card.Session}`");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Sentence(card, failOn)} {card.Exchanges} exchanges, {card.At:u}.").AppendLine();
        text.AppendLine("| rule | verdict | level | what was observed | exchanges |").AppendLine("| --- | --- | --- | --- | --- |");
        foreach (var result in card.Results)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {result.Rule} {result.Title} | {RuleVerdicts.Name(result.Verdict)} | {Word(result.Level)} "
                + $"| {Cell(result.Reason)} | {string.Join(", ", result.Evidence)} |");
        }

        return text.ToString();
    }

    // A rule below the level is reported as skipped with its reason, never as passed.
    private static string JUnit(GradeCard card, FailOn failOn)
    {
        var failing = card.Shortcomings(failOn);
        var cases = card.Results.Select(result => new XElement("testcase",
            new XAttribute("classname", "partner-client"),
            new XAttribute("name", $"{result.Rule} {result.Title}"),
            new XAttribute("time", "0"),
            result.Verdict == RuleVerdict.Pass ? null
                : new XElement(
                    failing.Contains(result) ? "failure" : "skipped",
                    new XAttribute("message", $"{RuleVerdicts.Name(result.Verdict)}: {result.Reason}"))));
        var suite = new XElement("testsuite",
            new XAttribute("name", "grade card of session " + card.Session), new XAttribute("tests", card.Results.Length),
            new XAttribute("failures", failing.Length), new XAttribute("errors", 0),
            new XAttribute("skipped", card.Results.Length - card.Count(RuleVerdict.Pass) - failing.Length),
            new XAttribute("timestamp", card.At.ToString("s", CultureInfo.InvariantCulture)), cases);
        return new XDeclaration("1.0", "utf-8", null) + Environment.NewLine + new XElement("testsuites", suite);
    }

    internal static string Sentence(GradeCard card, FailOn failOn) => string.Create(CultureInfo.InvariantCulture,
        $"{Answer(card, failOn)}: {Counts(card)}.");

    private static string Answer(GradeCard card, FailOn failOn) => card switch
    {
        { IsObserved: false } => "The client does not pass, because nothing was observed",
        _ => card.Shortcomings(failOn).IsEmpty ? "The client passes" : "The client does not pass",
    };

    private static string Counts(GradeCard card) => string.Create(
        CultureInfo.InvariantCulture,
        $"{card.Count(RuleVerdict.Pass)} passed, {card.Count(RuleVerdict.Fail)} failed, "
        + $"{card.Count(RuleVerdict.NotObserved)} not observed");

    internal static string Word(Level level) => level == Level.Must ? "must" : "should";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
