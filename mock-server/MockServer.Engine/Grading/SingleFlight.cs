using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G14: parallel commands share one token request.</summary>
internal sealed class SingleFlight() : ClientRule(new(
    "G14", Level.Should, "Single flight", "Commands that start together wait for one token request.", "parallel-start"))
{
    private const int CallsThatShowIt = 3;

    private Observation? _slow;
    private int _calls;

    public override void See(in Scene scene)
    {
        if (scene.Now.Kind == ObservationKind.Token && _slow is { } slow && slow.ClientId == scene.Now.ClientId)
        {
            if (scene.Now.RealTime < slow.RealTime + slow.HeldBack)
            {
                Bad(scene, "a token was asked for while another token request of the same client was under way");
            }

            _slow = null;
        }

        if (scene.Now is { Issued: not 0, Fault: "slow-token" })
        {
            _slow = scene.Now;
            _calls = 0;
        }

        if (scene is { Now: { IsCall: true, IsAccepted: true }, Presented: { } used } && _slow is { } first && used.Issued.Number == first.Number && ++_calls >= CallsThatShowIt)
        {
            Good(scene, "commands that started together shared one token request");
        }
    }
}
