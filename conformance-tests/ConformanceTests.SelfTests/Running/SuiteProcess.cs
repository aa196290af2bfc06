using System.Collections.Immutable;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Running;

/// <summary>Everything that a run of one of the suite's programs left behind, by where it was found.</summary>
internal sealed record Traces(int ExitCode, ImmutableDictionary<string, string> Texts)
{
    public string Out => Texts["standard output"];

    public string Error => Texts["standard error"];

    public string Said => Out + Error;
}

/// <summary>The suite as users run it: a separate process in a separate folder.</summary>
/// <param name="folder">Its working directory, whose new files are read when it has ended.</param>
internal sealed class SuiteProcess(string folder)
{
    /// <summary>The suite's command line.</summary>
    public static string CommandLine { get; } = Program("ConformanceTests.Cli", "partner-api-conformance.dll");

    /// <summary>The scenarios as a test program, which <c>dotnet test</c> runs.</summary>
    public static string TestProgram { get; } = Program("ConformanceTests", "ConformanceTests.dll");

    /// <summary>The program; the command line when nothing else is said.</summary>
    public string Executable { get; init; } = CommandLine;

    /// <summary>Variables in addition to those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What happens while it runs; the token is cancelled when the process ends.</summary>
    public Func<ChildProcess, CancellationToken, Task>? Meanwhile { get; init; }

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What it left behind.</returns>
    /// <exception cref="InvalidOperationException">It ended before what happens meanwhile had happened.</exception>
    public async Task<Traces> RunAsync(params string[] arguments)
    {
        var before = Files().ToHashSet();
        await using var process = ChildProcess.Start("dotnet", [Executable, .. arguments], folder, Environment);
        using var ended = new CancellationTokenSource();
        var meanwhile = Meanwhile?.Invoke(process, ended.Token) ?? Task.CompletedTask;
        var result = await process.ExitAsync();
        await ended.CancelAsync();
        try
        {
            await meanwhile;
        }
        catch (OperationCanceledException error)
        {
            throw new InvalidOperationException(
                $"the program ended too early, with exit code {result.ExitCode}: {result.Output}{result.Errors}",
                error);
        }

        var texts = Files().Where(file => !before.Contains(file))
            .ToImmutableDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllText);
        return new(result.ExitCode, texts.Add("standard output", result.Output).Add("standard error", result.Errors));
    }

    private string[] Files() => Directory.GetFiles(folder, "*", SearchOption.AllDirectories);

    // Each program has its own folder, as an installation has; this one holds the parts of several.
    private static string Program(string project, string file)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, file);
    }
}
