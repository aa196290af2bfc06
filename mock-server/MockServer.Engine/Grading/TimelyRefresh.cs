using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G2: a token is replaced a little before its end.</summary>
internal sealed class TimelyRefresh() : ClientRule(new(
    "G2", Level.Should, "Refreshed in time", "A token is replaced some seconds before it expires, since a request under way may arrive too late.", "short-life"))
{
    private static readonly TimeSpan TooLate = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestJudged = TimeSpan.FromSeconds(20);

    public override void See(in Scene scene)
    {
        if (scene is { Now.IsCall: true, Presented: { } used } && used.Issued.Lifetime >= ShortestJudged
            && used.LeftReal(scene.Now) is var left && left >= TimeSpan.Zero && left < TooLate)
        {
            Bad(scene, "a token was used in its last five seconds");
        }

        if (scene is { Now.Issued: not 0, Current: { Uses: > 0, WasRefused: false } old } && !old.IsFresh(scene.Now) && old.LeftReal(scene.Now) > TimeSpan.Zero)
        {
            Good(scene, "a new token was fetched shortly before the old one expired");
        }
    }
}
