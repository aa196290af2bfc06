using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G11: takes a token reply that is unusual but right.</summary>
internal sealed class Tolerance() : ClientRule(new(
    "G11", Level.Must, "Tolerant reader", "A token reply with unknown members, in another order, or with token_type in another letter case is understood.", "odd-token"))
{
    public override void Observe(in GradingContext context)
    {
        if (context is { Now.Kind: ObservationKind.Token, Current: { IsUnusual: true, Uses: 0 } })
        {
            Fail(context, "an unusual but right token reply was thrown away");
        }
        else if (context is { Now: { IsCall: true, IsAccepted: true }, Presented.IsUnusual: true })
        {
            Pass(context, "the token of an unusual reply was used");
        }
    }
}
