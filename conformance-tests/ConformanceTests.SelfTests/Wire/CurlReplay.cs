using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Transport;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.HttpTrace.Redaction;
using PartnerApi.Mock;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Wire;

/// <summary>Carries out curl lines in one bash, against another mock than the one they were written for.</summary>
internal sealed partial class CurlReplay(Uri original, PartnerApiMock mock)
{
    // What a shell that pastes the lines one after the other has in its variables: the latest token of a reply.
    private const string Learn = """
        learn() {
            local reply
            reply=$(<"$1")
            if [[ $reply =~ \"access_token\"[[:space:]]*:[[:space:]]*\"([^\"]+)\" ]]; then
                ACCESS_TOKEN=${BASH_REMATCH[1]}
                ACCESS_TOKEN_PART=${ACCESS_TOKEN##*.}
            fi
        }
        clock() { curl -sS -o /dev/null -X POST -d "${2:-{\}}" "$CONTROL/control/v1/sessions/default/clock/$1"; }

        """;

    private readonly Redactor _redactor = RunNotes.CreateRedactor();
    private readonly Dictionary<string, string> _variables = [];

    /// <summary>Gives the shell a client's secret.</summary>
    public void Know(string variable, Credentials client)
    {
        _redactor.Add(new("client_secret", client.ClientSecret, "$" + variable));
        _variables[variable] = client.ClientSecret;
        _variables[variable + "_ENCODED"] = Uri.EscapeDataString(client.ClientSecret).Replace("%20", "+", StringComparison.Ordinal);
    }

    /// <summary>Sends what the lines say, in their order.</summary>
    /// <param name="exchanges">The exchanges that the lines belong to.</param>
    /// <returns>Status and body of each, with everything normalised that differs from run to run.</returns>
    public async Task<IReadOnlyList<string>> SendAsync(IReadOnlyList<RecordedExchange> exchanges)
    {
        using var folder = new TemporaryFolder();
        var script = new StringBuilder(Learn);
        foreach (var exchange in exchanges)
        {
            var reply = string.Create(CultureInfo.InvariantCulture, $"{exchange.Number}");
            // The clock moves through a separate control request, which is not an exchange with the API; so the replay moves it too.
            var isLater = exchange.ReplyBody.Contains("the token expired", StringComparison.Ordinal);
            script.Append(isLater ? "clock advance '{\"seconds\":3600}'\n" : "");
            script.Append(CultureInfo.InvariantCulture, $"printf %s \"${{ACCESS_TOKEN:-}}\" >{reply}.token\n");
            script.Append(CultureInfo.InvariantCulture, $"{Line(exchange)} >{reply}\nlearn {reply}\n");
            script.Append(isLater ? "clock reset\n" : "");
        }

        _variables["CONTROL"] = mock.ControlAddress!.GetLeftPart(UriPartial.Authority);
        await ChildProcess.BashAsync(script.ToString(), folder.FullName, _variables);
        return
        [
            .. exchanges.Select(exchange => IsUnchanged(exchange.Curl, File.ReadAllText(folder.File($"{exchange.Number}.token")))
                ? Normal(exchange)
                : Normal(File.ReadAllText(folder.File($"{exchange.Number}")))),
        ];
    }

    // A line that puts one character into the token changes nothing where another mock's token has it there already.
    private static bool IsUnchanged(string curl, string token) =>
        Change().Match(curl) is { Success: true } change
        && int.Parse(change.Groups["at"].Value, CultureInfo.InvariantCulture) is var at
        && at < token.Length
        && token[at] == change.Groups["character"].Value[0];

    /// <summary>Status and body of an exchange, normalised like those of a replay.</summary>
    public static string Normal(RecordedExchange exchange) =>
        Normal(exchange.Status?.ToString(CultureInfo.InvariantCulture) ?? "none", exchange.ReplyBody);

    private string Line(RecordedExchange exchange) => exchange.Curl
        .Replace(original.Authority, mock.ApiAddress.Authority, StringComparison.Ordinal)
        .Replace("curl -sS -i ", "curl -sS -w '\\n%{http_code}' ", StringComparison.Ordinal);

    private string Normal(string output)
    {
        if (Token().Match(output) is { Success: true } token)
        {
            _redactor.Add(new("access_token", token.Groups["value"].Value, "$ACCESS_TOKEN"));
        }

        var at = output.LastIndexOf('\n');
        return Normal(output[(at + 1)..], _redactor.Redact(output[..Math.Max(at, 0)]));
    }

    private static string Normal(string status, string body)
    {
        (Regex Pattern, string Replacement)[] normals =
            [(Mark(), "«$1»"), (Id(), "<id>"), (Moment(), "<time>"), (Authority(), "<address>"), (Ago(), "<ago>")];
        return $"{status} {normals.Aggregate(body, (text, normal) => normal.Pattern.Replace(text, normal.Replacement))}";
    }

    [GeneratedRegex("\"access_token\"\\s*:\\s*\"(?<value>[^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex(@"\$\{ACCESS_TOKEN:0:(?<at>\d+)\}(?<character>.)\$\{ACCESS_TOKEN:\d+\}")]
    private static partial Regex Change();

    [GeneratedRegex("«(\\w+)[^»]*»")]
    private static partial Regex Mark();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)")]
    private static partial Regex Moment();

    [GeneratedRegex("\\d+ s ago")]
    private static partial Regex Ago();

    [GeneratedRegex("127\\.0\\.0\\.1:\\d+")]
    private static partial Regex Authority();
}
