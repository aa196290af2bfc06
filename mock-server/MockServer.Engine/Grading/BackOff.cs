using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G5: waits when told to wait, and does not repeat what is refused for good.</summary>
internal sealed class BackOff() : ClientRule(new(
    "G5", Level.Must, "Backs off", "Retry-After of 429 and 503 is honoured, and a request refused with another 4xx is not repeated unchanged.", "rate-limit"))
{
    private const int MostOpen = 64;
    private const int Storm = 3;

    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StormWindow = TimeSpan.FromSeconds(10);

    private readonly List<Observation> _waits = [];
    private Observation? _refused;
    private int _repeats;

    public override void See(in Scene scene)
    {
        if (_waits.Count > 0)
        {
            Waits(scene);
        }

        Storms(scene);
        if (scene.Now is { Status: 429 or 503, RetryAfter: not null } && _waits.Count < MostOpen)
        {
            _waits.Add(scene.Now);
        }
    }

    private void Waits(in Scene scene)
    {
        var now = scene.Now;
        foreach (var told in _waits.FindAll(told => told.ClientId == now.ClientId && told.Kind == now.Kind))
        {
            var early = scene.Since(told) + Rounding < told.RetryAfter;
            if (early && told.Key == now.Key)
            {
                Bad(scene, "a request was repeated before Retry-After was over");
                _waits.Remove(told);
            }
            else if (!early)
            {
                Good(scene, "Retry-After was waited for");
                _waits.Remove(told);
            }
        }
    }

    private void Storms(in Scene scene)
    {
        if (scene.Now is { IsCall: true, Status: 400 or 403 or 404 or 409 or 415 })
        {
            _repeats = _refused is { } last && last.Key == scene.Now.Key && scene.Since(last) < StormWindow ? _repeats + 1 : 1;
            _refused = scene.Now;
            if (_repeats > Storm)
            {
                Bad(scene, "a request that was refused for what it says was repeated unchanged, again and again");
            }
        }
    }
}
