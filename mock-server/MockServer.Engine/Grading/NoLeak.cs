using PartnerApi.Fixtures.Requirements;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Mock.Grading;

/// <summary>G9: secrets are sent only where they belong.</summary>
internal sealed class NoLeak() : ClientRule(new(
    "G9", Level.Must, "Secrets stay secret", "The client never sends a secret or token in a URL, in Referer or in the body of a "
        + "command.", "ordinary-run"))
{
    private const int MinCalls = 3;

    private int _calls;

    public override void Observe(in GradingContext context)
    {
        if (context.Now.InUrl != SecretKinds.None)
        {
            Fail(context, "a secret or token was sent in a URL");
        }
        else if (context.Now.InReferer != SecretKinds.None)
        {
            Fail(context, "a secret or token was sent in Referer");
        }
        else if (context.Now.IsCall && context.Now.InBody != SecretKinds.None)
        {
            Fail(context, "a secret or token was sent in the body of a command or query");
        }
        else if (context.Now is { IsCall: true, IsAccepted: true } && ++_calls >= MinCalls)
        {
            Pass(context, "no secret or token was sent in a wrong place");
        }
    }
}
