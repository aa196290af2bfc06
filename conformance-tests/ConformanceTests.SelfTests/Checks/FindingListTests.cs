using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.SelfTests.Checks;

/// <summary>What a check says that tried several requests.</summary>
public sealed class FindingListTests
{
    private static readonly Outcome[] FromTheMostSerious =
    [
        Outcome.HarnessFailed, Outcome.ServerError, Outcome.Violated, Outcome.Blocked, Outcome.Untestable, Outcome.Tolerated,
        Outcome.Satisfied, Outcome.Unspecified, Outcome.NotApplicable,
    ];

    [Test]
    public void The_most_serious_finding_counts()
    {
        for (var at = 0; at < FromTheMostSerious.Length; at++)
        {
            var others = FromTheMostSerious[at..].Select((outcome, index) => One($"{index}", outcome)).ToArray();

            Assert.That(FindingList.Worst([.. others]).Outcome, Is.EqualTo(FromTheMostSerious[at]));
            Assert.That(FindingList.Worst([.. others.Reverse()]).Outcome, Is.EqualTo(FromTheMostSerious[at]));
        }
    }

    [Test]
    public void It_names_the_requests_of_its_kind_and_no_other()
    {
        (string, Finding)[] three =
            [One("a", Outcome.Violated), One("ok", Outcome.Satisfied), One("b", Outcome.Violated), One("c", Outcome.Violated)];

        Assert.That(FindingList.Worst([.. three]).Actual, Is.EqualTo("a: of a; b: of b; c: of c"));
        Assert.That(
            FindingList.Worst([.. three, One("d", Outcome.Violated), One("e", Outcome.Violated)]).Actual,
            Is.EqualTo("a: of a; b: of b; c: of c; and 2 more"));
        Assert.That(FindingList.Worst([.. three]).Expected, Is.EqualTo("expected of a"));
    }

    [Test]
    public void The_weakest_evidence_of_its_kind_counts()
    {
        var worst = FindingList.Worst(
            One("a", Outcome.Violated, Evidence.Strong),
            One("b", Outcome.Violated, Evidence.Text),
            One("c", Outcome.Satisfied, Evidence.None));

        Assert.That(worst.Evidence, Is.EqualTo(Evidence.Text));
    }

    [Test]
    public void Of_requests_that_show_the_same_one_is_enough()
    {
        Assert.That(
            FindingList.WorstOfAlike(One("a", Outcome.Untestable), One("b", Outcome.Satisfied)).Outcome, Is.EqualTo(Outcome.Satisfied));
        Assert.That(
            FindingList.WorstOfAlike(One("a", Outcome.Untestable), One("b", Outcome.Tolerated)).Outcome, Is.EqualTo(Outcome.Untestable));
        Assert.That(
            FindingList.WorstOfAlike(One("a", Outcome.Violated), One("b", Outcome.Satisfied)).Outcome, Is.EqualTo(Outcome.Violated));
    }

    [Test]
    public void A_check_without_a_finding_is_a_mistake() =>
        Assert.That(() => FindingList.Worst(), Throws.ArgumentException.With.Message.Contains("a check needs a finding"));

    private static (string Name, Finding Finding) One(string name, Outcome outcome, Evidence evidence = Evidence.Strong) =>
        (name, new(outcome, $"expected of {name}", $"of {name}", Evidence: evidence));
}
