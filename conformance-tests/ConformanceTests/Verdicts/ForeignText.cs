using System.Globalization;
using PartnerApi.HttpTrace;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Conformance.Verdicts;

/// <summary>
/// The one form in which results hold text of a target: free of secrets, bounded, and visible. Every report, and the console, gets
/// its text from here.
/// </summary>
internal static class ForeignText
{
    /// <summary>Characters of a sentence: expected, actual, a note, a problem.</summary>
    public const int MaxSentence = 1_000;

    /// <summary>Characters of a longer explanation, such as the stack of an exception.</summary>
    public const int MaxExplanation = 4_000;

    // A short text is shown whole although it is escaped.
    private const int MinVisible = 100;

    // Longer than any secret in any encoding: where a text was cut before it is redacted, so much of its end may be half a secret.
    private const int MaxSecret = 16 * 1024;

    /// <summary>A text with line ends.</summary>
    /// <param name="text">The text.</param>
    /// <param name="redactor">Knows the secrets.</param>
    /// <param name="max">Maximum number of characters that are shown, those of escapes included.</param>
    /// <param name="isBeginning">Whether the text is only the beginning of what came.</param>
    /// <param name="size">The size that is told when the text is cut; null for its characters.</param>
    /// <returns>The text; of a longer one the beginning, and its size.</returns>
    public static string Lines(
        string text, Redactor redactor, int max = MaxExplanation, bool isBeginning = false, string? size = null)
    {
        var wasCut = isBeginning || text.Length > max + MaxSecret;
        var redacted = redactor.Redact(text.Length > max + MaxSecret ? text[..(max + MaxSecret)] : text);
        var shown = Math.Min(max, wasCut ? Math.Max(0, redacted.Length - MaxSecret) : redacted.Length);
        // An escape is up to nine times as long as what it shows.
        var visible = VisibleText.Escape(Beginning(redacted, shown));
        var most = Math.Max(max, MinVisible);
        return wasCut || shown < redacted.Length || visible.Length > most
            ? $"{Beginning(visible, Math.Min(most, visible.Length))}… "
                + $"({size ?? text.Length.ToString(CultureInfo.InvariantCulture) + " characters"})"
            : visible;
    }

    /// <summary>A text on one line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="redactor">Knows the secrets.</param>
    /// <param name="max">Maximum number of characters that are shown.</param>
    /// <returns>One line.</returns>
    public static string Line(string text, Redactor redactor, int max = MaxSentence) =>
        VisibleText.EscapeLine(Lines(text, redactor, max));

    // Not through the middle of a surrogate pair.
    private static string Beginning(string text, int length) =>
        length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
}
