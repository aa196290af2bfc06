using System.Collections.Immutable;
using System.CommandLine;
using PartnerApi.Conformance.Reports;

namespace PartnerApi.Conformance.Cli;

/// <summary>The options of <c>run</c> that name report files.</summary>
internal sealed class ReportFlags
{
    private readonly Option<string?> _folder = new("--out")
    {
        Description = "Write all reports into a folder: " + string.Join(", ", ReportFiles.Kinds.Select(kind => kind.FileName)) + ".",
        HelpName = "FOLDER",
    };

    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print failures and the result only." };

    private readonly ImmutableArray<(ReportKind Kind, Option<string?> Flag)> _single = [.. ReportFiles.Kinds.Select(kind => (
        kind,
        new Option<string?>("--" + kind.Flag) { Description = $"Write the report {kind.FileName} to this file.", HelpName = "FILE" }))];

    public void AddTo(Command verb)
    {
        verb.Options.Add(_folder);
        foreach (var (_, flag) in _single)
        {
            verb.Options.Add(flag);
        }

        verb.Options.Add(_quiet);
    }

    public bool IsQuiet(ParseResult parsed) => parsed.GetValue(_quiet);

    public ImmutableArray<ReportFile> Read(ParseResult parsed) =>
    [
        .. parsed.GetValue(_folder) is { } folder ? ReportFiles.In(folder) : [],
        .. _single.Where(single => parsed.GetValue(single.Flag) is not null)
            .Select(single => new ReportFile(single.Kind, parsed.GetValue(single.Flag)!)),
    ];
}
