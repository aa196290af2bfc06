using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G4: a refused token leads to one new token and one retry.</summary>
internal sealed class OneRetry() : ClientRule(new(
    "G4", Level.Must, "One new token, one retry", "After a 401 the client discards the token, requests exactly one new token and "
        + "retries the request once with it.", "401-once"))
{
    private const int MaxOpen = 64;

    private readonly List<Refused> _open = [];

    public override void Observe(in GradingContext context)
    {
        if (context.Now.Issued != 0 && _open.Count > 0)
        {
            CountToken(context);
        }

        if (context.Now is not { IsCall: true, Token: not 0 } now)
        {
            return;
        }

        if (Earlier(now) is { } earlier)
        {
            Judge(context, earlier);
        }
        else if (now.IsTokenRefused && _open.Count < MaxOpen)
        {
            _open.Add(new(now.Key, now.ClientId, now.Token));
        }
    }

    private Refused? Earlier(Observation now)
    {
        foreach (var refused in _open)
        {
            if (refused.Key == now.Key && refused.ClientId == now.ClientId)
            {
                return refused;
            }
        }

        return null;
    }

    private void CountToken(in GradingContext context)
    {
        var client = context.Now.ClientId;
        foreach (var refused in _open.FindAll(refused => refused.ClientId == client))
        {
            if (++refused.Tokens > 1)
            {
                Fail(context, "more than one new token was requested before the refused request was retried");
                _open.Remove(refused);
            }
        }
    }

    private void Judge(in GradingContext context, Refused earlier)
    {
        _open.Remove(earlier);
        if (context.Now.Token == earlier.Token)
        {
            Fail(context, "the refused request was retried with the refused token");
        }
        else if (earlier.Retried)
        {
            Fail(context, "a request was retried again after its retry had failed");
        }
        else if (context.Now.IsTokenRefused)
        {
            _open.Add(new(earlier.Key, earlier.ClientId, context.Now.Token) { Retried = true });
        }
        else
        {
            Pass(context, "a refused token led to one new token and one retry");
        }
    }

    private sealed record Refused(int Key, string ClientId, int Token)
    {
        public int Tokens { get; set; }

        public bool Retried { get; init; }
    }
}
