using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.People;
using PartnerApi.Mock.Clock;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Sessions;

/// <summary>The options of a new session.</summary>
public sealed record SessionRequest
{
    /// <summary>Its name, 1 to 64 letters, digits, <c>-</c> or <c>_</c>; null for a new id.</summary>
    public string? Id { get; init; }

    /// <summary>The idle time after which it is deleted, in seconds, 1 to 604,800 (a week). Default: 3,600.</summary>
    public int IdleSeconds { get; init; } = 3600;

    /// <summary>Lifetime of its tokens in seconds, 1 to 86,400. Default: 3,600.</summary>
    public int TokenLifetimeSeconds { get; init; } = 3600;

    /// <summary>Seed of its ids and of its generated objects; null for a random one.</summary>
    public long? Seed { get; init; }

    /// <summary>Number of ACTIVE natural persons to generate, 0 to 20,000. Default: 0.</summary>
    public int People { get; init; }

    /// <summary>Number of ACTIVE customers to generate, each with three products, 0 to 20,000. Default: 0.</summary>
    public int Customers { get; init; }

    /// <summary>Number of orders to generate for these customers, 0 to 20,000. Default: 0.</summary>
    public int Orders { get; init; }

    internal PopulationSize Population => new(People, Customers, Orders);

    /// <summary>Validates the values.</summary>
    /// <returns>What is wrong and what is expected; null when the values are valid.</returns>
    public string? Validate() => this switch
    {
        { Id: { } id } when id.Length is 0 or > 64 || !id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            => "'id' must be 1 to 64 letters, digits, '-' or '_'",
        { IdleSeconds: < 1 or > 604_800 } => "'idleSeconds' must be 1 to 604800",
        { TokenLifetimeSeconds: < 1 or > 86_400 } => "'tokenLifetimeSeconds' must be 1 to 86400",
        _ => Population.Validate(),
    };
}

/// <summary>A new session with its credentials, which are not shown again.</summary>
/// <param name="Session">The session.</param>
/// <param name="ClientId">Its client's id.</param>
/// <param name="ClientSecret">Its client's secret.</param>
public sealed record NewSession(Session Session, string ClientId, string ClientSecret);

/// <summary>All sessions of a mock and their clients.</summary>
public sealed class SessionRegistry
{
    /// <summary>The maximum number of sessions, not counting the default one.</summary>
    public const int Max = 10_000;

    private static readonly DateTimeOffset GenerationEpoch = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, Entry> _sessions = new(StringComparer.Ordinal);
    private readonly TimeProvider _realClock;
    private readonly SharedServices _shared;
    private readonly ImmutableArray<Person> _people;
    private readonly IdSource _ids;
    private readonly RequestorValidation _requestors;
    private long _sweptTicks;
    private int _generation;

    /// <summary>Creates the registry with its default session.</summary>
    /// <param name="shared">What all sessions share; its clock also counts how long a session is idle.</param>
    /// <param name="clients">The clients of the default session.</param>
    /// <param name="people">The persons that each session starts with.</param>
    /// <param name="ids">Where the default session's ids come from.</param>
    /// <param name="requestors">How far requestors are checked at the start.</param>
    public SessionRegistry(
        SharedServices shared, IEnumerable<ApiClient> clients, ImmutableArray<Person> people, IdSource ids, RequestorValidation requestors)
    {
        _shared = shared;
        _realClock = shared.RealClock;
        _people = people;
        _ids = ids;
        _requestors = requestors;
        Clients = new([]);
        Default = NewSession(Session.DefaultId, ids);
        Attach(Default, [.. clients.Select(row => new Client(row, Default))]);
    }

    /// <summary>The default session, which always exists.</summary>
    public Session Default { get; }

    /// <summary>The clients of all sessions.</summary>
    public ClientRegistry Clients { get; }

    /// <summary>How many sessions there are, the default one included.</summary>
    public int Count => _sessions.Count + 1;

    /// <summary>All sessions, the default one first.</summary>
    public IEnumerable<Session> All => _sessions.Values.Select(entry => entry.Session).Prepend(Default);

    /// <summary>All sessions, the default one first, with the time after which each expires without a request.</summary>
    internal IEnumerable<(Session Session, TimeSpan Idle)> Entries =>
        _sessions.Values.Select(entry => (entry.Session, entry.Idle)).Prepend((Default, TimeSpan.Zero));

    /// <summary>Finds a session.</summary>
    /// <param name="id">Its name.</param>
    /// <returns>The session, or null.</returns>
    public Session? Find(string id)
    {
        RemoveIdleIfDue();
        return id == Session.DefaultId ? Default : _sessions.TryGetValue(id, out var entry) ? entry.Session : null;
    }

