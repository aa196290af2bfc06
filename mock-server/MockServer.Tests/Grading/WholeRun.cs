using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Tests.Faults;

namespace PartnerApi.Mock.Tests.Grading;

/// <summary>The scripted run that earns a whole grade card: each exercise is arranged, and the client does what it asks for.</summary>
internal sealed class WholeRun : IAsyncDisposable
{
    // What "rate-limit" makes a client wait.
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    // No timer of the mock has this delay: a lifecycle's must not be taken for that of the slow token.
    private static readonly TimeSpan SlowToken = TimeSpan.FromSeconds(3.25);

    private readonly TimerClock _clock;
    private readonly PartnerApiMock _mock;
    private readonly NewSession _made;
    private readonly Habit _habit;
    private readonly Operation _operation;
    private readonly List<PartnerClient> _clients = [];
    private string _person;

    private WholeRun(TimerClock clock, PartnerApiMock mock, Habit habit)
    {
        _clock = clock;
        _mock = mock;
        _habit = habit;
        _made = mock.Sessions.Create(new() { IdleSeconds = 604_800 });
        _person = mock.RequestorId;
        _operation = mock.Contract.Find("updateNaturalPerson")!;
    }

    public static async Task<(GradeCard Card, string Journal)> GradeAsync(Habit habit)
    {
        var clock = new TimerClock();
        var mock = await PartnerApiMock.StartAsync(options => options with
        {
            ControlAddress = null,
            Clock = clock,
            CheckReferences = false
        });
        await using var run = new WholeRun(clock, mock, habit);
        await run.PlayAsync();
        return (GradeCard.From(run._made.Session), run._made.Session.Journal.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        await _mock.DisposeAsync();
    }

    private async Task PlayAsync()
    {
        await ParallelStartAsync();
        await SecondPersonAsync();
        await SpecialSecretAsync();
        await OldAgeAsync();
        await RefusalsAsync();
        await TokenRepliesAsync();
        await WaitForActiveAsync();
        await SecondEnvironmentAsync();
    }

    private async Task WaitForActiveAsync()
    {
        Start("wait-for-active");
        var customer = Guid.Parse("c0c0c0c0-0000-4000-8000-000000000001").ToString();
        var resources = _made.Session.Resources;
        resources.Upsert("customer", customer, null, new JsonObject { ["customerId"] = customer, ["customerStatus"] = "PENDING" });
        if (_habit != Habit.DoesNotWait)
        {
            resources.Patch("customer", customer, new() { ["customerStatus"] = "ACTIVE" });
        }

        _person = _mock.RequestorId;
        await NewClient().SendAsync(_mock.Contract.Find("createCustomerProduct")!, _person, $"/customers/{customer}/products");
    }

    private async Task ParallelStartAsync()
    {
        Start("parallel-start", SlowToken.TotalSeconds);
        var client = NewClient();
        // Each call has looked for a token, and asked for one if need be, before the next one starts. One token is slow to come:
        // all others are there before time passes.
        Task[] calls = [.. Enumerable.Range(0, 4).Select(_ => TrySendAsync(client))];
        await _clock.WaitAsync(SlowToken, SlowToken);
        while (_habit == Habit.FetchesInParallel && calls.Count(call => call.IsCompleted) < calls.Length - 1)
        {
            await Task.WhenAny(calls.Where(call => !call.IsCompleted));
        }

        _clock.Advance(SlowToken);
        await Task.WhenAll(calls);
        Start("ordinary-run");
        await SendAsync(client, 4);
    }

    private async Task SecondPersonAsync()
    {
        var people = Start("second-person");
        var client = NewClient();
        await TrySendAsync(client);
        _person = _habit == Habit.SendsOnePersonForAll ? _person : people["requestorId2"];
        await SendAsync(client, 3);
    }

    private async Task SpecialSecretAsync()
    {
        var told = Start("special-secret");
        await TrySendAsync(NewClient(new(_mock.ApiAddress, told["clientId"], told["clientSecret"])));
    }

    // First a request seven seconds before the end, then one within the last seconds, then one long after it.
    private async Task OldAgeAsync()
    {
        Start("short-life", 60);
        var client = NewClient();
        await TrySendAsync(client);
        _clock.Advance(TimeSpan.FromSeconds(57));
        await TrySendAsync(client);
        _clock.Advance(TimeSpan.FromSeconds(90));
        await TrySendAsync(client);
        _clock.Advance(TimeSpan.FromSeconds(90));
        _made.Session.Clients[0].Lifetime = _made.Session.Clients[0].InitialLifetime;
    }

    private async Task RefusalsAsync()
    {
        var client = NewClient();
        await TrySendAsync(client);
        Start("401-once");
        await TrySendAsync(client);
        Start("early-revocation");
        await TrySendAsync(client);
        Start("rate-limit");
        var limited = TrySendAsync(NewClient());
        if (_habit != Habit.IgnoresRetryAfter)
        {
            _clock.Advance(await _clock.WaitAsync(Wait, Wait));
        }

        await limited;
        Start("clock-offset");
        await SendAsync(NewClient(), 4);
        _made.Session.Clock.Reset();
    }

    private async Task TokenRepliesAsync()
    {
        foreach (var exercise in (string[])["unusual-token-response", "invalid-client-400", "invalid-client-401", "redirect"])
        {
            Start(exercise);
            var client = NewClient();
            await TrySendAsync(client);
            _clock.Advance(TimeSpan.FromSeconds(2));
            await TrySendAsync(client);
        }
    }

    private async Task SecondEnvironmentAsync()
    {
        var told = Start("second-environment");
        var first = new PartnerEnvironment(_mock.ApiAddress, _made.ClientId, _made.ClientSecret, told["session"]);
        var second = _habit == Habit.MixesEnvironments
            ? first with { Session = told["secondSession"] }
            : new(_mock.ApiAddress, told["secondClientId"], told["secondClientSecret"], told["secondSession"]);
        await TrySendAsync(NewClient(first));
        await TrySendAsync(NewClient(second));
    }

    private ImmutableDictionary<string, string> Start(string exercise, double? seconds = null) =>
        Exercise.Find(exercise)!.Start(_made.Session, _mock.Sessions, seconds);

    private PartnerClient NewClient(PartnerEnvironment? environment = null)
    {
        var client = new PartnerClient(environment ?? new(_mock.ApiAddress, _made.ClientId, _made.ClientSecret), _clock, _habit);
        _clients.Add(client);
        return client;
    }

    private async Task SendAsync(PartnerClient client, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await TrySendAsync(client);
        }
    }

    // A client that reports a failure has done its part; what it did is on the card.
    private async Task TrySendAsync(PartnerClient client)
    {
        try
        {
            await client.SendAsync(_operation, _person, "/natural-persons/" + _mock.RequestorId);
        }
        catch (InvalidOperationException)
        {
        }
    }
}
