using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PartnerApi.Mock.Tests.Cli;

/// <summary>The built program, run as its users run it.</summary>
internal sealed partial class MockProcess : IAsyncDisposable
{
    private const string SettingsFile = "partner-api-mock.json";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private MockProcess(Process process, DirectoryInfo folder)
    {
        _process = process;
        _folder = folder;
    }

    public string Banner { get; private set; } = "";

    public Uri Api => new(ApiLine().Match(Banner).Groups[1].Value);

    public Uri Control => new(ControlLine().Match(Banner).Groups[1].Value);

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public static Task<MockProcess> StartAsync(string arguments, string? settings = null, params (string Name, string Value)[] environment) =>
        ReadyAsync(Launch(arguments, SettingsFile, settings, environment));

    /// <summary>Starts it in a folder where such a file lies.</summary>
    public static Task<MockProcess> StartBesideAsync(string file, string text, string arguments) => ReadyAsync(Launch(arguments, file, text, []));

    private static async Task<MockProcess> ReadyAsync(MockProcess mock)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!mock.Banner.Contains("Stop it with Ctrl-C", StringComparison.Ordinal))
        {
            var line = await mock._process.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new InvalidOperationException("it ended: " + await mock._process.StandardError.ReadToEndAsync(patience.Token));
            mock.Banner += line + "\n";
        }

        return mock;
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>Exit code and the lines of standard error.</returns>
    public static async Task<(int ExitCode, ImmutableArray<string> Errors)> RunAsync(
        string arguments, string? settings = null, params (string Name, string Value)[] environment)
    {
        await using var mock = Launch(arguments, SettingsFile, settings, environment);
        using var patience = new CancellationTokenSource(Patience);
        var output = mock._process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = await mock._process.StandardError.ReadToEndAsync(patience.Token);
        await output;
        await mock._process.WaitForExitAsync(patience.Token);
        return (mock._process.ExitCode, [.. errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
    }

    /// <summary>Sends a signal, as Ctrl-C or a service manager does.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public async Task<int> ExitCodeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    // In a folder of its own: a settings file of somebody else must not be found.
    private static MockProcess Launch(string arguments, string file, string? text, (string Name, string Value)[] environment)
    {
        var folder = Directory.CreateTempSubdirectory("partner-api-mock-");
        if (text is not null)
        {
            File.WriteAllText(Path.Combine(folder.FullName, file), text);
        }

        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "partner-api-mock.exe" : "partner-api-mock"), arguments)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!, folder);
    }

    [GeneratedRegex(@"^  API +(\S+)$", RegexOptions.Multiline)]
    private static partial Regex ApiLine();

    [GeneratedRegex(@"^  Control +(\S+)$", RegexOptions.Multiline)]
    private static partial Regex ControlLine();
}
