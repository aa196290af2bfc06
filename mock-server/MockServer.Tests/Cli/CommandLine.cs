using PartnerApi.Mock.Cli;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Cli;

/// <summary>The program's command line, run in the process of the tests.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command that ends by itself.</summary>
    public static async Task<ProcessResult> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exitCode = await MockCommandLine.InvokeAsync(arguments, output, errors);
        return new(exitCode, output.ToString(), errors.ToString());
    }
}
