using PartnerApi.Fixtures.Requirements;
using PartnerApi.Mock.Faults;

namespace PartnerApi.Mock.Grading;

/// <summary>G15: credentials do not follow a redirect.</summary>
internal sealed class NoRedirect() : ClientRule(new(
    "G15", Level.Must, "No redirect with credentials", "The client treats a redirect of the token endpoint as an error and does not "
        + "send its secret to the new address.", "redirect"))
{
    private bool _redirected;

    public override void Observe(in GradingContext context)
    {
        if (context.Now.Fault == ClientTrainingFaults.RedirectToken)
        {
            _redirected = true;
        }
        else if (context.Now.Path == ClientTrainingFaults.RedirectPath && context.Now.HasCredentials)
        {
            Fail(context, "the redirect of the token endpoint was followed with credentials");
        }
        else if (context.Now.Issued != 0 && _redirected)
        {
            Pass(context, "a redirect of the token endpoint was not followed");
        }
    }
}
