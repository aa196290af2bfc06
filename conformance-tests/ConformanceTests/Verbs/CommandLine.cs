using System.Collections.Immutable;
using System.CommandLine;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Loading;

namespace PartnerApi.Conformance.Verbs;

/// <summary>The command line: verbs of our own, and Microsoft.Testing.Platform for everything else.</summary>
internal static class CommandLine
{
    private static readonly ImmutableArray<string> Help = ["--help", "-h", "-?", "--version"];

    public static async Task<int> MainAsync(string[] args)
    {
        try
        {
            var root = new RootCommand("Judges a deployment of the partner API by the authentication guide and the standards behind it.")
            {
                RunVerb.Create(),
                ListVerb.Create(),
                ExplainVerb.Create(),
                DiffVerb.Create(),
                WaiveVerb.Create(),
                DoctorVerb.Create(),
            };
            return IsOurs(root, args) ? await InvokeAsync(root, args) : await Platform.RunAsync(args);
        }
        catch (Exception error) when (error is TargetException or FixtureException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return (int)ExitCode.BadInput;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("cancelled before anything was judged");
            return (int)ExitCode.Cancelled;
        }
        catch (Exception error)
        {
            await Console.Error.WriteLineAsync($"the suite itself failed: {error.GetType().Name}: {error.Message}");
            return (int)ExitCode.HarnessFailed;
        }
    }

    // The platform's own arguments all begin with a dash; a bare word is a verb, known or mistyped.
    private static bool IsOurs(RootCommand root, string[] args) =>
        args.Length > 0 && (Help.Contains(args[0]) || !args[0].StartsWith('-') || root.Subcommands.Any(verb => verb.Name == args[0]));

    private static async Task<int> InvokeAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync();
            await root.Parse([.. parsed.CommandResult.Command == root ? [] : (string[])[parsed.CommandResult.Command.Name], "--help"])
                .InvokeAsync(new() { Output = Console.Error });
            return (int)ExitCode.BadInput;
        }

        return await parsed.InvokeAsync(new() { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }
}
