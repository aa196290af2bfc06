using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.SelfTests.Checks;

/// <summary>What several replies to a request with a fault show next to those without it.</summary>
public sealed class ContrastTests
{
    private static readonly Exchange Control = Answers.Create(400, """{"message":"a"}""");
    private static readonly Exchange OtherText = Answers.Create(400, """{"message":"b"}""");
    private static readonly Exchange Naming = Answers.Create(422, """{"message":"requestor_id is missing"}""");
    private static readonly Exchange OtherStatus = Answers.Create(422, """{"message":"a"}""");

    [Test]
    public void The_weakest_reply_counts() => Assert.That(
        ((Evidence[])
        [
            new Contrast([Control], [OtherStatus]).Evidence,
            new Contrast([Control], [OtherStatus, OtherText]).Evidence,
            new Contrast([Control], [OtherStatus, OtherText, Control]).Evidence,
        ]),
        Is.EqualTo((Evidence[])[Evidence.Strong, Evidence.Text, Evidence.None]));

    [Test]
    public void A_difference_that_chance_can_explain_is_repeated()
    {
        var statuses = new StatusStability();
        int Repetitions(params Exchange[] replies) => new Contrast([Control], [.. replies], "Requestor-ID").Repetitions(statuses);

        Assert.That(
            (int[])[Repetitions(OtherText), Repetitions(OtherStatus, OtherText), Repetitions(OtherStatus), Repetitions(Control)],
            Is.EqualTo((int[])[10, 10, 3, 0]));
        Assert.That((int[])[Repetitions(Naming), Repetitions(Naming, OtherStatus)], Is.EqualTo((int[])[0, 3]));
        Assert.That(new Contrast([Answers.Create(200, "{}")], [OtherStatus]).Repetitions(statuses), Is.Zero);
    }

    [Test]
    public void Statuses_that_agree_for_long_need_fewer_repetitions_and_those_that_vary_need_more()
    {
        var statuses = new StatusStability();
        Assert.That(statuses.Repetitions, Is.EqualTo(3));

        Enumerable.Range(0, 10).ToList().ForEach(_ => statuses.Record([Control, OtherText]));
        Assert.That(statuses.Repetitions, Is.EqualTo(1));

        statuses.Record([Control]);
        statuses.Record([Control, Answers.Create(429, ""), Answers.Create(200, "")]);
        Assert.That(statuses.Repetitions, Is.EqualTo(1));

        statuses.Record([Control, OtherStatus]);
        Assert.That(statuses.Repetitions, Is.EqualTo(10));
    }

    [Test]
    public void Another_reply_is_like_one_side()
    {
        var contrast = new Contrast([Control], [OtherText]);

        Assert.That((contrast.IsLikeControls(Control), contrast.IsLikeControls(OtherText)), Is.EqualTo((true, false)));
        Assert.That((contrast.IsLikeReplies(OtherText), contrast.IsLikeReplies(Control)), Is.EqualTo((true, false)));
    }
}
