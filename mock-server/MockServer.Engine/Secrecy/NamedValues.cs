using System.Buffers;
using System.Text.RegularExpressions;

namespace PartnerApi.Mock.Secrecy;

/// <summary>Finds secrets by the name that stands before them, for those whose value nobody here knows.</summary>
internal static partial class NamedValues
{
    /// <summary>Parts of names that announce a secret.</summary>
    public static readonly SearchValues<string> Names = SearchValues.Create(
        ["secret", "access_token", "access-token", "accesstoken", "refresh_token", "id_token", "password", "authorization", "bearer", "api-key", "api_key", "apikey", "auth-token", "cookie"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> PlainLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~-*=&%+");
    private static readonly SearchValues<char> NameLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.-");

    private static readonly string[] WholeNames =
        ["access_token", "access-token", "accesstoken", "refresh_token", "id_token", "password", "authorization", "api_key", "api-key", "apikey"];

    /// <summary>The values behind such names, as forms, JSON, XML and multipart bodies write them.</summary>
    public static IEnumerable<Spot> In(string text) => text.AsSpan().ContainsAnyExcept(PlainLetters) ? ByPattern(text) : InForm(text);

    // In a form there are no quotes, blanks or colons: what the patterns come to is then said in a few steps.
    private static List<Spot> InForm(string text)
    {
        List<Spot> spots = [];
        for (var start = 0; start < text.Length;)
        {
            var length = text.AsSpan(start).IndexOf('&');
            var end = length < 0 ? text.Length : start + length;
            for (var sign = text.IndexOf('=', start, end - start); sign >= 0 && sign + 1 < end; sign = text.IndexOf('=', sign + 1, end - sign - 1))
            {
                if (Announced(text.AsSpan(start, sign - start)) is { } kind)
                {
                    spots.Add(new(sign + 1, end, kind));
                    break;
                }
            }

            start = end + 1;
        }

        return spots;
    }

    // What the letters before the sign announce.
    private static Found? Announced(ReadOnlySpan<char> before)
    {
        var name = before[(1 + before.LastIndexOfAnyExcept(NameLetters))..];
        if (name.Contains("secret", StringComparison.OrdinalIgnoreCase))
        {
            return Kind(name);
        }

        foreach (var known in WholeNames)
        {
            if (name.EndsWith(known, StringComparison.OrdinalIgnoreCase))
            {
                return Kind(known);
            }
        }

        return null;
    }

    private static Found Kind(ReadOnlySpan<char> name) => name.Contains("token", StringComparison.OrdinalIgnoreCase) ? Found.Token : Found.Secret;

    /// <summary>The same for any text.</summary>
    internal static IEnumerable<Spot> ByPattern(string text)
    {
        foreach (Match match in Assignment().Matches(text))
        {
            var value = match.Groups["value"];
            yield return new(value.Index, value.Index + value.Length, Kind(match.Groups["name"].ValueSpan));
        }

        foreach (Match match in Scheme().Matches(text))
        {
            var value = match.Groups["value"];
            yield return new(value.Index, value.Index + value.Length, Found.Token);
        }
    }

    [GeneratedRegex(
        """(?i)(?<name>[a-z_.-]*secret[a-z_.-]*|access[_-]?token|refresh_token|id_token|password|authorization|api[_-]?key)(\\?["'])?\]?\s*([=:>]\s*|\r?\n\r?\n)(\\?"(?<value>([^"\r\n\\]|\\.)*)|'(?<value>[^'\r\n]*)|(?<value>[^&"'<>\s\\]+))""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Assignment();

    [GeneratedRegex("""(?i)\b(bearer(\s+|:\s*)(?<value>[A-Za-z0-9+/=_.~-]{8,})|basic\s+(?<value>[A-Za-z0-9+/=]{16,}))""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Scheme();
}
