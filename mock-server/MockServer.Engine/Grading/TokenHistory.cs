namespace PartnerApi.Mock.Grading;

/// <summary>The tokens that a session issued lately, by their marks. Bounded: the oldest are forgotten.</summary>
internal sealed class TokenHistory
{
    public const int Most = 512;
    public const int MostClients = 64;

    private readonly Dictionary<int, TokenFacts> _tokens = [];
    private readonly Queue<int> _order = new();
    private readonly Dictionary<string, TokenFacts> _newest = new(StringComparer.Ordinal);

    public Scene Before(Observation now) => new(now, now.Token == 0 ? null : _tokens.GetValueOrDefault(now.Token), _newest.GetValueOrDefault(now.ClientId));

    public void After(in Scene scene)
    {
        if (scene.Presented is { } presented)
        {
            presented.Uses += scene.Now.IsAccepted ? 1 : 0;
            presented.WasRefused |= scene.Now.IsTokenRefused;
        }

        if (scene.Now.Issued != 0)
        {
            Add(scene);
        }
    }

    private void Add(in Scene scene)
    {
        var facts = new TokenFacts(scene.Now) { FollowsAged = scene.Current is { Uses: > 0, WasRefused: false } current && !current.IsFresh(scene.Now) };
        if (_tokens.TryAdd(scene.Now.Issued, facts))
        {
            _order.Enqueue(scene.Now.Issued);
        }

        if (_newest.Count >= MostClients)
        {
            _newest.Clear();
        }

        _newest[scene.Now.ClientId] = facts;
        if (_order.Count > Most)
        {
            _tokens.Remove(_order.Dequeue());
        }
    }
}
