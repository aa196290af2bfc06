using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G10: credentials are sent one way.</summary>
internal sealed class OneMethod() : ClientRule(new(
    "G10", Level.Must, "One authentication method", "A request carries its credentials one way: body or Basic header for the secret, one Authorization header for the token.", "ordinary-run"))
{
    private bool _token;
    private bool _call;

    public override void See(in Scene scene)
    {
        if (scene.Now.Rule is "RFC6749-2.3.one_method" or "RFC6750-3.1.two_methods")
        {
            Bad(scene, "a request carried its credentials in two ways");
        }
        else if (scene.Now.Issued != 0 || scene.Now is { IsCall: true, IsAccepted: true })
        {
            _token |= scene.Now.Issued != 0;
            _call |= scene.Now.IsCall;
            Good(scene, "credentials were always sent one way");
        }
    }

    protected override string? Missing => !_token ? "no token was fetched yet" : !_call ? "no request carried a token yet" : null;
}
