using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G2: a token is replaced shortly before it expires.</summary>
internal sealed class TimelyRefresh() : ClientRule(new(
    "G2", Level.Should, "Refreshed in time", "The client replaces a token some seconds before it expires, because a request takes "
        + "time to arrive.", "short-life"))
{
    private static readonly TimeSpan TooLate = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MinJudged = TimeSpan.FromSeconds(20);

    public override void Observe(in GradingContext context)
    {
        if (context is { Now.IsCall: true, Presented: { } used } && used.Issued.Lifetime >= MinJudged
            && used.RealTimeLeft(context.Now) is var left && left >= TimeSpan.Zero && left < TooLate)
        {
            Fail(context, "a token was used in the last five seconds of its lifetime");
        }

        if (context is { Now.Issued: not 0, Current: { Uses: > 0, WasRefused: false } old } && !old.IsFresh(context.Now)
            && old.RealTimeLeft(context.Now) > TimeSpan.Zero)
        {
            Pass(context, "a new token was fetched shortly before the old one expired");
        }
    }
}
