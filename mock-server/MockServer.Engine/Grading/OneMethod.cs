using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G10: a request uses one authentication method.</summary>
internal sealed class OneMethod() : ClientRule(new(
    "G10", Level.Must, "One authentication method", "A request uses one authentication method: body or Basic header for the secret, "
        + "one Authorization header for the token.", "ordinary-run"))
{
    private bool _token;
    private bool _call;

    public override void Observe(in GradingContext context)
    {
        if (context.Now.Rule is "RFC6749-2.3.one_method" or "RFC6750-3.1.two_methods")
        {
            Fail(context, "a request used two authentication methods");
        }
        else if (context.Now.Issued != 0 || context.Now is { IsCall: true, IsAccepted: true })
        {
            _token |= context.Now.Issued != 0;
            _call |= context.Now.IsCall;
            Pass(context, "every request used one authentication method");
        }
    }

    protected override string? Missing => !_token ? "no token was fetched yet" : !_call ? "no request carried a token yet" : null;
}
