using System.Collections.Immutable;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Runs;

// The one place where verdicts meet NUnit's states, so that `dotnet test`, IDEs and the suite's own command agree.
internal static class ScenarioReport
{
    public static void Write(TestResult result, ScenarioScope scope, Target target)
    {
        var checks = scope.Results;
        var gating = checks.Where(check => check.Gates).ToImmutableArray();
        var exchanges = target.Recorded(gating.Select(check => check.Judged).OfType<int>());
        if (!gating.IsEmpty)
        {
            result.SetResult(ResultState.Failure, string.Join("\n\n", gating.Select(check => CheckText.Of(check, exchanges))));
        }
        else if (!checks.IsEmpty && checks.All(check => check.Verdict == Verdict.NotApplicable))
        {
            result.SetResult(ResultState.Ignored, checks[0].Actual);
        }
        else
        {
            result.SetResult(checks.IsEmpty ? ResultState.Cancelled : ResultState.Success);
        }

        foreach (var check in checks.Where(check => !check.Gates && check.Verdict != Verdict.Pass))
        {
            result.OutWriter.WriteLine(CheckText.Line(check));
        }
    }
}
