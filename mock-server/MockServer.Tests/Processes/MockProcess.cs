using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace PartnerApi.Mock.Tests.Processes;

/// <summary>The tool in a process of its own, as a user starts it, on free ports.</summary>
internal sealed class MockProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly Lock _gate = new();

    private MockProcess(Process process) => _process = process;

    /// <summary>What it has said so far after it was ready, on both streams.</summary>
    public string Said
    {
        get
        {
            lock (_gate)
            {
                return _said.ToString();
            }
        }
    }

    public Uri Api { get; private set; } = null!;

    public Uri Control { get; private set; } = null!;

    /// <summary>Starts one and waits until it says where it is.</summary>
    public static async Task<MockProcess> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var mock = new MockProcess(Launch(environment, ["--port", "0", "--control-port", "0", .. arguments]));
        using var limit = new CancellationTokenSource(Patience);
        var said = new StringBuilder();
        while (await mock._process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            said.AppendLine(line);
            if (line.StartsWith("Stop it", StringComparison.Ordinal))
            {
                mock.Api = new(Address("API").Match(said.ToString()).Groups[1].Value);
                mock.Control = new(Address("Control").Match(said.ToString()).Groups[1].Value);
                _ = mock.ListenAsync(mock._process.StandardOutput);
                _ = mock.ListenAsync(mock._process.StandardError);
                return mock;
            }
        }

        var error = await mock._process.StandardError.ReadToEndAsync(limit.Token);
        mock.Dispose();
        throw new InvalidOperationException($"the mock did not start: {said}{error}");
    }

    /// <summary>Starts one that is to refuse, and waits for its end.</summary>
    public static async Task<(int ExitCode, string Error)> RefusalAsync(params string[] arguments)
    {
        using var process = Launch(new Dictionary<string, string>(), ["--port", "0", "--control-port", "0", .. arguments]);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var error = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, error);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Ends it as Ctrl-C does, and waits until it has said everything.</summary>
    /// <returns>What it said after it was ready.</returns>
    public async Task<string> StopAsync()
    {
        using var kill = Process.Start("kill", ["-s", "INT", $"{_process.Id}"]);
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return Said;
    }

    /// <summary>Ends it without a word of warning (kill -9).</summary>
    public void KillHard()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        KillHard();
        _process.Dispose();
    }

    private async Task ListenAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _said.AppendLine(line);
            }
        }
    }

    private static Process Launch(IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "partner-api-mock.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[$"PARTNER_API_MOCK__{name}"] = value;
        }

        return Process.Start(start)!;
    }

    private static Regex Address(string name) => new($@"^\s*{name}\s+(http\S+)\s*$", RegexOptions.Multiline);
}
