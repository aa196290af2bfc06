using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Mutants.Defects;
using PartnerApi.Conformance.Mutants.Variants;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Conformance.SelfTests.Running;

/// <summary>
/// Deployments on which nothing may be changed, and which word their refusals in their own way. A correct one gets no FAIL; one that
/// never looks at <c>Requestor-ID</c> gets no PASS for it.
/// </summary>
public sealed class EvidenceTests
{
    private const string Required = "S4.requestor_id.required";

    private static IEnumerable<Variant> Correct =>
        VariantCatalogue.All.Where(variant => variant.Name.StartsWith("none-", StringComparison.Ordinal));

    private static IEnumerable<Mutant> Unchecked => MutantCatalogue.All.Where(mutant => mutant.NeverPasses);

    [TestCaseSource(nameof(Correct))]
    public async Task A_correct_deployment_gets_no_FAIL(Variant variant)
    {
        var result = await JudgeAsync(variant.Name, variant.Vary, variant);

        Assert.That(result.Checks.Where(check => check.Verdict is Verdict.Fail or Verdict.HarnessError).Select(CheckText.Line), Is.Empty);
        var verdicts = result.Checks.Where(
            check => check.Requirement == Required && check.Verdict != Verdict.NotApplicable).Select(check => check.Verdict);
        Assert.That(verdicts, Is.Not.Empty.And.All.AnyOf(Provable(variant.Name)));
    }

    [TestCaseSource(nameof(Unchecked))]
    public async Task A_deployment_that_never_looks_at_the_header_gets_no_PASS_for_it(Mutant mutant)
    {
        var result = await JudgeAsync(mutant.Name, mutant.Break, mutant.CorrectCounterpart!);

        var required = result.Checks.Where(check => check.Requirement == Required && check.Verdict != Verdict.NotApplicable);
        Assert.That(required.Select(check => check.Verdict), Is.Not.Empty.And.All.EqualTo(Verdict.Untestable));
        Assert.That(required.Select(check => check.Evidence), Is.All.EqualTo(Evidence.None));
        Assert.That(
            result.Checks.Where(
                check => check.Requirement.StartsWith("S4.requestor_id.", StringComparison.Ordinal) && check.Verdict == Verdict.Pass)
                .Select(CheckText.Line),
            Is.Empty);
    }

    // Where every refusal is worded alike, or by turns, only another status shows the difference.
    private static Verdict[] Provable(string variant) => variant switch
    {
        "none-one-text" or "none-two-languages" => [Verdict.Pass, Verdict.Untestable],
        _ when variant.StartsWith("none-body-first-", StringComparison.Ordinal) => [Verdict.Untestable],
        _ => [Verdict.Pass],
    };

    private static async Task<RunResult> JudgeAsync(string name, Func<MockOptions, MockOptions> change, Variant described)
    {
        await using var mock = await PartnerApiMock.StartAsync(change(new()));
        var result = await SuiteRun.ExecuteAsync(described.Describe!(MockTarget.Sample(mock)), new() { Only = ["S4", "API"] });
        var required = result.Checks.Where(check => check.Requirement == Required).ToList();
        TestContext.Out.WriteLine($"| {name} | {Counts(result.Checks)} | {Counts(required)} | {result.Exchanges.Length} |");
        return result;
    }

    private static string Counts(IEnumerable<CheckResult> checks) => string.Join(
        '/', (
            (Verdict[])[Verdict.Pass, Verdict.Fail, Verdict.Untestable]).Select(verdict =>
                checks.Count(check => check.Verdict == verdict)));
}
