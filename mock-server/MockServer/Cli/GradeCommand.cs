using System.CommandLine;
using System.Net.Http.Headers;
using PartnerApi.Mock.Control;
using PartnerApi.Mock.Pages;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Cli;

/// <summary>The verb <c>grade</c>: fetches the grade card of a running mock, and is the gate of a partner's own pipeline.</summary>
internal static class GradeCommand
{
    private const int NotPassed = 1;
    private const int Usage = 2;
    private const int Unreachable = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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
        Description = "What counts as not passed: must (a failed must), should (anything failed), not-observed (anything not passed).",
        HelpName = "LIMIT",
        DefaultValueFactory = _ => "must",
    };

    private static readonly Option<string> FormatOption = new("--format")
    {
        Description = $"How the card is written: {string.Join(", ", GradeFormats.Names)}.",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "text",
    };

    public static Command Create()
    {
        var command = new Command("grade", $"""
            Fetches the grade card of the client that called a running mock, and says by the exit code whether it passes:
            0 passes, {NotPassed} does not, {Usage} something here is wrong, {Unreachable} nobody answers. A control token is read from
            {MockSettings.EnvironmentPrefix}CONTROLTOKEN.
            """) { ControlOption, SessionOption, FailOnOption, FormatOption };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(ControlOption)!, parsed.GetValue(SessionOption)!, parsed.GetValue(FailOnOption)!, parsed.GetValue(FormatOption)!,
            parsed.InvocationConfiguration, stop));
        return command;
    }

    private static async Task<int> RunAsync(string control, string session, string failOn, string format, InvocationConfiguration console, CancellationToken stop)
    {
        if (!Uri.TryCreate(control, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return await RefuseAsync(console, $"'--control' is '{control}', wanted is an address such as http://127.0.0.1:8081", Usage);
        }

        try
        {
            using var http = new HttpClient { BaseAddress = address, Timeout = Patience };
            if (Environment.GetEnvironmentVariable(MockSettings.EnvironmentPrefix + "CONTROLTOKEN") is { Length: > 0 } token)
            {
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            var path = $"{SessionRoutes.Prefix}/{Uri.EscapeDataString(session)}/grade?format={Uri.EscapeDataString(format)}&failOn={Uri.EscapeDataString(failOn)}";
            using var reply = await http.GetAsync(new Uri(path, UriKind.Relative), stop);
            return await TellAsync(reply, console, stop);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            return await RefuseAsync(console, $"nobody answers at {address.GetLeftPart(UriPartial.Authority)}: is the mock running, and is this its control address?", Unreachable);
        }
    }

    // Without its own header, a 200 comes from something that is no mock.
    private static async Task<int> TellAsync(HttpResponseMessage reply, InvocationConfiguration console, CancellationToken stop)
    {
        var text = await reply.Content.ReadAsStringAsync(stop);
        if (!reply.IsSuccessStatusCode || !reply.Headers.TryGetValues(GradeEndpoints.Outcome, out var outcome))
        {
            return await RefuseAsync(console, $"the control API answered {(int)reply.StatusCode}: {text.ReplaceLineEndings(" ")}", Usage);
        }

        await console.Output.WriteLineAsync(text.TrimEnd());
        return outcome.Single() == GradeEndpoints.Passes ? 0 : NotPassed;
    }

    private static async Task<int> RefuseAsync(InvocationConfiguration console, string line, int code)
    {
        await console.Error.WriteLineAsync("partner-api-mock: " + line);
        return code;
    }
}
