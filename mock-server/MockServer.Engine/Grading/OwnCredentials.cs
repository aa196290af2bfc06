using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G16: each environment has its own credentials.</summary>
internal sealed class OwnCredentials() : ClientRule(new(
    "G16", Level.Must, "Own credentials per environment", "Credentials and tokens of one environment are never sent to "
        + "another one.", "second-environment"))
{
    private OwnCredentials? _sister;
    private bool _used;
    private bool _foreign;

    /// <summary>Links both environments: each result depends on both.</summary>
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
        ? Make(RuleVerdict.Fail, "credentials of this environment were sent to the other one; see the journal of the other session", [])
        : base.Result;

    protected override string? Missing =>
        _sister is null ? "only one environment was used"
        : !_used ? "no request with X-Mock-Session for this session was observed"
        : !_sister._used ? "no request with X-Mock-Session for the second session was observed"
        : null;
}
