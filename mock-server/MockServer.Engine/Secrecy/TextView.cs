using System.Globalization;
using System.Text;

namespace PartnerApi.Mock.Secrecy;

/// <summary>A text with one layer of escapes taken off, and for each letter the place where it stood.</summary>
/// <param name="Text">The plain letters.</param>
/// <param name="Starts">Where each letter began in the original, and the original's end; null where nothing was taken off.</param>
internal sealed record TextView(string Text, int[]? Starts)
{
    private const int Layers = 3;

    /// <summary>The text as it is, then with its percent-escapes taken off up to three times, then with those of JSON.</summary>
    public static IEnumerable<TextView> Of(string text)
    {
        var whole = new TextView(text, null);
        yield return whole;
        foreach (var plus in (char[])['+', ' '])
        {
            var view = whole;
            for (var layer = 0; layer < Layers && view.Text.AsSpan().IndexOfAny('%', '+') >= 0; layer++)
            {
                view = view.Without((source, at) => Percent(source, at, plus));
                yield return view;
            }
        }

        if (text.Contains('\\'))
        {
            yield return whole.Without(Json);
        }
    }

    /// <summary>Where a letter of the text, or its end, stood in the original.</summary>
    public int Place(int letter) => Starts is null ? letter : Starts[letter];

    private TextView Without(Func<string, int, (char Letter, int Length)> read)
    {
        var letters = new StringBuilder(Text.Length);
        var starts = new List<int>(Text.Length + 1);
        for (var at = 0; at < Text.Length;)
        {
            var (letter, length) = read(Text, at);
            letters.Append(letter);
            starts.Add(Place(at));
            at += length;
        }

        return new(letters.ToString(), [.. starts, Place(Text.Length)]);
    }

    private static (char Letter, int Length) Percent(string text, int at, char plus) => text[at] switch
    {
        '+' => (plus, 1),
        '%' when at + 2 < text.Length && Hex(text.AsSpan(at + 1, 2)) is { } code => ((char)code, 3),
        var letter => (letter, 1),
    };

    private static (char Letter, int Length) Json(string text, int at) => text[at] == '\\' && at + 1 < text.Length
        ? text[at + 1] == 'u' && at + 5 < text.Length && Hex(text.AsSpan(at + 2, 4)) is { } code
            ? ((char)code, 6)
            : (text[at + 1], 2)
        : (text[at], 1);

    private static int? Hex(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ? code : null;
}
