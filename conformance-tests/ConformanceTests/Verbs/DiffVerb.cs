using System.CommandLine;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Reports.Comparison;

namespace PartnerApi.Conformance.Verbs;

internal static class DiffVerb
{
    private static readonly Argument<string> Before = new("before") { Description = "results.json of the earlier run." };
    private static readonly Argument<string> After = new("after") { Description = "results.json of the later run." };
    private static readonly Option<bool> AsJson = new("--json") { Description = "Print JSON." };

    public static Command Create()
    {
        var verb = new Command("diff", "Compare two results.json: newly failing, fixed, changed, new, gone. Exit codes: 0 nothing fails newly, 1 something does, 2 bad input.")
        {
            Before, After, AsJson,
        };
        verb.SetAction(parsed =>
        {
            var comparison = RunComparison.Of(ResultsJson.Read(parsed.GetValue(Before)!), ResultsJson.Read(parsed.GetValue(After)!));
            Console.Out.Write(parsed.GetValue(AsJson) ? ComparisonText.Json(comparison) : ComparisonText.Words(comparison));
            return comparison.IsWorse ? 1 : 0;
        });
        return verb;
    }
}
