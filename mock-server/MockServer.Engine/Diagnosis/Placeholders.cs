using System.Text.RegularExpressions;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Recognizes placeholders that were not replaced by a value.</summary>
internal static partial class Placeholders
{
    public static bool Is(string text) => Pattern().IsMatch(text);

    private const string Delimited = """\{.*\}|<.*>|\[.*\]|\$.*|%[A-Za-z_]+%|:[A-Za-z]+""";
    private const string EmptyValue = """null|undefined|none|nil|nan|todo|x{3,}|\.{3}|0{8}-0{4}-0{4}-0{4}-0{12}""";
    private const string Name = """(your|my|the|insert)[-_ ].*|access_token|token|client_secret|secret|requestor[-_]?id|string""";

    [GeneratedRegex($"""^\s*({Delimited}|{EmptyValue}|{Name})\s*\z""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
