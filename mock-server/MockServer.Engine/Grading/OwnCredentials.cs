using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G16: each environment has its own credentials.</summary>
internal sealed class OwnCredentials() : ClientRule(new(
    "G16", Level.Must, "Own credentials per environment", "Credentials and tokens of one environment are never sent to another one.", "second-environment"))
{
    private OwnCredentials? _sister;
    private bool _used;
    private bool _foreign;

    /// <summary>Ties both environments together: each is judged by both.</summary>
    public void Pair(OwnCredentials sister)
    {
        _sister = sister;
        sister._sister = this;
    }

    public override void Observe(in GradingContext context)
    {
        if (context.Now.IsForeign)
        {
            _foreign = true;
            Fail(context, "credentials of another environment were sent to this one");
        }
        else if (context.Now is { NamesSession: true, IsCall: true, IsAccepted: true })
        {
            _used = true;
            Pass(context, "each environment was called with its own credentials");
        }
    }

    public override RuleResult Result => !_foreign && _sister is { _foreign: true }
        ? Make(RuleVerdict.Fail, "credentials of this environment were sent to the other one; its journal shows where", [])
        : base.Result;

    protected override string? Missing =>
        _sister is null ? "there is one environment only"
        : !_used ? "no call has named this session in the header X-Mock-Session yet"
        : !_sister._used ? "no call has named the second session in the header X-Mock-Session yet"
        : null;
}
