using System.Diagnostics;

namespace PartnerApi.Mock.Tests.Readme;

/// <summary>What a command said and how it ended.</summary>
internal sealed record ShellResult(int ExitCode, string Output, string Errors);

/// <summary>Runs commands as somebody would who pastes them into bash.</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<ShellResult> RunAsync(string command, string folder)
    {
        using var process = Start(command, folder);
        using var limit = Limit();
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return new(process.ExitCode, await output, await errors);
    }

    public static Process Start(string command, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("bash")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Write(command + "\n");
        process.StandardInput.Close();
        return process;
    }

    public static CancellationTokenSource Limit() => new(Patience, TimeProvider.System);
}
