using System.CommandLine;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Loading;
using PartnerApi.HttpTrace;
using PartnerApi.Settings;

namespace PartnerApi.Conformance.Cli;

/// <summary>Where the verbs write, and their clock.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Errors and notices.</param>
/// <param name="Time">The clock that waivers are compared with.</param>
internal sealed record CliConsole(TextWriter Out, TextWriter Error, TimeProvider Time);

/// <summary>The command line of <c>partner-api-conformance</c>.</summary>
/// <param name="console">Where it writes.</param>
internal sealed class ConformanceCommandLine(CliConsole console)
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] args)
    {
        try
        {
            var root = new RootCommand(
                "Tests a deployment of the partner API against the authentication guide and the standards it builds on.")
            {
                new RunVerb(console).Create(),
                new ListVerb(console).Create(),
                new ExplainVerb(console).Create(),
                new DiffVerb(console).Create(),
                new DriftVerb(console).Create(),
                new TrendVerb(console).Create(),
                new WaiveVerb(console).Create(),
                new DoctorVerb(console).Create(),
            };
            return await InvokeAsync(root, args);
        }
        catch (Exception error) when (error is TargetException or FixtureException)
        {
            await console.Error.WriteLineAsync(VisibleText.EscapeCommands(error.Message));
            return (int)ExitCode.BadInput;
        }
        catch (OperationCanceledException)
        {
            await console.Error.WriteLineAsync("Cancelled before the first check.");
            return (int)ExitCode.Cancelled;
        }
        catch (Exception error)
        {
            await console.Error.WriteLineAsync(
                VisibleText.EscapeCommands($"The suite itself failed: {error.GetType().Name}: {error.Message}"));
            return (int)ExitCode.HarnessFailed;
        }
    }

    private async Task<int> InvokeAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count == 0)
        {
            return await parsed.InvokeAsync(new()
            {
                Output = console.Out,
                Error = console.Error,
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
            });
        }

        foreach (var error in CommandLineErrors.Describe(parsed))
        {
            await console.Error.WriteLineAsync(error);
        }

        await console.Error.WriteLineAsync();
        string[] verb = parsed.CommandResult.Command == root ? [] : [parsed.CommandResult.Command.Name];
        await root.Parse([.. verb, "--help"]).InvokeAsync(new() { Output = console.Error });
        return (int)ExitCode.BadInput;
    }
}
