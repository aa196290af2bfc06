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

    // Servers behind a balancer answer by turns.
    [Test]
    public async Task Both_requests_are_repeated_and_the_first_of_a_round_changes()
    {
        var statuses = new StatusStability();
        statuses.Record([Control, OtherStatus]);
        var sent = "";

        var contrast = await new Contrast([Control], [OtherStatus]).RepeatAsync(statuses, Sends("c", Control), Sends("f", OtherStatus));

        Assert.That(sent, Is.EqualTo("cffccffccffccffccffc"));
        Assert.That((contrast.Controls.Length, contrast.Replies.Length), Is.EqualTo((11, 11)));

        Func<Task<Exchange>> Sends(string name, Exchange reply) => () =>
        {
            sent += name;
            return Task.FromResult(reply);
        };
    }

    [Test]
    public async Task Nothing_is_repeated_that_shows_nothing_any_more()
    {
        var sent = 0;
        Task<Exchange> Send()
        {
            sent++;
            return Task.FromResult(Control);
        }

        await new Contrast([Control], [Control]).RepeatAsync(new(), Send, Send);
        Assert.That(sent, Is.Zero);

        var contrast = await new Contrast([Control], [OtherStatus]).RepeatAsync(new(), Send, Send);
        Assert.That((sent, contrast.Evidence), Is.EqualTo((2, Evidence.None)));
    }

    [Test]
    public async Task What_is_sent_again_shows_whether_statuses_vary()
    {
        var rounds = 0;

        await new Contrast([Control], [OtherStatus]).RepeatAsync(
            new(),
            () => Task.FromResult(Control),
            () => Task.FromResult(++rounds % 2 == 0 ? OtherStatus : Answers.Create(409, """{"message":"a"}""")));

        Assert.That(rounds, Is.EqualTo(10));
    }

    [Test]
    public async Task What_was_sent_already_is_counted_too()
    {
        var statuses = new StatusStability();
        Enumerable.Range(0, 8).ToList().ForEach(_ => statuses.Record([Control, OtherText]));
        Assert.That(statuses.Repetitions, Is.EqualTo(3));

        await new Contrast([Control, Control], [Naming, Naming], "Requestor-ID").RepeatAsync(
            statuses, () => Task.FromResult(Control), () => Task.FromResult(Naming));

        Assert.That(statuses.Repetitions, Is.EqualTo(1));
    }

    [Test]
    public void A_control_that_succeeds_once_makes_a_refusal_no_chance()
    {
        var contrast = new Contrast([Answers.Create(200, "{}"), Control], [OtherStatus]);

        Assert.That(contrast.Repetitions(new()), Is.Zero);
    }

    [Test]
    public void Another_reply_is_like_one_side()
    {
        var contrast = new Contrast([Control], [OtherText]);

        Assert.That((contrast.IsLikeControls(Control), contrast.IsLikeControls(OtherText)), Is.EqualTo((true, false)));
        Assert.That((contrast.IsLikeReplies(OtherText), contrast.IsLikeReplies(Control)), Is.EqualTo((true, false)));
    }
}
