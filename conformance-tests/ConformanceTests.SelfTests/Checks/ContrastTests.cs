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
    public void Only_a_difference_that_chance_can_explain_is_repeated() => Assert.That(
        ((bool[])
        [
            new Contrast([Control], [OtherText]).NeedsRepetition,
            new Contrast([Control], [OtherStatus, OtherText]).NeedsRepetition,
            new Contrast([Control], [OtherStatus]).NeedsRepetition,
            new Contrast([Control], [Control]).NeedsRepetition,
        ]),
        Is.EqualTo((bool[])[true, true, false, false]));

    [Test]
    public void Another_reply_is_like_one_side()
    {
        var contrast = new Contrast([Control], [OtherText]);

        Assert.That((contrast.IsLikeControls(Control), contrast.IsLikeControls(OtherText)), Is.EqualTo((true, false)));
        Assert.That((contrast.IsLikeReplies(OtherText), contrast.IsLikeReplies(Control)), Is.EqualTo((true, false)));
    }
}
