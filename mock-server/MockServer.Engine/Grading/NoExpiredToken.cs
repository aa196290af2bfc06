using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G3: nothing is sent with a token that has expired.</summary>
internal sealed class NoExpiredToken() : ClientRule(new(
    "G3", Level.Must, "No expired token", "The client does not send a token whose announced lifetime has ended.", "short-life"))
{
    public override void Observe(in GradingContext context)
    {
        // A client cannot know that the session's clock was moved; G13 covers that case.
        if (context is { Now.Rule: "S3.bearer.expired", Presented: { } used } && used.RealTimeLeft(context.Now) <= TimeSpan.Zero)
        {
            Fail(context, "a request carried a token whose announced lifetime had ended");
        }

        if (context is { Now: { IsCall: true, IsAccepted: true }, Presented.ReplacesExpired: true })
        {
            Pass(context, "after a token's lifetime the next request carried a new token");
        }
    }
}
