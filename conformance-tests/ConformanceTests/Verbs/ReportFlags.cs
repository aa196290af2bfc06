using System.Collections.Immutable;
using System.CommandLine;
using PartnerApi.Conformance.Reports;

namespace PartnerApi.Conformance.Verbs;

// The flags of `run` that say where its reports go.
internal static class ReportFlags
{
    private static readonly Option<string?> Folder = new("--out") { Description = "Write every report into a folder: " + string.Join(", ", ReportFiles.Kinds.Select(kind => kind.FileName)) + ".", HelpName = "FOLDER" };
    private static readonly Option<bool> QuietFlag = new("--quiet") { Description = "Print only what keeps the gate shut, and the answer." };
    private static readonly ImmutableArray<(ReportKind Kind, Option<string?> Flag)> Single =
        [.. ReportFiles.Kinds.Select(kind => (kind, new Option<string?>("--" + kind.Flag) { Description = $"Write only what --out calls {kind.FileName}.", HelpName = "FILE" }))];

    public static void AddTo(Command verb)
    {
        verb.Options.Add(Folder);
        foreach (var (_, flag) in Single)
        {
            verb.Options.Add(flag);
        }

        verb.Options.Add(QuietFlag);
    }

    public static bool Quiet(ParseResult parsed) => parsed.GetValue(QuietFlag);

    public static ImmutableArray<ReportFile> Read(ParseResult parsed) =>
    [
        .. parsed.GetValue(Folder) is { } folder ? ReportFiles.In(folder) : [],
        .. Single.Where(single => parsed.GetValue(single.Flag) is not null).Select(single => new ReportFile(single.Kind, parsed.GetValue(single.Flag)!)),
    ];
}
