using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G5: honors Retry-After and does not repeat permanently refused requests.</summary>
internal sealed class BackOff() : ClientRule(new(
    "G5", Level.Must, "Backs off", "The client honors Retry-After of 429 and 503, and does not repeat a request unchanged after "
        + "another 4xx.", "rate-limit"))
{
    private const int MaxOpen = 64;
    private const int Storm = 3;

    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StormWindow = TimeSpan.FromSeconds(10);

    private readonly List<Observation> _waits = [];
    private Observation? _refused;
    private int _repeats;

    public override void Observe(in GradingContext context)
    {
        if (_waits.Count > 0)
        {
            Waits(context);
        }

        Storms(context);
        if (context.Now is { Status: 429 or 503, RetryAfter: not null } && _waits.Count < MaxOpen)
        {
            _waits.Add(context.Now);
        }
    }

    private void Waits(in GradingContext context)
    {
        var now = context.Now;
        foreach (var told in _waits.FindAll(told => told.ClientId == now.ClientId && told.Kind == now.Kind))
        {
            var early = context.Since(told) + Rounding < told.RetryAfter;
            if (early && told.Key == now.Key)
            {
                Fail(context, "a request was repeated before the Retry-After time had passed");
                _waits.Remove(told);
            }
            else if (!early)
            {
                Pass(context, "the client waited for the Retry-After time");
                _waits.Remove(told);
            }
        }
    }

    private void Storms(in GradingContext context)
    {
        if (context.Now is { IsCall: true, Status: 400 or 403 or 404 or 409 or 415 })
        {
            _repeats = _refused is { } last && last.Key == context.Now.Key && context.Since(last) < StormWindow ? _repeats + 1 : 1;
            _refused = context.Now;
            if (_repeats > Storm)
            {
                Fail(context, "a request that was refused because of its content was repeated unchanged several times");
            }
        }
    }
}
