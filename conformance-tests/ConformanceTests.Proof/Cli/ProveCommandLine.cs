using System.CommandLine;
using PartnerApi.Conformance.Proof.Matrix;
using PartnerApi.Conformance.Proof.Pages;

namespace PartnerApi.Conformance.Proof.Cli;

/// <summary>The command line of <c>partner-api-prove</c>.</summary>
internal static class ProveCommandLine
{
    private static readonly Option<DirectoryInfo?> Out = new("--out") { Description = "Folder for matrix.json and matrix.html.", HelpName = "FOLDER" };
    private static readonly Option<FileInfo?> Json = new("--json") { Description = "File for the matrix as JSON.", HelpName = "FILE" };
    private static readonly Option<string?> Part = new("--share") { Description = "Only a share of the work, such as 0/2.", HelpName = "I/N" };
    private static readonly Option<int> Count = new("--workers") { Description = "Processes that share the work. Default: one per processor.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };

    public static async Task<int> InvokeAsync(string[] args)
    {
        var root = new RootCommand("""
            Proves that the suite can fail, and for the right reason: runs it against mocks that are wrong in one way each (mutants), against
            mocks that are different and still right (variants), and with each requirement's allowed answers loosened to anything.
            Exit code 0 when all mutants are killed by the check named for them and no variant is accused, 1 when not, 2 for a wrong flag.
            """) { Out, Json, Part, Count };
        root.SetAction(RunAsync);
        var parse = root.Parse(args);
        foreach (var error in parse.Errors)
        {
            await Console.Error.WriteLineAsync($"partner-api-prove: {error.Message}; see --help");
        }

        return parse.Errors.Count > 0 ? 2 : await parse.InvokeAsync();
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var share = parsed.GetValue(Part);
        var matrix = share is null && parsed.GetValue(Count) is > 1 and var workers
            ? await Workers.RunAsync(workers, Console.WriteLine, cancellation)
            : await new Matrix.Proof(Console.WriteLine, share is null ? Share.Whole : Share.Parse(share), cancellation).RunAsync();
        Write(parsed, matrix);
        return share is null ? Tell(matrix) : 0;
    }

    private static void Write(ParseResult parsed, KillMatrix matrix)
    {
        if (parsed.GetValue(Json) is { } file)
        {
            MatrixFile.Write(file.FullName, matrix);
        }

        if (parsed.GetValue(Out) is { } folder)
        {
            folder.Create();
            MatrixFile.Write(Path.Combine(folder.FullName, "matrix.json"), matrix);
            File.WriteAllText(Path.Combine(folder.FullName, "matrix.html"), MatrixPage.Render(matrix));
            Console.WriteLine($"The matrix is in {Path.Combine(folder.FullName, "matrix.html")}");
        }
    }

    private static int Tell(KillMatrix matrix)
    {
        foreach (var fault in matrix.Faults)
        {
            Console.WriteLine($"NOT PROVED: {fault}");
        }

        Console.WriteLine(
            $"{matrix.Trials.Count(trial => trial is { Noticed: true, ByName: true })} of {matrix.Trials.Length} mutants killed by name, "
            + string.Concat(matrix.Elsewhere.Select(other => $"{other.Trials.Count(trial => trial is { Noticed: true, ByName: true })} of {other.Trials.Length} under contract {other.Contract}, "))
            + $"{matrix.FalseAlarms.Count(alarm => alarm.Held.IsEmpty)} of {matrix.FalseAlarms.Length} legitimate variants spared, "
            + $"{matrix.Loosenings.Count(loosening => !loosening.Escaped.IsEmpty)} of {matrix.Loosenings.Length} loosenings noticed, "
            + $"{matrix.Checks.Length - matrix.Idle.Length} of {matrix.Checks.Length} checks kill something");
        return matrix.Faults.IsEmpty ? 0 : 1;
    }
}
