using System.Collections.Immutable;
using PartnerApi.Conformance.Cli;

namespace PartnerApi.Conformance.SelfTests.Running;

/// <summary>The suite's command line in this process; <see cref="SuiteProcess"/> is for what only a process has.</summary>
internal static class SuiteCommandLine
{
    /// <summary>Carries out a command line.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <returns>What it printed.</returns>
    public static async Task<Traces> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var console = new CliConsole(TextWriter.Synchronized(output), TextWriter.Synchronized(error), TimeProvider.System);
        var exitCode = await new ConformanceCommandLine(console).RunAsync(arguments);
        return new(
            exitCode,
            ImmutableDictionary<string, string>.Empty
                .Add("standard output", output.ToString())
                .Add("standard error", error.ToString()));
    }
}
