using System.Globalization;
using System.Xml.Linq;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Reports;

/// <summary>The run as a badge: a file for the endpoint badge of shields.io, and an SVG picture.</summary>
public static class BadgeReport
{
    private const string Label = "partner API";
    private const int LetterWidth = 7;
    private const int Padding = 10;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Writes the file for shields.io.</summary>
    /// <param name="result">The run.</param>
    /// <returns>Its text.</returns>
    public static string Json(RunResult result) => ReportJson.Write(
        new
        {
            SchemaVersion = 1,
            Label,
            Message = Message(result),
            Color = Colour(result).Name,
            IsError = result.ExitCode != ExitCode.Conforms,
        });

    /// <summary>Draws the badge.</summary>
    /// <param name="result">The run.</param>
    /// <returns>An SVG document; its title holds the date and every count.</returns>
    public static string Picture(RunResult result)
    {
        var message = Message(result);
        var left = (Label.Length * LetterWidth) + (2 * Padding);
        var right = (message.Length * LetterWidth) + (2 * Padding);
        var date = result.Started.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var title = $"{Label}: {Summary.Words(result)} ({Summary.Counts(result)}; {date}, contract {result.Contract})";
        return new XElement(
            Svg + "svg",
            new XAttribute("width", left + right),
            new XAttribute("height", 20),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", XmlCharacters.Legal(VisibleText.EscapeLine(title))),
            new XElement(Svg + "title", XmlCharacters.Legal(VisibleText.EscapeLine(title))),
            Half(0, left, "#24292f", Label),
            Half(left, right, Colour(result).Value, message)) + "\n";
    }

    private static string Message(RunResult result) => result switch
    {
        { Checks.IsEmpty: true } => "not judged",
        { ExitCode: ExitCode.Conforms, ConformsSince: { } since } =>
            $"conforms since {since.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
        { ExitCode: ExitCode.Conforms or ExitCode.DoesNotConform } => Summary.Counts(result),
        _ => $"{Summary.Words(result).Split(':')[0]}, {Summary.Counts(result)}",
    };

    // Dark enough for white letters.
    private static (string Name, string Value) Colour(RunResult result) => result.ExitCode switch
    {
        ExitCode.Conforms => ("brightgreen", "#1a7f37"),
        ExitCode.DoesNotConform => ("red", "#c1121f"),
        ExitCode.TooLittleTested or ExitCode.Unreachable => ("orange", "#9a5b00"),
        _ => ("lightgrey", "#57606a"),
    };

    private static XElement[] Half(int from, int width, string colour, string text) =>
    [
        new(
            Svg + "rect",
            new XAttribute("x", from),
            new XAttribute("width", width),
            new XAttribute("height", 20),
            new XAttribute("fill", colour)),
        new(
            Svg + "text",
            new XAttribute("x", from + (width / 2)),
            new XAttribute("y", 14),
            new XAttribute("fill", "#fff"),
            new XAttribute("text-anchor", "middle"),
            new XAttribute("textLength", width - (2 * Padding)),
            new XAttribute("font-family", "Verdana,DejaVu Sans,sans-serif"),
            new XAttribute("font-size", 11),
            text),
    ];
}
