using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Conformance.Checks;

/// <summary>Turns findings into results, by the requirements and the run's strictness.</summary>
/// <param name="catalogue">The requirements.</param>
/// <param name="redactor">Knows the secrets.</param>
/// <param name="strict">Whether recommendations count like must-requirements.</param>
/// <param name="waivers">Failures that are known.</param>
public sealed class Judge(RequirementCatalogue catalogue, Redactor redactor, bool strict, WaiverBook waivers)
{
    /// <summary>The answers that a requirement allows.</summary>
    /// <param name="requirement">The requirement's id.</param>
    /// <returns>The allowed answers.</returns>
    public ImmutableArray<Allowance> Allowances(string requirement) => catalogue[requirement].Expect;

    /// <summary>Makes the result of a check.</summary>
    /// <param name="requirement">The requirement's id.</param>
    /// <param name="aspect">Which of several checks; null when there is only one.</param>
    /// <param name="scope">The scenario.</param>
    /// <param name="finding">What was found.</param>
    /// <param name="exchanges">Numbers of the scenario's exchanges so far.</param>
    /// <param name="used">The basis of what the check uses of the contract; null for nothing.</param>
    /// <returns>The result, free of secrets.</returns>
    public CheckResult Result(
        string requirement,
        string? aspect,
        ScenarioScope scope,
        Finding finding,
        ImmutableArray<int> exchanges,
        params ReadOnlySpan<Basis?> used)
    {
        var row = catalogue[requirement];
        var basis = VerdictPolicy.Weakest(row.Basis, used);
        var id = new CheckId(requirement, aspect, scope.Operation);
        var verdict = VerdictPolicy.Decide(row.Level, basis, finding.Outcome, strict, row.Pending);
        var waiver = waivers.Apply(id, verdict);
        return new()
        {
            Id = id.ToString(),
            Requirement = row.Id,
            Section = row.Section,
            Level = row.Level,
            Basis = basis,
            Verdict = waiver is null ? verdict : Verdict.Waived,
            Evidence = IsJudged(finding.Outcome) ? finding.Evidence : Evidence.None,
            Waived = waiver is null
                ? null
                : new(verdict, ForeignText.Line(waiver.Reason, redactor), waiver.Owner, waiver.Ticket, waiver.Expires),
            Statement = row.Statement,
            Source = row.Source,
            Scenario = scope.Name,
            Expected = ForeignText.Line(finding.Expected, redactor),
            Actual = ForeignText.Line(finding.Actual, redactor),
            Because = Because(finding, waiver) is { } because ? ForeignText.Lines(because, redactor) : null,
            Judged = finding.Judged,
            Exchanges = exchanges,
        };
    }

    private static bool IsJudged(Outcome outcome) =>
        outcome is Outcome.Satisfied or Outcome.Tolerated or Outcome.Unspecified or Outcome.Violated or Outcome.ServerError;

    private static string? Because(Finding finding, Waiver? waiver)
    {
        if (waiver is null)
        {
            return finding.Because;
        }

        var waived = $"waived until {waiver.Expires:yyyy-MM-dd} ({waiver.Ticket}, {waiver.Owner}): {waiver.Reason}";
        return finding.Because is { } because ? $"{waived}; {because}" : waived;
    }
}
