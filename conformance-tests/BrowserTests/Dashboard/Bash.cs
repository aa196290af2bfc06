using NUnit.Framework;
using PartnerApi.TestSupport;

namespace PartnerApi.BrowserTests.Dashboard;

/// <summary>Runs a command line of a page as somebody would who pastes it.</summary>
internal static class Bash
{
    public static async Task<string> RunAsync(string line, params (string Name, string Value)[] variables)
    {
        var ended = await ChildProcess.BashAsync(line, environment: variables.Select(set => KeyValuePair.Create(set.Name, set.Value)));
        Assert.That(ended.ExitCode, Is.Zero, line + ended.Errors);
        return ended.Output;
    }
}
