using System.Globalization;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G1: a token is reused until shortly before it expires.</summary>
internal sealed class TokenReuse() : ClientRule(new(
    "G1", Level.Must, "Token reused", "A process uses one token for all commands until shortly before it expires.", "ordinary-run"))
{
    // A restarted process has no cache, so one or two early requests are tolerated.
    private const int MinEarlyRequests = 3;
    private const int MinUses = 3;

    private int _early;
    private int _excused;
    private int _calls;

    // Most exercises ask to restart the client.
    public override void Ordered(string exercise) => _excused++;

    public override void Observe(in GradingContext context)
    {
        if (context.Now is { Issued: not 0 }
            && context.Current is { Uses: > 0, WasRefused: false, HasClockOffset: false, IsUnusual: false } current
            && current.IsFresh(context.Now) && _excused-- <= 0)
        {
            _excused = 0;
            _early++;
        }

        _calls += context.Now is { IsCall: true, IsAccepted: true } ? 1 : 0;
        if (context.Now.Issued != 0 && _early >= MinEarlyRequests && _early * 5 > _calls)
        {
            Fail(
                context,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a new token was fetched {_early} times although the current token was still valid for a long time"));
        }

        if (context is { Presented.Uses: >= MinUses - 1, Now.IsAccepted: true })
        {
            Pass(context, "one token was used for several requests");
        }
    }
}
