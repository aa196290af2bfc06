using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PartnerApi.Conformance.Wire;

/// <summary>A value that no output may show.</summary>
/// <param name="Name">What it is, for the mark that stands in its place, for example <c>client_secret</c>.</param>
/// <param name="Value">The value itself.</param>
/// <param name="Shell">What a curl line says instead, for example <c>$CLIENT_SECRET</c>.</param>
public sealed record Secret(string Name, string Value, string Shell);

/// <summary>One way in which a secret can appear in a text.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="Text">Its appearance.</param>
/// <param name="Shell">What a curl line says instead of this appearance.</param>
internal sealed partial record SecretForm(Secret Secret, string Text, string Shell)
{
    // Shorter fragments would also match innocent text.
    private const int ShortestFragment = 6;

    /// <summary>Raw, percent-encoded, JSON, HTML, hexadecimal and base64 appearances of a secret.</summary>
    public static ImmutableArray<SecretForm> Of(Secret secret)
    {
        List<string> encoded = [.. Encoded(secret.Value).Distinct()];
        List<SecretForm> forms = [new(secret, secret.Value, secret.Shell)];
        forms.AddRange(encoded.Select(text => new SecretForm(secret, text, Suffixed(secret, "_ENCODED"))));
        var bytes = Encoding.UTF8.GetBytes(secret.Value);
        forms.AddRange(((string[])[Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes)]).Select(text => new SecretForm(secret, text, Suffixed(secret, "_HEX"))));
        // Basic credentials are form-encoded first (RFC 6749, section 2.3.1), and a form may be quoted in base64 as a whole.
        forms.AddRange(encoded.Prepend(secret.Value).Distinct().SelectMany(Fragments).Where(text => text.Length >= ShortestFragment)
            .Select(text => new SecretForm(secret, text, Suffixed(secret, "_PART"))));
        return [.. forms.DistinctBy(form => form.Text)];
    }

    private static string Suffixed(Secret secret, string suffix) =>
        "$" + new string([.. secret.Shell.Where(c => char.IsAsciiLetterUpper(c) || c == '_')]) + suffix;

    private static IEnumerable<string> Encoded(string value)
    {
        var percent = Uri.EscapeDataString(value);
        var form = percent.Replace("%20", "+", StringComparison.Ordinal);
        return
        [
            percent, Lower(percent), form, Lower(form), WebUtility.UrlEncode(value), Lower(WebUtility.UrlEncode(value)),
            .. Json(value),
            // A server that quotes a JSON body in a JSON reply escapes it twice.
            .. Json(value).SelectMany(Json),
            WebUtility.HtmlEncode(value), WebUtility.HtmlEncode(value).Replace("&#39;", "&#x27;", StringComparison.Ordinal),
        ];
    }

    // JSON lets a writer escape what it likes: these are the habits of .NET, of Python and browsers, of PHP, of Go and Rails, and of Gson.
    private static IEnumerable<string> Json(string value)
    {
        var cautious = JsonEncodedText.Encode(value).ToString();
        var relaxed = JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        return
        [
            cautious, Escapes().Replace(cautious, escape => escape.Value.ToLowerInvariant()),
            relaxed, relaxed.Replace("/", "\\/", StringComparison.Ordinal), Coded(relaxed, "<>&"), Coded(relaxed, "<>&='"),
        ];
    }

    private static string Coded(string json, string letters) =>
        string.Concat(json.Select(letter => letters.Contains(letter, StringComparison.Ordinal) ? $"\\u{(int)letter:x4}" : $"{letter}"));

    [GeneratedRegex(@"\\u[0-9A-F]{4}")]
    private static partial Regex Escapes();

    private static IEnumerable<string> Fragments(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        foreach (var shift in (int[])[0, 1, 2])
        {
            var core = Base64Core(bytes, shift);
            yield return core;
            yield return core.Replace('+', '-').Replace('/', '_');
        }

        // A signed token is as good as its signature; the parts may be quoted apart.
        if (value.Count(c => c == '.') == 2)
        {
            yield return value[(value.LastIndexOf('.') + 1)..];
        }
    }

    // Inside a longer base64 text a value starts at one of three alignments; the characters at its ends depend on its neighbours.
    private static string Base64Core(byte[] bytes, int shift)
    {
        var text = Convert.ToBase64String([.. new byte[shift], .. bytes]);
        var start = shift == 0 ? 0 : shift + 1;
        var end = text.Length - ((shift + bytes.Length) % 3) switch { 0 => 0, 1 => 3, _ => 2 };
        return end > start ? text[start..end] : "";
    }

    private static string Lower(string percent)
    {
        var text = new StringBuilder(percent);
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] == '%')
            {
                text[i + 1] = char.ToLowerInvariant(text[i + 1]);
                text[i + 2] = char.ToLowerInvariant(text[i + 2]);
            }
        }

        return text.ToString();
    }
}
