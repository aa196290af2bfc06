using System.CommandLine;
using PartnerApi.Conformance.Reports;

namespace PartnerApi.Conformance.Cli;

/// <summary>The options of a verb that each write its result to a file, in a form of their own.</summary>
/// <typeparam name="T">The result.</typeparam>
/// <param name="files">The options, and how each writes.</param>
internal sealed class OutputFiles<T>(params (Option<string?> Option, Func<T, string> Write)[] files)
{
    public void AddTo(Command verb)
    {
        foreach (var (option, _) in files)
        {
            verb.Options.Add(option);
        }
    }

    /// <summary>Checks before the work that the files can be written.</summary>
    /// <param name="parsed">The command line.</param>
    /// <exception cref="Targets.TargetException">A file cannot be written.</exception>
    public void Prepare(ParseResult parsed) => ReportFiles.PreparePaths(Named(parsed).Select(file => file.Path));

    public void Write(ParseResult parsed, T result)
    {
        foreach (var (path, write) in Named(parsed))
        {
            File.WriteAllText(path, write(result));
        }
    }

    private IEnumerable<(string Path, Func<T, string> Write)> Named(ParseResult parsed) => files
        .Select(file => (Path: parsed.GetValue(file.Option), file.Write))
        .Where(file => file.Path is not null)
        .Select(file => (file.Path!, file.Write));
}
