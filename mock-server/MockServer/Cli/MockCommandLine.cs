using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Mock.Persistence;

namespace PartnerApi.Mock.Cli;

/// <summary>The command line of <c>partner-api-mock</c>.</summary>
internal static class MockCommandLine
{
    private const int Usage = 2;
    private const string SettingsFile = "partner-api-mock.json";

    private static readonly Option<string> Config = new("--config")
    {
        Description = $"Settings file (JSON). Default: {SettingsFile} in the current folder, if it is there.",
        HelpName = "FILE",
    };

    // Each of these is a setting of the same name; so one table serves flags, file and environment.
    private static readonly Option<string>[] Settings =
    [
        Setting("--port", "N", "Port of the API on 127.0.0.1; 0 takes a free one. Default: 8080."),
        Setting("--url", "URL", "Whole address of the API, for another interface, for example http://0.0.0.0:8080.", "--urls"),
        Setting("--control-port", "N", "Port of the control API on 127.0.0.1. Default: 8081."),
        Setting("--contract", "v1|v2|FILE", "The guide's contract (v1, default), its successor (v2), or an OpenAPI file of your own."),
        Setting("--scope", "SEMANTICS", "What the token endpoint does with scope: required, optional, ignored or rejected. Default: as the contract says."),
        Setting("--clients", "FILE", "Other clients than the built-in ones."),
        Setting("--people", "FILE", "Other natural persons than the built-in ones."),
        Setting("--lifecycles", "FILE", "Other lifecycles than the built-in ones: how fast objects come along, and what of."),
        Setting("--webhook-host", "HOSTS", "Hosts that notifications may go to beside this machine, divided by commas."),
        Setting("--check-references", "true|false", "Whether ids in a body must name objects that exist. Default: true."),
        Setting("--policy", "guide|reference", "Who must send Requestor-ID: as the guide says (default), or as the public reference lists it."),
        Setting("--requestor-step", "STEP", "How far requestors are checked: presence, format, known, active, self-or-proxy. Default: as the contract says (v1: presence, v2: self-or-proxy)."),
        Setting("--control-url", "URL", "Whole address of the control API; beyond loopback it needs a token."),
        Setting("--state", "FILE", "Keep sessions over a restart in this file (SQLite); a hard end loses the last second at most."),
        Setting("--ready-file", "FILE", "Write this file (JSON: addresses, client id, process id; no secrets) when the mock listens; it is deleted when the mock stops."),
        Setting("--seed", "N", "Makes all ids repeatable."),
        Setting("--explain", "true|false", "Whether a refusal says why in words. Default: true. X-Mock-Rule is sent either way."),
        Setting("--max-body-bytes", "N", "Largest request body. Default: 524288."),
        Setting("--journal-size", "N", "Exchanges that the journal of each session keeps; 0 switches it off. Default: 1000."),
        Setting("--certificate", "FILE", "Certificate with key for https (.pem or .pfx). Without it one is made for this run."),
    ];

    private static readonly Option<bool> Https = new("--https") { Description = "Serve https instead of http." };

    private static readonly Option<bool> WireMockAdmin = new("--wiremock-admin")
    {
        Description = "Serve WireMock.Net's admin API under /__admin of the API; beyond loopback it needs the control token.",
    };

    private static readonly Option<bool> StopWithInput = new("--stop-with-input")
    {
        Description = "Stop when standard input ends, for a program that starts the mock and must not leave it behind.",
    };

    /// <summary>Runs the program.</summary>
    /// <param name="args">Its arguments.</param>
    /// <param name="output">Its standard output; null for the console's.</param>
    /// <param name="error">Its standard error; null for the console's.</param>
    /// <returns>Its exit code.</returns>
    public static Task<int> InvokeAsync(string[] args, TextWriter? output = null, TextWriter? error = null)
    {
        var console = new InvocationConfiguration { Output = output ?? Console.Out, Error = error ?? Console.Error, ProcessTerminationTimeout = null };
        var root = new RootCommand($"""
            A mock of the partner API: token endpoint, commands and queries with the guide's rules, offline.
            Each option is also an environment variable ({MockSettings.EnvironmentPrefix}PORT=8080) and a member of the settings file ("port": 8080);
            flags win over the environment, the environment over the file. Secrets are never flags: {MockSettings.EnvironmentPrefix}SIGNINGKEY
            (base64, 32 bytes or more) keeps tokens valid over a restart, {MockSettings.EnvironmentPrefix}CERTIFICATEPASSWORD opens a .pfx file,
            {MockSettings.EnvironmentPrefix}CONTROLTOKEN guards the control API (needed when --control-url is no loopback address).
            """) { Config, Https, WireMockAdmin, StopWithInput };
        foreach (var setting in Settings)
        {
            root.Add(setting);
        }

        root.Add(GradeCommand.Create());
        root.SetAction((parsed, _) => RunAsync(parsed));
        var parse = root.Parse(args);
        if (parse.Errors.Count > 0)
        {
            return RefuseAsync(console.Error, [.. parse.Errors.Select(mistake => mistake.Message), "see --help"]);
        }

        return parse.InvokeAsync(console);
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        var console = parsed.InvocationConfiguration;
        try
        {
            var options = MockSettings.Read(Configuration(parsed));
            await using var mock = await PartnerApiMock.StartAsync(options);
            await console.Output.WriteAsync(Banner.Of(mock, options.Policy, options.Certificate is not null));
            await console.Output.FlushAsync();
            await (parsed.GetValue(StopWithInput) ? Task.WhenAny(StopSignalAsync(), EndOfInputAsync()) : StopSignalAsync());
            await console.Output.WriteLineAsync("Stopping ...");
            return 0;
        }
        catch (Exception error) when (error is SettingsException or StateException or FixtureException or IOException or InvalidDataException or FormatException)
        {
            return await RefuseAsync(console.Error, [error.Message]);
        }
    }

    private static IConfiguration Configuration(ParseResult parsed)
    {
        var flags = Settings
            .Where(setting => parsed.GetValue(setting) is not null)
            .ToDictionary(setting => SettingName(setting.Name), setting => parsed.GetValue(setting));
        if (parsed.GetValue(Https))
        {
            flags["https"] = "true";
        }

        if (parsed.GetValue(WireMockAdmin))
        {
            flags["wiremockAdmin"] = "true";
        }

        var file = parsed.GetValue(Config);
        return new ConfigurationBuilder()
            .AddJsonFile(Path.GetFullPath(file ?? SettingsFile), optional: file is null)
            .AddEnvironmentVariables(MockSettings.EnvironmentPrefix)
            .AddInMemoryCollection(flags)
            .Build();
    }

    private static async Task StopSignalAsync()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await stopped.Task;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopped.TrySetResult();
        }
    }

    // Reading a pipe blocks, so it has a thread of its own.
    private static Task EndOfInputAsync() => Task.Factory.StartNew(
        () =>
        {
            using var input = Console.OpenStandardInput();
            while (input.Read(new byte[1024]) > 0)
            {
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private static async Task<int> RefuseAsync(TextWriter error, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            await error.WriteLineAsync("partner-api-mock: " + line);
        }

        return Usage;
    }

    private static Option<string> Setting(string name, string value, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = value };

    // --control-port is the setting controlPort.
    private static string SettingName(string flag) =>
        string.Concat(flag.TrimStart('-').Split('-').Select((word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
