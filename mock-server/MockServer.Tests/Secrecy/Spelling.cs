using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PartnerApi.Mock.Tests.Secrecy;

/// <summary>The ways in which a client may write a secret down, on purpose or not.</summary>
internal static class Spelling
{
    public static readonly IReadOnlyDictionary<string, Func<string, string>> All = new Dictionary<string, Func<string, string>>
    {
        ["raw"] = text => text,
        ["percent-encoded"] = Uri.EscapeDataString,
        ["every letter percent-encoded"] = text => string.Concat(Encoding.UTF8.GetBytes(text).Select(letter => $"%{letter:x2}")),
        ["percent-encoded twice"] = text => Uri.EscapeDataString(Uri.EscapeDataString(text)),
        ["form-encoded"] = text => WebUtility.UrlEncode(text),
        ["base64"] = text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
        ["base64 with a name before it"] = text => Convert.ToBase64String(Encoding.UTF8.GetBytes("me:" + text + "\n")),
        ["base64url"] = text =>
            Convert.ToBase64String(Encoding.UTF8.GetBytes("ab" + text)).Replace('+', '-').Replace('/', '_').TrimEnd('='),
        ["JSON escapes"] = text => string.Concat(text.Select(letter => $"\\u{(int)letter:x4}")),
        ["JSON"] = text => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        ["capitals"] = text => text.ToUpperInvariant(),
    };

    /// <summary>Whether a text holds a secret, not only as it is: whoever reads the text could undo each spelling.</summary>
    public static bool Holds(string text, string secret) => new SpellingSet([secret]).In(text).Any();
}

/// <summary>All spellings of some secrets, and their beginnings. Texts are searched for all of them at once.</summary>
internal sealed class SpellingSet
{
    private readonly string[] _all;
    private readonly SearchValues<string> _values;

    public SpellingSet(IEnumerable<string> secrets)
    {
        _all = [.. secrets.SelectMany(secret => Spelling.All.Values.Select(spell => spell(secret).TrimEnd('=')).Append(secret[..^4]))];
        _values = SearchValues.Create(_all, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The spellings that a text holds.</summary>
    public IEnumerable<string> In(string text) =>
        text.AsSpan().ContainsAny(_values) ? _all.Where(spelt => text.Contains(spelt, StringComparison.OrdinalIgnoreCase)) : [];
}
