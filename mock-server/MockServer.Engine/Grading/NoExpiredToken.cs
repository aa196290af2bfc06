using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G3: nothing is sent with a token that has expired.</summary>
internal sealed class NoExpiredToken() : ClientRule(new(
    "G3", Level.Must, "No expired token", "Nothing is sent with a token whose announced lifetime is over.", "short-life"))
{
    public override void See(in Scene scene)
    {
        // Where somebody moved the session's clock, the client could not know; that is an early death (G13).
        if (scene is { Now.Rule: "S3.bearer.expired", Presented: { } used } && used.LeftReal(scene.Now) <= TimeSpan.Zero)
        {
            Bad(scene, "a request carried a token whose announced lifetime was over");
        }

        if (scene is { Now: { IsCall: true, IsAccepted: true }, Presented.FollowsAged: true })
        {
            Good(scene, "when a token came to its end, the next request carried a new one");
        }
    }
}