    /// <summary>Creates a session with its own client.</summary>
    /// <param name="order">The options.</param>
    /// <returns>The session and its credentials.</returns>
    /// <exception cref="ArgumentException">The order has a mistake.</exception>
    /// <exception cref="InvalidOperationException">
    /// The name is taken, there are <see cref="Max"/> sessions already, or the population does not fit.
    /// </exception>
    public NewSession Create(SessionRequest order)
    {
        if (order.Validate() is { } mistake)
        {
            throw new ArgumentException(mistake, nameof(order));
        }

        RemoveIdleIfDue();
        if (_sessions.Count >= Max)
        {
            throw new InvalidOperationException(
                $"the maximum of {Max} sessions is reached; delete some, or wait until idle sessions expire");
        }

        var id = order.Id ?? _ids.Next().ToString("N");
        var session = NewSession(id, new(order.Seed ?? BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8))));
        if (id == Session.DefaultId || !_sessions.TryAdd(id, new(session, TimeSpan.FromSeconds(order.IdleSeconds))))
        {
            throw new InvalidOperationException($"a session named '{id}' already exists");
        }

        Populate(session, order.Population);
        return AddClient(session, "", "", order.TokenLifetimeSeconds);
    }

    /// <summary>Creates an additional client for a session, or returns the one created earlier with the same suffix.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ending">What its id ends in.</param>
    /// <param name="signs">What its secret ends in.</param>
    /// <param name="lifetimeSeconds">Lifetime of its tokens.</param>
    /// <returns>The session and the client's credentials.</returns>
    internal NewSession AddClient(Session session, string ending, string signs, int lifetimeSeconds = 3600)
    {
        var row = new ApiClient
        {
            ClientId = "session-" + session.Id + ending,
            Secrets = [Session.SecretPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)) + signs],
            TokenLifetimeSeconds = lifetimeSeconds,
            Description = "created for the session",
        };
        if (session.Clients.FirstOrDefault(client => client.Id == row.ClientId) is { } known)
        {
            return new(session, known.Id, known.Secrets[0]);
        }

        Attach(session, [.. session.Clients, new Client(row, session, NextGeneration())]);
        return new(session, row.ClientId, row.Secrets[0]);
    }

    /// <summary>Creates a session that was stored, with the clients that were stored of it.</summary>
    /// <param name="id">Its name; not that of the default session.</param>
    /// <param name="seed">Seed of its ids.</param>
    /// <param name="idle">After how long without a request it expires.</param>
    /// <param name="clients">Creates its clients.</param>
    internal Session Restore(string id, long seed, TimeSpan idle, Func<Session, ImmutableArray<Client>> clients)
    {
        var session = NewSession(id, new(seed));
        _sessions[id] = new(session, idle);
        Attach(session, clients(session));
        return session;
    }

    /// <summary>Deletes a session; its tokens are refused from now on.</summary>
    /// <param name="id">Its name; the default session stays.</param>
    /// <returns>False when there was none.</returns>
    public bool Delete(string id)
    {
        if (!_sessions.TryRemove(id, out var entry))
        {
            return false;
        }

        entry.Session.ClearParts();
        foreach (var client in entry.Session.Clients)
        {
            RaiseGeneration(client.Generation);
            Clients.Remove(client.Id);
        }

        entry.Session.Dispose();
        return true;
    }

    private void Populate(Session session, PopulationSize population)
    {
        try
        {
            session.Population = population;
            session.Populate();
        }
        catch (PopulationException)
        {
            Delete(session.Id);
            throw;
        }
    }

    // A session made again under the name of a deleted one has a client of the same id; a higher generation keeps the old tokens
    // refused. Seconds make it higher than before a restart, too.
    private int NextGeneration()
    {
        RaiseGeneration((int)(_realClock.GetUtcNow() - GenerationEpoch).TotalSeconds);
        return Interlocked.Increment(ref _generation);
    }

    private void RaiseGeneration(int atLeast)
    {
        for (var now = Volatile.Read(ref _generation); now < atLeast; now = Volatile.Read(ref _generation))
        {
            Interlocked.CompareExchange(ref _generation, atLeast, now);
        }
    }

    /// <summary>Deletes the sessions whose idle time is over.</summary>
    public void RemoveIdle()
    {
        var now = _realClock.GetUtcNow();
        foreach (var (id, entry) in _sessions)
        {
            if (now - entry.Session.LastUsed >= entry.Idle)
            {
                Delete(id);
            }
        }
    }

    // Expire idle sessions lazily, at most once a second: scanning every session on every request would be too slow.
    internal void RemoveIdleIfDue()
    {
        var now = _realClock.GetUtcNow().UtcTicks;
        if (_sessions.Count >= Max || now - Interlocked.Read(ref _sweptTicks) >= TimeSpan.TicksPerSecond)
        {
            Interlocked.Exchange(ref _sweptTicks, now);
            RemoveIdle();
        }
    }

    /// <summary>Records that a session is in use.</summary>
    /// <param name="session">The session.</param>
    public void Touch(Session session) => session.Touch(_realClock.GetUtcNow());

    private Session NewSession(string id, IdSource ids)
    {
        var clock = new SessionClock(_realClock);
        var session = new Session(id, clock, ids, new ResourceStore(clock, _people, _shared.Stamps, _shared.Limits), _requestors, _shared);
        Touch(session);
        return session;
    }

    private void Attach(Session session, ImmutableArray<Client> clients)
    {
        session.Clients = clients;
        foreach (var client in clients)
        {
            Clients.Add(client);
        }
    }

    private sealed record Entry(Session Session, TimeSpan Idle);
}
