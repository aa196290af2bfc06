using PartnerApi.Fixtures.Requirements;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Mock.Grading;

/// <summary>G9: secrets stay where they belong.</summary>
internal sealed class NoLeak() : ClientRule(new(
    "G9", Level.Must, "Secrets stay secret", "Secret and token never stand in a URL, in Referer, or in the body of a command.", "ordinary-run"))
{
    private const int CallsThatShowIt = 3;

    private int _calls;

    public override void See(in Scene scene)
    {
        if (scene.Now.InUrl != SecretKinds.None)
        {
            Bad(scene, "a secret or token stood in a URL");
        }
        else if (scene.Now.InReferer != SecretKinds.None)
        {
            Bad(scene, "a secret or token stood in Referer");
        }
        else if (scene.Now.IsCall && scene.Now.InBody != SecretKinds.None)
        {
            Bad(scene, "a secret or token stood in the body of a request to the API");
        }
        else if (scene.Now is { IsCall: true, IsAccepted: true } && ++_calls >= CallsThatShowIt)
        {
            Good(scene, "no secret or token was seen in a wrong place");
        }
    }
}
