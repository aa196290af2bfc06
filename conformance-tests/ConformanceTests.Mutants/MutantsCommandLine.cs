using System.CommandLine;
using PartnerApi.Conformance.Mutants.Matrix;
using PartnerApi.Conformance.Mutants.Pages;

namespace PartnerApi.Conformance.Mutants;

/// <summary>The command line of <c>partner-api-mutants</c>.</summary>
internal static class MutantsCommandLine
{
    private static readonly Option<bool> Gate = new("--gate")
    {
        Description = "For each mutant run only the scenarios of its requirement, under one contract.",
    };

    private static readonly Option<DirectoryInfo?> Out = new("--out")
    {
        Description = "Folder for matrix.json and matrix.html.",
        HelpName = "FOLDER",
    };

    private static readonly Option<int> Parallelism = new("--parallel")
    {
        Description = "Number of concurrent runs. Default: number of processors plus one.",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount + 1,
    };

    public static async Task<int> InvokeAsync(string[] args)
    {
        var root = new RootCommand("""
            Shows that the suite can fail, and for the right reason: runs it against mocks that are wrong in one way each (mutants), against
            mocks that are different and still right (variants), and with each requirement's allowed answers relaxed to anything.
            Exit code 0 when the named check kills each mutant and no variant is reported as wrong, otherwise 1; 2 for an invalid option.
            """) { Gate, Out, Parallelism };
        root.SetAction(RunAsync);
        var parse = root.Parse(args);
        foreach (var error in parse.Errors)
        {
            await Console.Error.WriteLineAsync($"partner-api-mutants: {error.Message}; see --help");
        }

        return parse.Errors.Count > 0 ? 2 : await parse.InvokeAsync();
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var scope = parsed.GetValue(Gate) ? MatrixScope.Gate : MatrixScope.Full;
        var tests = new MutationTests(scope, Math.Max(1, parsed.GetValue(Parallelism)), Console.WriteLine, cancellation);
        var matrix = await tests.RunAsync();
        if (parsed.GetValue(Out) is { } folder)
        {
            folder.Create();
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "matrix.json"), matrix.ToJson(), cancellation);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "matrix.html"), MatrixPage.Render(matrix), cancellation);
            Console.WriteLine($"The matrix is in {Path.Combine(folder.FullName, "matrix.html")}");
        }

        foreach (var fault in matrix.Faults)
        {
            Console.WriteLine($"FAILED: {fault}");
        }

        Console.WriteLine(Summary(matrix));
        return matrix.Faults.IsEmpty ? 0 : 1;
    }

    private static string Summary(KillMatrix matrix)
    {
        string[] parts =
        [
            $"{matrix.Results.Count(result => result.Killed)} of {matrix.Results.Length} mutants killed by name",
            .. matrix.Elsewhere.Where(other => !other.Results.IsEmpty)
                .Select(
                    other => $"{other.Results.Count(result => result.Killed)} of {other.Results.Length} under contract {other.Contract}"),
            $"{matrix.Variants.Count(variant => variant.Violations.IsEmpty)} of {matrix.Variants.Length} legitimate variants spared",
            .. matrix.Scope == MatrixScope.Full ? FullParts(matrix) : [],
        ];
        return string.Join(", ", parts);
    }

    private static string[] FullParts(KillMatrix matrix) =>
    [
        $"{matrix.Relaxed.Count(relaxed => !relaxed.Escaped.IsEmpty)} of {matrix.Relaxed.Length} relaxed requirements noticed",
        $"{matrix.Checks.Length - matrix.Idle.Length} of {matrix.Checks.Length} checks kill something",
    ];
}
