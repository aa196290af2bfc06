using System.Collections.Immutable;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Running;

// The guide demands Requestor-ID of every command but four; the reference lists it for fewer. A deployment that follows the reference
// fails at exactly the commands for which only the guide demands it: one wrong setting, not many faults.
internal static class PolicyHint
{
    private const string Required = "S4.requestor_id.required";

    public static string? Find(TargetContract target, ImmutableArray<CheckResult> checks)
    {
        if (target.Settings.Policy != RequestorPolicy.Guide)
        {
            return null;
        }

        var judged = checks.Where(check =>
                check.Requirement == Required && VerdictPolicy.Executed(check.Verdict) && CheckId.Parse(check.Id).Aspect is null)
            .Select(check => (
                target.Contract.Find(CheckId.Parse(check.Id).Operation ?? "")?.Requestor, Passed: check.Verdict == Verdict.Pass))
            .ToList();
        var onlyGuide = judged.Where(check => check.Requestor == RequestorListing.NotListed).ToList();
        var both = judged.Where(check => check.Requestor == RequestorListing.Required).ToList();
        return onlyGuide.Count > 0 && both.Count > 0 && !onlyGuide.Exists(check => check.Passed) && both.TrueForAll(check => check.Passed)
            ? $"{onlyGuide.Count} commands are accepted without Requestor-ID, and these are the ones for which the reference does not "
                + "list it: the deployment matches \"policy\": \"reference\". If it promises that, set it in the target file"
            : null;
    }
}
