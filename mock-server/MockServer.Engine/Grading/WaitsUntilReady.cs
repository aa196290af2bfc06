using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G17: an accepted command is not a finished one.</summary>
internal sealed class WaitsUntilReady() : ClientRule(new(
    "G17", Level.Should, "Waits until objects are ready",
    "The client waits for the notification, or reads the object, until a customer or product is ACTIVE before it uses it.",
    "wait-for-active"))
{
    public override void Observe(in GradingContext context)
    {
        switch (context.Now.WaitedUntilReady)
        {
            case false:
                Fail(context, "a command used a customer or product that was not ACTIVE yet");
                break;
            case true:
                Pass(context, "commands used customers and products that were ready");
                break;
            default:
                break;
        }
    }
}
