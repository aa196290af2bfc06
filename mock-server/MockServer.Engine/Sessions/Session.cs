using System.Collections.Immutable;
using PartnerApi.HttpTrace.Redaction;
using PartnerApi.Mock.Clock;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Lifecycles;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Sessions;

/// <summary>
/// The isolated state of one user of the mock: clients, clock, objects and faults. Sessions do not affect each other.
/// </summary>
public sealed class Session : IDisposable
{
    /// <summary>The default session, which always exists.</summary>
    public const string DefaultId = "default";

    /// <summary>
    /// The prefix of the secrets that the mock generates for its sessions, so that one pattern redacts them all.
    /// </summary>
    public const string SecretPrefix = "local-only-session-";

    private static readonly RedactorOptions Redaction = new() { Masks = FixedMasks.Instance, Prefixes = [SecretPrefix] };

    private readonly ImmutableArray<ISessionPart> _parts;
    private readonly Action<Session> _populate;
    private readonly Lock _resetting = new();
    private long _lastUsedTicks;

    /// <summary>Creates a session.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="clock">Its time.</param>
    /// <param name="ids">Where its ids come from.</param>
    /// <param name="resources">Its objects.</param>
    /// <param name="requestors">How far requestors are checked.</param>
    /// <param name="shared">What it shares with the others.</param>
    public Session(
        string id, SessionClock clock, IdSource ids, ResourceStore resources, RequestorValidation requestors, SharedServices shared)
    {
        Id = id;
        Clock = clock;
        Ids = ids;
        Resources = resources;
        InitialRequestorValidation = requestors;
        RequestorValidation = requestors;
        Faults = new(ids);
        _populate = shared.Populate;
        _parts = [.. shared.Parts.Select(create => create())];
        Lifecycles = new(shared.Lifecycles, resources, clock);
        Webhooks = new(shared.Lifecycles, resources, Faults, clock, shared.Sender);
        // The notification of a change comes before the changes that follow from it.
        resources.Observers = [Webhooks, Lifecycles];
    }

    /// <summary>Its name.</summary>
    public string Id { get; }

    /// <summary>Its clock: expiry and lifecycles use it.</summary>
    public SessionClock Clock { get; }

    /// <summary>Where its ids come from.</summary>
    public IdSource Ids { get; }

    /// <summary>Its objects.</summary>
    public ResourceStore Resources { get; }

    /// <summary>Moves its objects through their lifecycles.</summary>
    public LifecycleScheduler Lifecycles { get; }

    /// <summary>Its notifications.</summary>
    public SessionWebhooks Webhooks { get; }

    /// <summary>Its faults.</summary>
    public FaultPlan Faults { get; }

    /// <summary>The generated objects that it starts with, and has again after a reset.</summary>
    public PopulationSize Population { get; internal set; } = PopulationSize.None;

    /// <summary>How far its requestors are checked.</summary>
    public RequestorValidation RequestorValidation { get; set; }

    /// <summary>How far its requestors were checked at the start.</summary>
    public RequestorValidation InitialRequestorValidation { get; }

    /// <summary>Its clients: their tokens belong to it.</summary>
    public IReadOnlyList<Client> Clients
    {
        get;
        internal set
        {
            field = value;
            ClientIds = [.. value.Select(client => client.Id)];
            Secrets = new(Redaction, value.SelectMany(client => client.Secrets).Select(secret => new Secret("client_secret", secret, "")));
        }
    } = [];

    /// <summary>Redacts its secrets, which must never be stored or shown.</summary>
    public Redactor Secrets { get; private set; } = new(Redaction);

    internal ImmutableArray<string> ClientIds { get; private set; } = [];

    /// <summary>When it was last used, by the real clock.</summary>
    public DateTimeOffset LastUsed => new(Interlocked.Read(ref _lastUsedTicks), TimeSpan.Zero);

    /// <summary>Records the time of its last use.</summary>
    /// <param name="now">The real time.</param>
    public void Touch(DateTimeOffset now) => Interlocked.Exchange(ref _lastUsedTicks, now.UtcTicks);

    /// <summary>Runs everything that is due by its clock. Call it before reading the session. Costs nothing when nothing is due.</summary>
    public void RunDueTimers() => Clock.RunDueTimers();

    /// <summary>
    /// Removes its objects and faults, resets its clock, and creates its population again. Tokens stay valid until they expire.
    /// </summary>
    /// <exception cref="PopulationException">The population does not fit any more, because other sessions fill the mock.</exception>
    public void Reset()
    {
        lock (_resetting)
        {
            Faults.Clear();
            Resources.Reset();
            Clock.Reset();
            RequestorValidation = InitialRequestorValidation;
            ClearParts();
            foreach (var client in Clients)
            {
                client.Lifetime = client.InitialLifetime;
            }

            Populate();
        }
    }

    /// <summary>Finds the part of a higher layer, such as the journal.</summary>
    /// <typeparam name="T">Type of the part.</typeparam>
    /// <returns>The part.</returns>
    /// <exception cref="InvalidOperationException">Sessions of this mock have no such part.</exception>
    public T Part<T>()
        where T : class, ISessionPart
    {
        foreach (var part in _parts)
        {
            if (part is T wanted)
            {
                return wanted;
            }
        }

        throw new InvalidOperationException($"sessions of this mock have no {typeof(T).Name}");
    }

    internal void Populate()
    {
        if (Population != PopulationSize.None)
        {
            _populate(this);
        }
    }

    internal void ClearParts()
    {
        foreach (var part in _parts)
        {
            part.Clear();
        }
    }

    /// <summary>Stops its timers and deliveries, and gives up its share of common limits.</summary>
    public void Dispose()
    {
        Webhooks.Dispose();
        Resources.Release();
        Clock.Dispose();
    }
}

/// <summary>
/// State of a higher layer that each session holds, so that all state of a session is removed with it. The layer reads
/// it by <see cref="Session.Part{T}"/>.
/// </summary>
public interface ISessionPart
{
    /// <summary>Clears the state because the session is reset or deleted.</summary>
    public void Clear();
}
