using System.CommandLine;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Reports.Comparison;

namespace PartnerApi.Conformance.Cli;

internal sealed class DiffVerb(CliConsole console)
{
    private readonly Argument<string> _before = new(
        "before")
    { Description = "results.json of the earlier run, or the folder of its reports." };
    private readonly Argument<string> _after = new(
        "after")
    { Description = "results.json of the later run, or the folder of its reports." };
    private readonly Option<bool> _asJson = new("--json") { Description = "Print JSON." };

    public Command Create()
    {
        var verb = new Command("diff", """
            Compare two results.json files: newly failing, fixed, changed, new and removed checks.
            Exit codes: 0 no new failure, 1 a new failure, 2 invalid option or file.
            """)
        {
            _before, _after, _asJson,
        };
        verb.SetAction(parsed =>
        {
            var before = ResultsJson.Read(ResultsFile(parsed.GetValue(_before)!));
            var after = ResultsJson.Read(ResultsFile(parsed.GetValue(_after)!));
            var comparison = RunComparison.Compare(before, after);
            console.Out.Write(parsed.GetValue(_asJson) ? ComparisonText.Json(comparison) : ComparisonText.Words(comparison));
            return comparison.IsWorse ? 1 : 0;
        });
        return verb;
    }

    private static string ResultsFile(string path) => Directory.Exists(path) ? Path.Combine(path, "results.json") : path;
}
