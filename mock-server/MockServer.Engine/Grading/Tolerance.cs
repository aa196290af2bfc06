using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G11: accepts a token response that is unusual but valid.</summary>
internal sealed class Tolerance() : ClientRule(new(
    "G11", Level.Must, "Tolerates unusual token responses", "The client accepts a token response with unknown members, in another "
        + "order or with token_type in another letter case.", "unusual-token-response"))
{
    public override void Observe(in GradingContext context)
    {
        if (context is { Now.Kind: ObservationKind.Token, Current: { IsUnusual: true, Uses: 0 } })
        {
            Fail(context, "an unusual but valid token response was discarded");
        }
        else if (context is { Now: { IsCall: true, IsAccepted: true }, Presented.IsUnusual: true })
        {
            Pass(context, "the token of an unusual token response was used");
        }
    }
}
