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

    /// <summary>The values behind such names, as forms, JSON, XML and multipart bodies write them.</summary>
    public static IEnumerable<Spot> In(string text)
    {
        foreach (Match match in Assignment().Matches(text))
        {
            var value = match.Groups["value"];
            var kind = match.Groups["name"].Value.Contains("token", StringComparison.OrdinalIgnoreCase) ? Found.Token : Found.Secret;
            yield return new(value.Index, value.Index + value.Length, kind);
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
