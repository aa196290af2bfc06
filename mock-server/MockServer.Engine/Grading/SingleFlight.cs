using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G14: parallel commands share one token request.</summary>
internal sealed class SingleFlight() : ClientRule(new(
    "G14", Level.Should, "Single flight", "Commands that start at the same time share one token request.", "parallel-start"))
{
    private const int MinCalls = 3;

    private Observation? _slow;
    private int _calls;

    public override void Observe(in GradingContext context)
    {
        if (context.Now.Kind == ObservationKind.Token && _slow is { } slow && slow.ClientId == context.Now.ClientId)
        {
            if (context.Now.RealTime < slow.RealTime + slow.ReplyDelay)
            {
                Fail(context, "a token was requested while another token request of the same client was in progress");
            }

            _slow = null;
        }

        if (context.Now is { Issued: not 0, Fault: "slow-token" })
        {
            _slow = context.Now;
            _calls = 0;
        }

        if (context is { Now: { IsCall: true, IsAccepted: true }, Presented: { } used } && _slow is { } first
            && used.Issued.Number == first.Number && ++_calls >= MinCalls)
        {
            Pass(context, "commands that started at the same time shared one token request");
        }
    }
}
