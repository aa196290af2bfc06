using System.Diagnostics;
using System.Globalization;
using PartnerApi.Conformance.Proof.Matrix;

namespace PartnerApi.Conformance.Proof.Cli;

/// <summary>Does the work in several processes: runs of the suite queue up within one.</summary>
internal static class Workers
{
    public static async Task<KillMatrix> RunAsync(int count, Action<string> progress, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("partner-api-prove-");
        try
        {
            var shares = await Task.WhenAll(Enumerable.Range(0, count).Select(index => ShareAsync(new(index, count), folder.FullName, progress, cancellation)));
            return MatrixFile.Join(shares);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<KillMatrix> ShareAsync(Share share, string folder, Action<string> progress, CancellationToken cancellation)
    {
        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"share-{share.Index}.json"));
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. OwnAssembly(), "--share", $"{share.Index}/{share.Count}", "--json", file])
        {
            RedirectStandardOutput = true,
        })!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                progress(text);
            }
        };
        process.BeginOutputReadLine();
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return File.Exists(file)
            ? MatrixFile.Read(file)
            : throw new InvalidOperationException($"the worker {share.Index} ended with code {process.ExitCode} and left no result");
    }

    // As "dotnet partner-api-prove.dll" the process is dotnet itself.
    private static IEnumerable<string> OwnAssembly() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
}
