using PartnerApi.Fixtures.Requirements;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Mock.Grading;

/// <summary>G9: secrets stay where they belong.</summary>
internal sealed class NoLeak() : ClientRule(new(
    "G9", Level.Must, "Secrets stay secret", "Secret and token never stand in a URL, in Referer, or in the body of a command.", "ordinary-run"))
{
    private const int CallsThatShowIt = 3;

    private int _calls;

    public override void Observe(in GradingContext context)
    {
        if (context.Now.InUrl != SecretKinds.None)
        {
            Fail(context, "a secret or token stood in a URL");
        }
        else if (context.Now.InReferer != SecretKinds.None)
        {
            Fail(context, "a secret or token stood in Referer");
        }
        else if (context.Now.IsCall && context.Now.InBody != SecretKinds.None)
        {
            Fail(context, "a secret or token stood in the body of a request to the API");
        }
        else if (context.Now is { IsCall: true, IsAccepted: true } && ++_calls >= CallsThatShowIt)
        {
            Pass(context, "no secret or token was seen in a wrong place");
        }
    }
}
