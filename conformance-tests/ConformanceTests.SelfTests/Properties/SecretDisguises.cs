using System.Collections.Immutable;
using System.Text;

namespace PartnerApi.Conformance.SelfTests.Properties;

/// <summary>
/// Ways in which the text of a secret is written by one program or another, each worked out letter by letter and apart from the
/// list that the redactor has.
/// </summary>
internal static class SecretDisguises
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    public static ImmutableArray<string> Of(string secret) =>
    [
        secret,
        Percent(secret, "X2", " "), Percent(secret, "x2", " "), Percent(secret, "X2", "%20"), Percent(secret, "x2", "%20"),
        // Python and browsers, PHP, Go and Rails, Gson, .NET, and one that escapes as .NET does in lower case.
        Json(secret, "\"\\", "", "x4"), Json(secret, "\"\\/", "", "x4"), Json(secret, "\"\\", "<>&", "x4"), Json(secret, "\"\\", "<>&='", "x4"),
        Json(secret, "\\", "\"&<>'+`", "X4"), Json(secret, "\\", "\"&<>'+`", "x4"),
        Html(secret, "&#39;"), Html(secret, "&#x27;"),
        Hex(secret, "X2"), Hex(secret, "x2"),
    ];

    /// <summary>Base64 of a longer text that holds the secret, in both alphabets.</summary>
    public static ImmutableArray<string> Within(string before, string secret, string after)
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + secret + after));
        return [text, text.Replace('+', '-').Replace('/', '_').TrimEnd('=')];
    }

    /// <summary>What of a base64 text depends on the secret alone.</summary>
    public static string Core(string before, string secret, string base64)
    {
        var from = Encoding.UTF8.GetByteCount(before) * 8;
        var to = from + (Encoding.UTF8.GetByteCount(secret) * 8);
        return base64[((from + 5) / 6)..(to / 6)];
    }

    private static string Percent(string secret, string digits, string blank) =>
        string.Concat(Encoding.UTF8.GetBytes(secret).Select(one =>
            Unreserved.Contains((char)one, StringComparison.Ordinal) ? $"{(char)one}" : one == ' ' ? (blank == " " ? "+" : blank) : "%" + one.ToString(digits, null)));

    private static string Json(string secret, string slashed, string coded, string digits) => string.Concat(secret.Select(one =>
        slashed.Contains(one, StringComparison.Ordinal) ? $"\\{one}" : coded.Contains(one, StringComparison.Ordinal) ? "\\u" + ((int)one).ToString(digits, null) : $"{one}"));

    private static string Html(string secret, string apostrophe) => secret
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", apostrophe, StringComparison.Ordinal);

    private static string Hex(string secret, string digits) =>
        string.Concat(Encoding.UTF8.GetBytes(secret).Select(one => one.ToString(digits, null)));
}
