using System.CommandLine;
using System.Runtime.InteropServices;
using PartnerApi.Fixtures.Loading;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Persistence;
using PartnerApi.Mock.Sessions;
using PartnerApi.Settings;

namespace PartnerApi.Mock.Cli;

/// <summary>The command line of <c>partner-api-mock</c>.</summary>
internal static class MockCommandLine
{
    private const int Usage = 2;
    private const string SettingsFile = "partner-api-mock.json";

    private static readonly Option<string> Config = new("--config")
    {
        Description = $"Settings file (JSON). Default: {SettingsFile} in the current directory, if it exists.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> StopWithInput = new("--stop-with-input")
    {
        Description = "Stop when standard input is closed. For a program that starts the mock and must not leave it running.",
    };

    /// <summary>Runs the program.</summary>
    /// <param name="args">Its arguments.</param>
    /// <param name="output">Its standard output; null for the console's.</param>
    /// <param name="error">Its standard error; null for the console's.</param>
    /// <returns>Its exit code.</returns>
    public static Task<int> InvokeAsync(string[] args, TextWriter? output = null, TextWriter? error = null)
    {
        var console = new InvocationConfiguration
        {
            Output = output ?? Console.Out,
            Error = error ?? Console.Error,
            ProcessTerminationTimeout = null,
        };
        var root = new RootCommand($"""
            A mock of the partner API that runs offline: token endpoint, commands and queries, with the rules of the guide.
            Each option can also be set by an environment variable ({MockSettings.EnvironmentPrefix}PORT=8080) and in the settings
            file ("port": 8080). An option overrides the environment, the environment overrides the file. Secrets have no option:
            {MockSettings.EnvironmentPrefix}SIGNINGKEY (base64, at least 32 bytes) keeps tokens valid across restarts,
            {MockSettings.EnvironmentPrefix}CERTIFICATEPASSWORD is the password of a .pfx file,
            {MockSettings.EnvironmentPrefix}CONTROLTOKEN is the bearer token of the control API
            (required when --control-url is not a loopback address).
            """) { Config, StopWithInput };
        var settings = new SettingsOptions(MockSettings.Description);
        foreach (var option in settings.Options)
        {
            root.Add(option);
        }

        root.Add(GradeCommand.Create());
        root.SetAction((parsed, _) => RunAsync(parsed, settings));
        var parse = root.Parse(args);
        if (parse.Errors.Count > 0)
        {
            return RefuseAsync(console.Error, [.. CommandLineErrors.Describe(parse), "see --help"]);
        }

        return parse.InvokeAsync(console);
    }

    private static async Task<int> RunAsync(ParseResult parsed, SettingsOptions settings)
    {
        var console = parsed.InvocationConfiguration;
        try
        {
            var read = new SettingsReader(Sources(parsed, settings)).Read<MockSettings>();
            foreach (var notice in read.Notices)
            {
                await console.Error.WriteLineAsync("partner-api-mock: " + notice);
            }

            var options = read.Settings.ToOptions();
            await using var mock = await PartnerApiMock.StartAsync(options);
            await console.Output.WriteAsync(Banner.Write(mock, options));
            await console.Output.FlushAsync();
            await (parsed.GetValue(StopWithInput) ? Task.WhenAny(StopSignalAsync(), EndOfInputAsync()) : StopSignalAsync());
            await console.Output.WriteLineAsync("Stopping ...");
            return 0;
        }
        catch (Exception error) when (
            error is SettingsException or StateException or PopulationException or FixtureException or IOException
                or InvalidDataException or FormatException)
        {
            return await RefuseAsync(console.Error, error is SettingsException settingsError ? settingsError.Mistakes : [error.Message]);
        }
    }

    private static SettingsSources Sources(ParseResult parsed, SettingsOptions settings)
    {
        var file = parsed.GetValue(Config);
        return new SettingsSources(MockSettings.Description)
            .AddFile(file ?? SettingsFile, optional: file is null)
            .AddEnvironment()
            .AddOptions(settings, parsed);
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

    // Reading from a pipe blocks, so it needs a dedicated thread.
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
            await error.WriteLineAsync("partner-api-mock: " + VisibleText.EscapeCommands(line));
        }

        return Usage;
    }
}
