using System.Globalization;
using System.Text;

namespace PartnerApi.Mock.Journal;

/// <summary>Text of a stranger, so that an eye sees what is there: signs that hide, or that turn the order of others around, are written as their numbers.</summary>
internal static class VisibleText
{
    /// <summary>Writes invisible signs as <c>\u{…}</c>; line ends and tabs stay.</summary>
    public static string Of(string text)
    {
        if (!text.EnumerateRunes().Any(IsHidden))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = IsHidden(rune) ? shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X4}}}") : shown.Append(rune.ToString());
        }

        return shown.ToString();
    }

    /// <summary>Whether a sign cannot be seen. Format signs (Cf) are the marks and overrides of writing directions, joiners and soft hyphens.</summary>
    public static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => rune.Value is not ('\n' or '\r' or '\t'),
        UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate => true,
        _ => false,
    };
}
