using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G2: a token is replaced a little before its end.</summary>
internal sealed class TimelyRefresh() : ClientRule(new(
    "G2", Level.Should, "Refreshed in time", "A token is replaced some seconds before it expires, since a request under way may arrive too late.", "short-life"))
{
    private static readonly TimeSpan TooLate = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MinJudged = TimeSpan.FromSeconds(20);

    public override void Observe(in GradingContext context)
    {
        if (context is { Now.IsCall: true, Presented: { } used } && used.Issued.Lifetime >= MinJudged
            && used.LeftReal(context.Now) is var left && left >= TimeSpan.Zero && left < TooLate)
        {
            Fail(context, "a token was used in its last five seconds");
        }

        if (context is { Now.Issued: not 0, Current: { Uses: > 0, WasRefused: false } old } && !old.IsFresh(context.Now) && old.LeftReal(context.Now) > TimeSpan.Zero)
        {
            Pass(context, "a new token was fetched shortly before the old one expired");
        }
    }
}
