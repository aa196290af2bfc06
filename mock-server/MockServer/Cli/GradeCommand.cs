using System.CommandLine;
using System.Net.Http.Headers;
using PartnerApi.HttpTrace;
using PartnerApi.HttpTrace.Redaction;
using PartnerApi.Mock.Control;
using PartnerApi.Mock.Pages;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Cli;

/// <summary>The command <c>grade</c>: fetches the grade card of a running mock, for the pipeline of a partner.</summary>
internal static class GradeCommand
{
    private const int NotPassed = 1;
    private const int Usage = 2;
    private const int NothingObserved = 3;
    private const int Unreachable = 4;

    // A grade card has some kilobytes.
    private const int MaxReply = 4 * 1024 * 1024;
    private const int MaxQuote = 1_000;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private static readonly Option<string> ControlOption = new("--control")
    {
        Description = "Address of the control API.",
        HelpName = "URL",
        DefaultValueFactory = _ => "http://127.0.0.1:8081",
    };

    private static readonly Option<string> SessionOption = new("--session")
    {
        Description = "Name of the session.",
        HelpName = "ID",
        DefaultValueFactory = _ => Session.DefaultId,
    };

    private static readonly Option<string> FailOnOption = new("--fail-on")
    {
        Description = "Fail on must (a failed must-rule), should (any failed rule) or not-observed (any rule that did not pass).",
        HelpName = "LEVEL",
        DefaultValueFactory = _ => "must",
    };

    private static readonly Option<string> FormatOption = new("--format")
    {
        Description = $"Format of the card: {string.Join(", ", GradeFormats.Names)}.",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "text",
    };

    public static Command Create()
    {
        var command = new Command("grade", $"""
            Fetches the grade card of the client that called a running mock. Exit codes: 0 the client passes, {NotPassed} it does not
            pass, {Usage} an option is wrong or the mock refused the call, {NothingObserved} no client has called, so nothing was observed,
            {Unreachable} the mock cannot be reached.
            {MockSettings.EnvironmentPrefix}CONTROLTOKEN holds the control token, if the mock requires one.
            """) { ControlOption, SessionOption, FailOnOption, FormatOption };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(ControlOption)!,
            parsed.GetValue(SessionOption)!,
            parsed.GetValue(FailOnOption)!,
            parsed.GetValue(FormatOption)!,
            parsed.InvocationConfiguration,
            stop));
        return command;
    }

    private static async Task<int> RunAsync(
        string control, string session, string failOn, string format, InvocationConfiguration console, CancellationToken stop)
    {
        if (!Uri.TryCreate(control, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return await RefuseAsync(console, $"--control is \"{control}\"; expected an address such as http://127.0.0.1:8081", Usage);
        }

        try
        {
            // A proxy of the environment cannot reach this machine.
            using var handler = new SocketsHttpHandler { UseProxy = !address.IsLoopback, AllowAutoRedirect = false };
            using var http = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout, MaxResponseContentBufferSize = MaxReply };
            var token = Environment.GetEnvironmentVariable(MockSettings.EnvironmentPrefix + "CONTROLTOKEN")?.TrimEnd('\r', '\n');
            if (token is { Length: > 0 })
            {
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            var query = $"format={Uri.EscapeDataString(format)}&failOn={Uri.EscapeDataString(failOn)}";
            var path = $"{SessionRoutes.Prefix}/{Uri.EscapeDataString(session)}/grade?{query}";
            using var reply = await http.GetAsync(new Uri(path, UriKind.Relative), stop);
            return await WriteAsync(reply, format, token, console, stop);
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return await RefuseAsync(console, $"the control API sent more than {MaxReply / 1024 / 1024} MiB", Usage);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            var origin = address.GetLeftPart(UriPartial.Authority);
            return await RefuseAsync(
                console,
                $"{origin} cannot be reached; start the mock, or set --control to its control address",
                Unreachable);
        }
    }

    // A 200 without this header comes from another server. Whoever answers, its text must not reach a terminal or a build server as a
    // command, and must not repeat the token.
    private static async Task<int> WriteAsync(
        HttpResponseMessage reply, string format, string? token, InvocationConfiguration console, CancellationToken stop)
    {
        var text = Redacted(await reply.Content.ReadAsStringAsync(stop), token);
        if (!reply.IsSuccessStatusCode || !reply.Headers.TryGetValues(GradeEndpoints.Outcome, out var outcome))
        {
            return await RefuseAsync(
                console, $"the control API responded {(int)reply.StatusCode}: {VisibleText.EscapeLogLine(text.Trim(), MaxQuote)}", Usage);
        }

        var visible = format == "json" ? VisibleText.EscapeJson(text) : VisibleText.EscapeCommands(text);
        await console.Output.WriteLineAsync(visible.TrimEnd());
        return outcome.FirstOrDefault() switch
        {
            GradeEndpoints.Passes => 0,
            GradeEndpoints.NotObserved => await RefuseAsync(
                console, "nothing was observed; run the client against this session of the mock first", NothingObserved),
            _ => NotPassed,
        };
    }

    private static string Redacted(string text, string? token) => token is { Length: > 0 }
        ? new Redactor(
            new() { Masks = FixedMasks.Instance, Names = NamedValueScope.Structured }, [new("control_token", token, "$CONTROL_TOKEN")])
            .Redact(text)
        : text;

    private static async Task<int> RefuseAsync(InvocationConfiguration console, string line, int code)
    {
        await console.Error.WriteLineAsync("partner-api-mock: " + VisibleText.EscapeLogLine(line));
        return code;
    }
}
