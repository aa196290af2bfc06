using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace PartnerApi.Conformance.Transport;

/// <summary>
/// Finds a secret in a text: as it is, in base64, base64url and hexadecimal, and behind percent-encoding, form encoding, escapes of
/// JSON and
/// entities of HTML.
/// </summary>
internal sealed partial class SecretSearch
{
    // A shorter value would be found in innocent text once it is encoded.
    private const int MinEncoded = 8;
    private const int MaxCached = 64;

    private readonly ConcurrentDictionary<string, ImmutableArray<string>> _encodings = new();

    /// <summary>Whether a text holds a secret.</summary>
    /// <param name="text">The text.</param>
    /// <param name="secret">The secret; not empty.</param>
    /// <returns>True when it does, in any encoding.</returns>
    public bool Holds(string text, string secret)
    {
        if (text.Contains(secret, StringComparison.Ordinal))
        {
            return true;
        }

        if (secret.Length < MinEncoded)
        {
            return false;
        }

        if (_encodings.Count > MaxCached)
        {
            _encodings.Clear();
        }

        var encodings = _encodings.GetOrAdd(secret, Encode);
        return Views(text).Exists(view => encodings.Any(encoding => view.Contains(
            encoding, encoding == encodings[^1] ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)));
    }

    // Readers take escapes off, at times two layers of them.
    private static List<string> Views(string text)
    {
        List<string> views = [text];
        for (var layer = 0; layer < 2; layer++)
        {
            var decoded = views.SelectMany(Decoded).Except(views).ToList();
            views.AddRange(decoded);
        }

        return views;
    }

    private static IEnumerable<string> Decoded(string text)
    {
        if (text.Contains('%', StringComparison.Ordinal))
        {
            yield return WebUtility.UrlDecode(text);
            yield return Uri.UnescapeDataString(text);
        }

        if (text.Contains('&', StringComparison.Ordinal))
        {
            yield return WebUtility.HtmlDecode(text);
        }

        if (text.Contains('\\', StringComparison.Ordinal))
        {
            yield return JsonEscape().Replace(text, match => match.Groups["hex"] is { Success: true } hex
                ? ((char)int.Parse(hex.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()
                : match.Groups["plain"].Value);
        }
    }

    // The hexadecimal form is the last one.
    private static ImmutableArray<string> Encode(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        var base64 = ((int[])[0, 1, 2]).Select(before => Base64(bytes, before));
        return
        [
            secret,
            .. base64.SelectMany(text => (string[])[text, text.Replace('+', '-').Replace('/', '_')]).Distinct(),
            Convert.ToHexString(bytes),
        ];
    }

    // Without the characters that depend on what stands before and behind.
    private static string Base64(byte[] bytes, int before) =>
        Convert.ToBase64String([.. new byte[before], .. bytes])[(before == 0 ? 0 : before + 1)..((before + bytes.Length) * 8 / 6)];

    [GeneratedRegex("""\\(u(?<hex>[0-9A-Fa-f]{4})|(?<plain>["\\/]))""", RegexOptions.ExplicitCapture)]
    private static partial Regex JsonEscape();
}
