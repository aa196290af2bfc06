using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G13: handles tokens that are revoked early and a server whose clock differs.</summary>
internal sealed class EarlyRevocation() : ClientRule(new(
    "G13", Level.Must, "Handles early token expiry and clock offset", "The client replaces a token that is refused before it "
        + "expires, and counts the lifetime from the token response, not from the server's clock.", "early-revocation"))
{
    private const int MinCalls = 3;
    private const int Stubborn = 3;

    private string? _dead;
    private bool _recovered;
    private int _offset;
    private int _again;
    private int _replaced;
    private int _repeats;

    public override void Observe(in GradingContext context)
    {
        Deaths(context);
        Offsets(context);
        if (_recovered && _offset >= MinCalls)
        {
            Pass(context, "the client replaced a token that was refused early, and handled a server with another clock");
        }
    }

    private void Deaths(in GradingContext context)
    {
        if (context is { Now.IsTokenRefused: true, Presented: { } dead } && dead.RealTimeLeft(context.Now) > TimeSpan.Zero)
        {
            _again = dead.WasRefused ? _again + 1 : 0;
            _dead = context.Now.ClientId;
            if (_again >= Stubborn)
            {
                Fail(context, "a refused token was sent repeatedly");
            }
        }
        else if (context is { Now: { IsCall: true, IsAccepted: true }, Presented.WasRefused: false } && _dead == context.Now.ClientId)
        {
            _recovered = true;
        }
    }

    // A client that requests a token for each call breaks G1, not this rule.
    private void Offsets(in GradingContext context)
    {
        if (context is { Now.Issued: not 0, Current: { WasRefused: false, Uses: 1 } current } && current.IsFresh(context.Now))
        {
            _replaced += current.HasClockOffset ? 1 : 0;
            _repeats += current.HasClockOffset ? 0 : 1;
            if (_replaced >= 2 && _repeats < Stubborn)
            {
                Fail(context, "when the server's clock differed, fresh tokens were treated as expired");
            }
        }

        _offset += context is { Now: { IsCall: true, IsAccepted: true }, Presented.HasClockOffset: true } ? 1 : 0;
    }

    protected override string? Missing =>
        !_recovered ? "no token that was refused early has been replaced yet"
        : _offset < MinCalls ? "fewer than three requests were sent while the session's clock was at least one minute off "
            + "(exercise 'clock-offset')"
        : null;
}
