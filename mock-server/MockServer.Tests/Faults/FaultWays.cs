using NUnit.Framework;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Faults;

/// <summary>How a failure can be ordered.</summary>
public enum FaultWay
{
    ControlCall,
    MagicClientId,
    Header,
}

/// <summary>Every kind of failure, ordered in every way, seen by a raw client.</summary>
internal sealed class FaultWays
{
    private static readonly TimerClock Clock = new();
    private static PartnerApiMock _mock = null!;

    private static IEnumerable<TestCaseData> Table =>
        from kind in FaultKind.All.Values
        where kind.Scope is FaultScope.Any or FaultScope.Token or FaultScope.Commands
        where Expected(kind.Name) is not null
        from way in Enum.GetValues<FaultWay>()
        orderby kind.Name
        select new TestCaseData(kind.Name, way);

    [OneTimeSetUp]
    public static async Task StartAsync() =>
        _mock = await Mocks.StartAsync("v1", options => options with { Clock = Clock, ControlAddress = new("http://127.0.0.1:0") });

    [OneTimeTearDown]
    public static async Task StopAsync() => await _mock.DisposeAsync();

    [TestCaseSource(nameof(Table))]
    public async Task A_failure_is_what_it_says(string kind, FaultWay way)
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        var attempt = Outcome.OfAsync(await OrderedAsync(partner, kind, way));
        if (Delays(kind))
        {
            var wait = await Clock.WaitAsync(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
            Assert.That(attempt.IsCompleted, Is.False, "it came at once");
            Clock.Advance(wait);
        }

        Assert.That(await attempt, Is.EqualTo(Expected(kind)));
    }

    [Test]
    public async Task Latency_varies_by_a_seed_within_its_bounds()
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        var waits = new List<TimeSpan>();
        foreach (var seed in new[] { 7, 7, 8 })
        {
            var attempt = Outcome.OfAsync(partner.QueryAsync(("X-Mock-Fault", $"latency; seconds=2; jitter=3; seed={seed}")));
            waits.Add(await Clock.WaitAsync(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)));
            Clock.Advance(waits[^1]);
            await attempt;
        }

        Assert.That(waits[0], Is.EqualTo(waits[1]).And.Not.EqualTo(waits[2]));
    }

    [TestCase("5xx-once", "once")]
    [TestCase("401-once", "once")]
    [TestCase("429-retry-after", "once")]
    [TestCase("expire-after-n", "always")]
    public async Task A_magic_client_id_orders_for_its_own_requests_alone(string kind, string often)
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        var magic = $"{partner.ClientId}.fault.{kind}";
        using var first = await partner.AskTokenAsync(magic, []);
        using var second = await partner.AskTokenAsync(magic, []);
        using var plain = await partner.QueryAsync();
        partner.Use((string)(await Partner.JsonAsync(second))!["access_token"]!);
        var calls = new List<int>();
        for (var call = 0; call < 6; call++)
        {
            using var reply = await partner.QueryAsync();
            calls.Add((int)reply.StatusCode);
        }

        var atToken = kind is "5xx-once" or "429-retry-after";
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)first.StatusCode, Is.EqualTo(kind switch { "5xx-once" => 503, "429-retry-after" => 429, _ => 200 }));
            Assert.That((int)plain.StatusCode, Is.EqualTo(200));
            Assert.That(calls.Count(status => status == 401), Is.EqualTo(atToken ? 0 : often == "once" ? 1 : 3));
        }
    }

    // By control call and header 'seconds' is 2 because it is so by default.
    private static async Task<Task<HttpResponseMessage>> OrderedAsync(Partner partner, string kind, FaultWay way)
    {
        var atToken = FaultKind.All[kind].Scope == FaultScope.Token;
        switch (way)
        {
            case FaultWay.ControlCall:
                using (var control = new ControlClient(_mock))
                {
                    var count = kind == "expire-after-n" ? ", \"count\": 0" : "";
                    var (status, _) = await control.CallAsync(
                        "POST", $"/control/v1/sessions/{partner.Session.Id}/faults", $$"""{"kind": "{{kind}}"{{count}}}""");
                    Assert.That(status, Is.EqualTo(201));
                    return atToken ? partner.AskTokenAsync() : partner.QueryAsync();
                }

            case FaultWay.MagicClientId:
                return await MagicAsync(partner, kind);
            default:
                return atToken ? partner.AskTokenAsync(partner.ClientId, [], kind) : partner.QueryAsync(("X-Mock-Fault", kind));
        }
    }

    // Where the kind spares the token endpoint, the failure comes with the use of the token.
    private static async Task<Task<HttpResponseMessage>> MagicAsync(Partner partner, string kind)
    {
        var magic = $"{partner.ClientId}.fault.{kind}";
        if (FaultKind.All[kind].Scope != FaultScope.Commands)
        {
            return partner.AskTokenAsync(magic, []);
        }

        using var reply = await partner.AskTokenAsync(magic, []);
        partner.Use((string)(await Partner.JsonAsync(reply))!["access_token"]!);
        for (var use = 0; kind == "expire-after-n" && use < 3; use++)
        {
            using var good = await partner.QueryAsync();
            Assert.That((int)good.StatusCode, Is.EqualTo(200));
        }

        return partner.QueryAsync();
    }

    private static bool Delays(string kind) => kind is "latency" or "slow-token";

    // Null for kinds that are no failure of a reply.
    private static Outcome? Expected(string kind) => kind switch
    {
        "401-once" => new(401, kind, "Bearer realm=\"partner-api\", error=\"invalid_token\"", "", IsWhole: true, IsJson: true),
        "expire-after-n" =>
            new(
                401, kind, "Bearer realm=\"partner-api\", error=\"invalid_token\", error_description=\"the token expired\"", "",
                IsWhole: true, IsJson: true),
        "slow-token" or "latency" => new(200, kind, "", "", IsWhole: true, IsJson: true),
        "5xx-once" => new(503, kind, "", "", IsWhole: true, IsJson: true),
        "429-retry-after" => new(429, kind, "", "2", IsWhole: true, IsJson: true),
        "reset-connection" => new(null, "", "", "", IsWhole: false, IsJson: false),
        "truncated-body" => new(200, kind, "", "", IsWhole: false, IsJson: false),
        "malformed-json" => new(200, kind, "", "", IsWhole: true, IsJson: false),
        _ => null,
    };
}
