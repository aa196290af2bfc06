using System.Diagnostics;
using System.Text.RegularExpressions;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Mock;

namespace PartnerApi.Conformance.SelfTests.Wire;

/// <summary>Carries out curl lines in bash, against another mock than the one they were written for.</summary>
internal sealed partial class CurlReplay(Uri original, PartnerApiMock mock)
{
    private readonly Redactor _redactor = new();
    private readonly Dictionary<string, string> _variables = [];

    /// <summary>Gives the shell a client's secret.</summary>
    public void Know(string variable, Credentials client)
    {
        var secret = new Secret("client_secret", client.ClientSecret, "$" + variable);
        _redactor.Register(secret);
        _variables[variable] = client.ClientSecret;
        _variables[variable + "_ENCODED"] = Form(client.ClientSecret);
        // Where a header of RFC 7617 carries it, behind the client's id and a colon.
        var basic = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{Form(client.ClientId)}:{Form(client.ClientSecret)}"));
        if (SecretForm.Of(secret).Where(form => form.Shell.EndsWith("_PART", StringComparison.Ordinal)).FirstOrDefault(form => basic.Contains(form.Text, StringComparison.Ordinal)) is { } part)
        {
            _variables[variable + "_PART"] = part.Text;
        }
    }

    /// <summary>Sends what a line says; a token in the reply is the one that later lines use.</summary>
    /// <returns>Status and body, with everything normalised that differs from run to run.</returns>
    public async Task<string> SendAsync(RecordedExchange exchange)
    {
        var line = exchange.Curl
            .Replace(original.Authority, mock.ApiAddress.Authority, StringComparison.Ordinal)
            .Replace("curl -sS -i ", "curl -sS --max-time 20 -w '\\n%{http_code}' ", StringComparison.Ordinal);
        var output = await AtItsTimeAsync(exchange, () => ShellAsync(line));
        if (Token().Match(output) is { Success: true } token)
        {
            var value = token.Groups["value"].Value;
            _redactor.Register(new("access_token", value, "$ACCESS_TOKEN"));
            _variables["ACCESS_TOKEN"] = value;
            _variables["ACCESS_TOKEN_PART"] = value[(value.LastIndexOf('.') + 1)..];
        }

        var at = output.LastIndexOf('\n');
        return Normal(output[(at + 1)..], _redactor.Apply(output[..at]));
    }

    /// <summary>Status and body of an exchange, normalised like those of a replay.</summary>
    public static string Normal(RecordedExchange exchange) =>
        Normal(exchange.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none", exchange.ReplyBody);

    private static string Normal(string status, string body) =>
        status + " " + Ago().Replace(Authority().Replace(Moment().Replace(Id().Replace(Mark().Replace(body, "«$1»"), "<id>"), "<time>"), "<address>"), "<ago>");

    // A clock is moved by a call of its own, which is no exchange with the API; so the replay moves it too.
    private async Task<string> AtItsTimeAsync(RecordedExchange exchange, Func<Task<string>> send)
    {
        if (!exchange.ReplyBody.Contains("the token expired", StringComparison.Ordinal))
        {
            return await send();
        }

        mock.Clock.Advance(TimeSpan.FromHours(1));
        try
        {
            return await send();
        }
        finally
        {
            mock.Clock.Reset();
        }
    }

    private async Task<string> ShellAsync(string line)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var (name, value) in _variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(line);
        process.StandardInput.Close();
        return await process.StandardOutput.ReadToEndAsync();
    }

    private static string Form(string value) => Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal);

    [GeneratedRegex("\"access_token\"\\s*:\\s*\"(?<value>[^\"]+)\"")]
    private static partial Regex Token();

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
