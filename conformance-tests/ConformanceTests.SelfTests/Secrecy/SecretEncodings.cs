using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PartnerApi.Conformance.SelfTests.Secrecy;

/// <summary>A way in which a secret may hide in a text.</summary>
internal sealed record SecretEncoding(string Name, string Text);

/// <summary>The ways in which a secret may hide, worked out apart from the product's own list so that neither excuses the other.</summary>
internal static partial class SecretEncodings
{
    // A shorter piece would be found in innocent text.
    private const int MinLength = 8;

    public static ImmutableArray<SecretEncoding> Encode(string secret)
    {
        var percent = Uri.EscapeDataString(secret);
        var form = percent.Replace("%20", "+", StringComparison.Ordinal);
        return
        [
            .. Both("raw", secret),
            .. Both("percent-encoded", percent),
            .. Both("form-encoded", form),
            new("JSON", JsonSerializer.Serialize(secret).Trim('"')),
            .. Base64("raw", secret),
            .. Base64("form-encoded", form),
            new("hexadecimal", Convert.ToHexString(Encoding.UTF8.GetBytes(secret))),
        ];
    }

    /// <summary>The places where a text gives one of several secrets away.</summary>
    public static IEnumerable<string> Found(string where, string text, params ImmutableArray<string> secrets)
    {
        ImmutableArray<SecretEncoding> encodings = [.. secrets.Distinct().SelectMany(secret => Encode(secret))];
        // Thousands of encodings in megabytes: one pass says for nearly every text that it is clean.
        var any = SearchValues.Create([.. encodings.Select(encoding => encoding.Text).Distinct()], StringComparison.OrdinalIgnoreCase);
        return Views(text)
            .Where(view => view.AsSpan().ContainsAny(any))
            .SelectMany(view => encodings
                .Where(encoding => view.Contains(encoding.Text, StringComparison.OrdinalIgnoreCase))
                .Select(encoding => $"{where}: {encoding.Name}, near '{Near(view, encoding.Text)}'"));
    }

    // A page or a file escapes what it shows; its reader sees it all the same.
    private static IEnumerable<string> Views(string text) =>
    [
        text,
        System.Net.WebUtility.HtmlDecode(text),
        JsonEscape().Replace(text, match => match.Groups["hex"] is { Success: true } hex
            ? (
                (char)int.Parse(
                    hex.Value,
                    System.Globalization.NumberStyles.HexNumber,
                    System.Globalization.CultureInfo.InvariantCulture)).ToString()
            : match.Groups["plain"].Value),
    ];

    // Half a secret is a leak too: the suite sends shortened and altered secrets on purpose.
    private static IEnumerable<SecretEncoding> Both(string name, string text) =>
    [
        new(name, text),
        .. new SecretEncoding[] { new($"{name}, first half", text[..(text.Length / 2)]),
            new($"{name}, second half", text[(text.Length / 2)..]) }
            .Where(half => half.Text.Length >= MinLength),
    ];

    // At three alignments, without the characters that depend on what stands before and after.
    private static IEnumerable<SecretEncoding> Base64(string name, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var before in (int[])[0, 1, 2])
        {
            var whole = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
            var inner = whole[(before == 0 ? 0 : before + 1)..((before + bytes.Length) * 8 / 6)];
            yield return new($"base64 of {name}, shifted by {before}", inner);
            yield return new($"base64url of {name}, shifted by {before}", inner.Replace('+', '-').Replace('/', '_'));
        }
    }

    private static string Near(string text, string found)
    {
        var at = text.IndexOf(found, StringComparison.OrdinalIgnoreCase);
        return text[Math.Max(0, at - 60)..Math.Min(text.Length, at + found.Length + 20)];
    }

    [GeneratedRegex("""\\(u(?<hex>[0-9A-Fa-f]{4})|(?<plain>["\\/]))""", RegexOptions.ExplicitCapture)]
    private static partial Regex JsonEscape();
}
