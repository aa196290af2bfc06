using System.Diagnostics;
using NUnit.Framework;

namespace PartnerApi.BrowserTests.Dashboard;

/// <summary>Runs a command line as somebody would who pastes it.</summary>
internal static class Bash
{
    public static async Task<string> RunAsync(string line, params (string Name, string Value)[] variables)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(Browser.HangTimeout));
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var bash = Process.Start(start)!;
        await bash.StandardInput.WriteLineAsync(line);
        bash.StandardInput.Close();
        var output = await bash.StandardOutput.ReadToEndAsync(limit.Token);
        await bash.WaitForExitAsync(limit.Token);
        Assert.That(bash.ExitCode, Is.Zero, line);
        return output;
    }
}
