using System.Collections.Immutable;
using System.Diagnostics;

namespace PartnerApi.Conformance.SelfTests.Secrecy;

/// <summary>Everything that a run of the suite's executable left behind, by where it was found.</summary>
internal sealed record Traces(int ExitCode, ImmutableDictionary<string, string> Texts);

/// <summary>The suite as users run it: a process of its own, in a folder of its own.</summary>
internal static class SuiteProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<Traces> RunAsync(string folder, string[] arguments, IReadOnlyDictionary<string, string> environment, Func<int, Task>? meanwhile = null)
    {
        var before = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToHashSet();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "partner-api-conformance.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await (meanwhile?.Invoke(process.Id) ?? Task.CompletedTask);
        await process.WaitForExitAsync(limit.Token);
        var texts = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !before.Contains(file))
            .ToImmutableDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllText);
        return new(process.ExitCode, texts.Add("standard output", await output).Add("standard error", await errors));
    }
}
