using System.Text.Json;
using NUnit.Framework;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Reports.Comparison;
using PartnerApi.Conformance.SelfTests.Verdicts;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.SelfTests.Reports;

public sealed class RunComparisonTests
{
    [TestCase(Verdict.Pass, Verdict.Fail, Change.NewlyFailing)]
    [TestCase(Verdict.Warn, Verdict.Blocked, Change.NewlyFailing)]
    [TestCase(Verdict.Waived, Verdict.Fail, Change.NewlyFailing)]
    [TestCase(Verdict.Fail, Verdict.Pass, Change.Fixed)]
    [TestCase(Verdict.Fail, Verdict.Warn, Change.Fixed)]
    [TestCase(Verdict.Fail, Verdict.Waived, Change.Changed)]
    [TestCase(Verdict.Fail, Verdict.NotApplicable, Change.Changed)]
    [TestCase(Verdict.Pass, Verdict.Warn, Change.Changed)]
    [TestCase(Verdict.Fail, Verdict.Blocked, Change.Changed)]
    public void Two_verdicts_give(Verdict before, Verdict after, Change expected) =>
        Assert.That(
            Compared([Results.Check(before)], [Results.Check(after)]).Changes.Select(change => change.Change),
            Is.EqualTo(new[] { expected }));

    [Test]
    public void What_stays_is_no_change() =>
        Assert.That(Compared([Results.Check(Verdict.Fail)], [Results.Check(Verdict.Fail)]).Changes, Is.Empty);

    [Test]
    public void New_and_gone_checks_are_told_and_a_new_one_that_fails_fails_newly()
    {
        var comparison = Compared(
            [Results.Check(Verdict.Fail, id: "S1.gone")],
            [Results.Check(Verdict.Pass, id: "S1.new"), Results.Check(Verdict.Fail, id: "S1.bad")]);

        Assert.That(comparison.Changes.Select(change => (change.Id, change.Change)), Is.EqualTo(new[]
        {
            ("S1.bad", Change.NewlyFailing), ("S1.new", Change.New), ("S1.gone", Change.Gone),
        }));
        Assert.That(comparison.IsWorse, Is.True);
    }

    [Test]
    public void A_failure_does_not_hide_behind_a_check_of_the_same_id() =>
        Assert.That(Compared([Results.Check(Verdict.Pass)], [Results.Check(Verdict.Pass), Results.Check(Verdict.Fail)]).IsWorse, Is.True);

    [Test]
    public void In_words_and_as_JSON_it_says_the_same()
    {
        var comparison = Compared([Results.Check(Verdict.Pass)], [Results.Check(Verdict.Fail)]);
        using var json = JsonDocument.Parse(ComparisonText.Json(comparison));

        Assert.That(
            ComparisonText.Words(comparison),
            Does.Contain("Newly failing (1):\n  S1.client_id: PASS → FAIL: 200\n")
                .And.EndsWith("Something fails that did not before.\n"));
        Assert.That(json.RootElement.GetProperty("isWorse").GetBoolean(), Is.True);
        Assert.That(json.RootElement.GetProperty("changes")[0].GetProperty("change").GetString(), Is.EqualTo("newly-failing"));
    }

    private static RunComparison Compared(CheckResult[] before, CheckResult[] after) =>
        RunComparison.Compare(Read(Results.Run(before)), Read(Results.Run(after)));

    private static ResultsDocument Read(RunResult result)
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}-diff.json");
        File.WriteAllText(file, ResultsJson.Write(result));
        return ResultsJson.Read(file);
    }
}
