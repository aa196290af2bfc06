namespace PartnerApi.Mock.Grading;

/// <summary>The tokens that a session issued recently, by fingerprint. Bounded: the oldest are removed.</summary>
internal sealed class TokenHistory
{
    public const int Max = 512;
    public const int MaxClients = 64;

    private readonly Dictionary<int, TokenFacts> _tokens = [];
    private readonly Queue<int> _order = new();
    private readonly Dictionary<string, TokenFacts> _newest = new(StringComparer.Ordinal);

    public GradingContext Before(Observation now) =>
        new(now, now.Token == 0 ? null : _tokens.GetValueOrDefault(now.Token), _newest.GetValueOrDefault(now.ClientId));

    public void After(in GradingContext context)
    {
        if (context.Presented is { } presented)
        {
            presented.Uses += context.Now.IsAccepted ? 1 : 0;
            presented.WasRefused |= context.Now.IsTokenRefused;
        }

        if (context.Now.Issued != 0)
        {
            Add(context);
        }
    }

    private void Add(in GradingContext context)
    {
        var facts = new TokenFacts(context.Now)
        {
            ReplacesExpired = context.Current is { Uses: > 0, WasRefused: false } current
            && !current.IsFresh(context.Now)
        };
        if (_tokens.TryAdd(context.Now.Issued, facts))
        {
            _order.Enqueue(context.Now.Issued);
        }

        if (_newest.Count >= MaxClients)
        {
            _newest.Clear();
        }

        _newest[context.Now.ClientId] = facts;
        if (_order.Count > Max)
        {
            _tokens.Remove(_order.Dequeue());
        }
    }
}
