using System.Collections.Immutable;
using PartnerApi.HttpTrace.Redaction;
using PartnerApi.Mock.Clock;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Lifecycles;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Sessions;

/// <summary>
/// Everything that one user of the mock sees: clients, clock, objects, ordered failures. Sessions never disturb each other.
/// </summary>
public sealed class Session : IDisposable
{
    /// <summary>The session that needs no control call.</summary>
    public const string DefaultId = "default";

    /// <summary>
    /// How the secrets begin that the mock makes for its sessions: one pattern finds them all, whatever session they belong to.
    /// </summary>
    public const string SecretPrefix = "local-only-session-";

    private static readonly RedactorOptions Redaction = new() { Masks = FixedMasks.Instance, Prefixes = [SecretPrefix] };

    private readonly ImmutableArray<ISessionPart> _parts;
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
        _parts = [.. shared.Parts.Select(create => create())];
        Lifecycles = new(shared.Lifecycles, resources, clock);
        Webhooks = new(shared.Lifecycles, resources, Faults, clock, shared.Sender);
        // First the notification of a change, then what follows from it.
        resources.Observers = [Webhooks, Lifecycles];
    }

    /// <summary>Its name.</summary>
    public string Id { get; }

    /// <summary>Its time: everything that expires or progresses reads it.</summary>
    public SessionClock Clock { get; }

    /// <summary>Where its ids come from.</summary>
    public IdSource Ids { get; }

    /// <summary>Its objects.</summary>
    public ResourceStore Resources { get; }

    /// <summary>Moves its objects through their lifecycles.</summary>
    public LifecycleScheduler Lifecycles { get; }

    /// <summary>What its webhooks are told.</summary>
    public SessionWebhooks Webhooks { get; }

    /// <summary>Failures that were ordered for it.</summary>
    public FaultPlan Faults { get; }

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

    /// <summary>What must never be kept or shown.</summary>
    public Redactor Secrets { get; private set; } = new(Redaction);

    internal ImmutableArray<string> ClientIds { get; private set; } = [];

    /// <summary>When it was last used, by the real clock.</summary>
    public DateTimeOffset LastUsed => new(Interlocked.Read(ref _lastUsedTicks), TimeSpan.Zero);

    /// <summary>Notes that it is in use.</summary>
    /// <param name="now">The real time.</param>
    public void Touch(DateTimeOffset now) => Interlocked.Exchange(ref _lastUsedTicks, now.UtcTicks);

    /// <summary>Lets everything happen that is due by its clock, before somebody reads it. Costs nothing when nothing is.</summary>
    public void CatchUp() => Clock.RunDueTimers();

    /// <summary>Forgets what was made, ordered and moved since the start. Tokens stay valid by the clock.</summary>
    public void Reset()
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
    }

    /// <summary>Finds what it holds for a higher layer, such as its journal.</summary>
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

    internal void ClearParts()
    {
        foreach (var part in _parts)
        {
            part.Clear();
        }
    }

    /// <summary>Stops what is under way by itself.</summary>
    public void Dispose()
    {
        Webhooks.Dispose();
        Clock.Dispose();
    }
}

/// <summary>
/// Something that every session holds for a layer above it, so that all state of a session goes with the session. The layer reads
/// it by <see cref="Session.Part{T}"/>.
/// </summary>
public interface ISessionPart
{
    /// <summary>Drops what was collected, because the session is reset or deleted.</summary>
    public void Clear();
}
