using NUnit.Framework;
using PartnerApi.Mock.Grading;

namespace PartnerApi.Mock.Tests.Grading;

/// <summary>Is the coach itself sound? The good client earns every mark, and each bad habit costs exactly its own.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class KillMatrixTests
{
    [Test]
    public async Task The_good_client_earns_every_mark()
    {
        var (card, journal) = await WholeRun.GradeAsync(Habit.None);

        Assert.That(card.Results.Select(mark => mark.Verdict), Is.All.EqualTo(RuleVerdict.Pass), $"{card}\n{journal}");
        Assert.That(card.Shortcomings(FailOn.NotObserved), Is.Empty);
    }

    [TestCase("G1", Habit.FetchesForEachCall)]
    [TestCase("G2", Habit.KeepsNoMargin)]
    [TestCase("G3", Habit.OverlooksExpiry)]
    [TestCase("G4", Habit.RetriesWithOldToken)]
    [TestCase("G5", Habit.IgnoresRetryAfter)]
    [TestCase("G6", Habit.SendsOnePersonForAll)]
    [TestCase("G7", Habit.DoublesRequestor)]
    [TestCase("G8", Habit.GluesForm)]
    [TestCase("G9", Habit.LeaksInReferer)]
    [TestCase("G10", Habit.TriesBothMethods)]
    [TestCase("G11", Habit.InsistsOnTokenType)]
    [TestCase("G12", Habit.RepeatsInvalidClient)]
    [TestCase("G13", Habit.BelievesTokenClaims)]
    [TestCase("G14", Habit.FetchesInParallel)]
    [TestCase("G15", Habit.FollowsRedirects)]
    [TestCase("G16", Habit.MixesEnvironments)]
    [TestCase("G17", Habit.DoesNotWait)]
    public async Task A_bad_habit_costs_its_mark_and_no_other(string rule, Habit habit)
    {
        var (card, journal) = await WholeRun.GradeAsync(habit);

        Assert.That(
            card.Results.Where(mark => mark.Verdict != RuleVerdict.Pass).Select(mark => $"{mark.Rule} {mark.Verdict}"),
            Is.EqualTo((string[])[$"{rule} Fail"]), $"{card}\n{journal}");
        Assert.That(card[rule].Reason, Is.Not.Empty);
    }
}
