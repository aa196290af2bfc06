using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;

namespace PartnerApi.Conformance.Targets;

/// <summary>The addresses of a mock, and a client and a requestor that it accepts.</summary>
/// <param name="ApiAddress">Address of the API.</param>
/// <param name="ControlAddress">Address of the control API; null when it has none.</param>
/// <param name="ClientId">A registered client.</param>
/// <param name="RequestorId">A natural person who may request commands.</param>
public sealed record MockAddress(Uri ApiAddress, Uri? ControlAddress, string ClientId, string RequestorId)
{
    /// <summary>The client with its secret; null when it is one of the built-in public fakes.</summary>
    public Credentials? Credentials { get; init; }
}

/// <summary>
/// The mock that is installed or built next to the suite, in a separate process. It stops when this object is disposed, and, because
/// it waits for the end of its standard input, also when the suite is killed.
/// </summary>
public sealed class InstalledMock : IAsyncDisposable
{
    /// <summary>The environment variable with the path of the mock's program.</summary>
    public const string PathVariable = "PARTNER_API_MOCK";

    private const string Name = "partner-api-mock";
    private const int MaxErrorLines = 20;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private InstalledMock(Process process, DirectoryInfo folder, MockAddress address)
    {
        _process = process;
        _folder = folder;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public MockAddress Address { get; }

    /// <summary>Id of its process.</summary>
    internal int ProcessId => _process.Id;

    /// <summary>Starts the mock on free ports and waits until it listens.</summary>
    /// <param name="program">Path of the program; null to search for it.</param>
    /// <param name="contract">Its contract, by name or file.</param>
    /// <param name="options">Further options of its command line; null for none.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <returns>The mock.</returns>
    /// <exception cref="TargetException">It is not found.</exception>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static async Task<InstalledMock> StartAsync(
        string? program, string contract, IEnumerable<string>? options, CancellationToken cancellation)
    {
        var found = Find(
            program,
            Environment.GetEnvironmentVariable(PathVariable),
            Environment.GetEnvironmentVariable("PATH"),
            AppContext.BaseDirectory);
        var folder = Directory.CreateTempSubdirectory("partner-api-conformance-");
        var readyFile = Path.Combine(folder.FullName, "ready.json");
        var process = Process.Start(StartInfo(found, ["--contract", contract, .. options ?? []], readyFile, folder.FullName))!;
        try
        {
            var errors = Drain(process);
            while (!File.Exists(readyFile))
            {
                if (process.HasExited)
                {
                    await process.WaitForExitAsync(cancellation);
                    throw new InvalidOperationException($"{found} exited with code {process.ExitCode} before it listened:\n{errors()}");
                }

                await Task.Delay(PollInterval, TimeProvider.System, cancellation);
            }

            var address = JsonSerializer.Deserialize<MockAddress>(await File.ReadAllTextAsync(readyFile, cancellation), Json)!;
            return new(process, folder, address);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Stops the mock gracefully; kills it after ten seconds.</summary>
    /// <returns>A task that ends with the process.</returns>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(StopTimeout, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Searches for the mock's program.</summary>
    /// <param name="named">The program of --mock; null when there is none.</param>
    /// <param name="variable">Value of <see cref="PathVariable"/>; null or empty when it is not set.</param>
    /// <param name="path">Value of <c>PATH</c>.</param>
    /// <param name="ownFolder">The folder of the suite's program.</param>
    /// <returns>The program.</returns>
    /// <exception cref="TargetException">It is not found; the message lists all searched places.</exception>
    internal static string Find(string? named, string? variable, string? path, string ownFolder)
    {
        if ((named ?? variable) is { Length: > 0 } program)
        {
            return File.Exists(program)
                ? Path.GetFullPath(program)
                : throw new TargetException([$"{(named is null ? PathVariable : "--mock")} is \"{program}\", and there is no such file"]);
        }

        ImmutableArray<string> builds = [.. Builds(ownFolder)];
        string[] onPath = (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return (
            (string[])[ownFolder, .. onPath, .. builds]).SelectMany(ProgramsIn).FirstOrDefault(File.Exists) ?? throw new TargetException(
        [
            $"There is no --target, and {Name} was not found. Searched:",
            $"  --mock and {PathVariable}: not set",
            $"  folder of this program: {ownFolder}",
            "  PATH",
            .. builds.Select(folder => $"  build: {folder}"),
            builds.IsEmpty
                ? $"Install {Name}, set --mock PROGRAM, or test a deployment with --target FILE."
                : "Build it (dotnet build mock-server/MockServer), set --mock PROGRAM, or test a deployment with --target FILE.",
        ]);
    }

    private static IEnumerable<string> ProgramsIn(string folder) =>
        [Path.Combine(folder, OperatingSystem.IsWindows() ? Name + ".exe" : Name), Path.Combine(folder, Name + ".dll")];

    // In the source tree, prefer the build of the same configuration.
    private static IEnumerable<string> Builds(string ownFolder)
    {
        for (var folder = new DirectoryInfo(ownFolder); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Conformance.sln")))
            {
                var kind = new DirectoryInfo(ownFolder).Name;
                return ((string[])[kind, "debug", "release"]).Distinct()
                    .Select(name => Path.Combine(folder.FullName, "artifacts", "bin", "MockServer", name));
            }
        }

        return [];
    }

    // The user's settings for other mocks do not apply: neither environment variables nor a settings file of the working directory.
    private static ProcessStartInfo StartInfo(string program, string[] options, string readyFile, string workingDirectory)
    {
        string[] arguments = ["--port", "0", "--control-port", "0", "--ready-file", readyFile, "--stop-with-input", .. options];
        var isLibrary = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isLibrary ? "dotnet" : program, isLibrary ? [program, .. arguments] : arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith(
            PathVariable + "__", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        return start;
    }

    // A full pipe would stop the mock; the last lines of standard error say why it did not start.
    private static Func<string> Drain(Process process)
    {
        var errors = new Queue<string>();
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.Enqueue(line.Data ?? "");
                if (errors.Count > MaxErrorLines)
                {
                    errors.Dequeue();
                }
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return () =>
        {
            lock (errors)
            {
                return string.Join('\n', errors);
            }
        };
    }
}
