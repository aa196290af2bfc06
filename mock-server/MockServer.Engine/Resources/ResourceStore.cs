using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.People;

namespace PartnerApi.Mock.Resources;

/// <summary>The objects of one session, including its predefined persons.</summary>
public sealed class ResourceStore
{
    /// <summary>The most objects that a session may have at once.</summary>
    public const int Max = 100_000;

    /// <summary>The resource type of natural persons.</summary>
    public const string NaturalPerson = "naturalPerson";

    /// <summary>The resource type of webhook registrations; the id is the event type.</summary>
    public const string Webhook = "webhook";

    private const long Mebibyte = 1024 * 1024;

    private readonly TimeProvider _clock;
    private readonly ImmutableArray<Person> _people;
    private readonly StatusStamps _stamps;
    private readonly Lock _writeLock = new();
    private ConcurrentDictionary<string, ResourceTable> _tables = new(StringComparer.Ordinal);
    private readonly ResourceLimits _limits;
    private int _count;
    private long _bytes;
    private bool _isReleased;

    /// <summary>Creates the store of a session.</summary>
    /// <param name="clock">The session's clock: it stamps what is created and changed.</param>
    /// <param name="people">The persons that exist from the start.</param>
    /// <param name="stamps">Members that take the time of a status; null for none.</param>
    /// <param name="limits">The limits that it shares with other sessions; null for limits of its own.</param>
    public ResourceStore(
        TimeProvider clock, ImmutableArray<Person> people, StatusStamps? stamps = null, ResourceLimits? limits = null)
    {
        _limits = limits ?? new();
        _clock = clock;
        _people = people;
        _stamps = stamps ?? StatusStamps.None;
        Seed();
    }

    /// <summary>How many objects there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many bytes the texts of the objects take.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Why no further object can be created; null when one can.</summary>
    public string? Full => Count >= Max ? $"this session contains {Max} objects, which is the maximum" : FullOfBytes;

    /// <summary>Why no object can be created or grow; null when one can.</summary>
    public string? FullOfBytes =>
        Bytes >= ResourceLimits.SessionBytes
            ? $"the objects of this session take {ResourceLimits.SessionBytes / Mebibyte} MiB, which is the maximum"
        : _limits.Used >= ResourceLimits.TotalBytes
            ? $"the objects of all sessions take {ResourceLimits.TotalBytes / Mebibyte} MiB, which is the maximum"
        : null;

    /// <summary>Whether no further object can be created.</summary>
    public bool IsFull => Full is not null;

    /// <summary>The observers of changes, in order.</summary>
    internal ImmutableArray<IResourceObserver> Observers { get; set; } = [];

    /// <summary>
    /// Runs a function in a transaction: one at a time, so that the state it reads is still valid when it writes. Then the observers
    /// act on each change in the same transaction, until there is no further change. If the function throws, nothing is changed.
    /// </summary>
    /// <param name="state">What the work needs.</param>
    /// <param name="work">The work. It must not start another transaction.</param>
    /// <typeparam name="TState">Type of what the work needs.</typeparam>
    /// <typeparam name="TResult">Type of its result.</typeparam>
    /// <returns>The result of the work.</returns>
    /// <exception cref="InvalidOperationException">The call comes from inside a transaction.</exception>
    public TResult Transact<TState, TResult>(TState state, Func<TState, ResourceTransaction, TResult> work)
    {
        if (_writeLock.IsHeldByCurrentThread)
        {
            throw new InvalidOperationException("a transaction is already in progress; use it for the change");
        }

        lock (_writeLock)
        {
            var transaction = new ResourceTransaction(this, _stamps, _clock.GetUtcNow());
            var result = Run(transaction, state, work);
            PassChanges(transaction);
            return result;
        }
    }

    /// <summary>Runs a piece of work in a transaction; see the other method of this name.</summary>
    /// <param name="work">The work.</param>
    public void Transact(Action<ResourceTransaction> work) => Transact(work, static (work, transaction) =>
    {
        work(transaction);
        return true;
    });

    /// <summary>Creates an object, or replaces the one with that id, in a transaction of its own.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="parent">Its owner's id, or null.</param>
    /// <param name="members">Its members; <c>createdOn</c> and <c>modifiedOn</c> are added.</param>
    /// <returns>The stored object.</returns>
    public Resource Upsert(string type, string id, string? parent, JsonObject members) => Transact(
        (type, id, parent, members), static (each, transaction) => transaction.Upsert(each.type, each.id, each.parent, each.members));

    /// <summary>Changes members of an object, in a transaction of its own; the others stay.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="changes">The new members.</param>
    /// <returns>The object as it is now, or null when there is none.</returns>
    public Resource? Patch(string type, string id, JsonObject changes) =>
        Transact((type, id, changes), static (each, transaction) => transaction.Patch(each.type, each.id, each.changes));

    /// <summary>Removes an object, in a transaction of its own.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <returns>False when there was none.</returns>
    public bool Remove(string type, string id) =>
        Transact((type, id), static (each, transaction) => transaction.Remove(each.type, each.id));

    /// <summary>Drops everything that was created since the start.</summary>
    /// <param name="arrange">Creates objects in the same transaction; null for none.</param>
    public void Reset(Action<ResourceTransaction>? arrange = null) => Transact(arrange, (next, transaction) =>
    {
        Clear();
        Seed();
        foreach (var observer in Observers)
        {
            observer.OnReset();
        }

        next?.Invoke(transaction);
        return true;
    });

    /// <summary>Replaces everything by these objects, as they are.</summary>
    /// <param name="objects">The objects with their resource types, each type oldest first.</param>
    public void Restore(IEnumerable<(string Type, Resource Resource)> objects) => Transact(objects, (all, transaction) =>
    {
        Clear();
        foreach (var (type, resource) in all)
        {
            transaction.Restore(type, resource, LastChange(resource));
        }

        return true;
    });

    /// <summary>Every object with its resource type, each kind oldest first.</summary>
    /// <returns>The objects as they are now.</returns>
    public IEnumerable<(string Type, Resource Resource)> Everything() =>
        _tables.SelectMany(table => table.Value.Page(null, 0, int.MaxValue, wanted: null).Select(resource => (table.Key, resource)));

    /// <summary>Whether an object exists.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <returns>True when it does.</returns>
    public bool Exists(string type, string id) => Find(type, id) is not null;

    /// <summary>Finds an object.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <returns>The object, or null.</returns>
    public Resource? Find(string type, string id) => _tables.TryGetValue(type, out var table) ? table.Find(id) : null;

    /// <summary>Finds an object of any kind.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Its resource type and the object, or null.</returns>
    public (string Type, Resource Resource)? FindAny(string id)
    {
        foreach (var (type, table) in _tables)
        {
            if (table.Find(id) is { } resource)
            {
                return (type, resource);
            }
        }

        return null;
    }

    /// <summary>All objects of a kind, oldest first.</summary>
    /// <param name="type">The resource type.</param>
    /// <returns>The objects.</returns>
    public ImmutableArray<Resource> All(string type) => Page(type, null, 0, int.MaxValue);

    /// <summary>How many objects of a kind there are.</summary>
    /// <param name="type">The resource type.</param>
    /// <returns>0 or more.</returns>
    public int CountOf(string type) => _tables.TryGetValue(type, out var table) ? table.Count : 0;

    /// <summary>Whether the partner's own id is in use.</summary>
    /// <param name="type">The resource type: ids are unique among objects of one kind.</param>
    /// <param name="externalId">The partner's id.</param>
    /// <param name="except">The id of an object that may have it; null for none.</param>
    /// <returns>True when another object has it.</returns>
    public bool IsTaken(string type, string externalId, string? except = null) =>
        _tables.TryGetValue(type, out var table) && table.HolderOf(externalId) is { } holder && holder != except;

    /// <summary>
    /// Finds the newest object with a text in a member. The first question about a member looks at every object, the next ones at
    /// none.
    /// </summary>
    /// <param name="type">The resource type.</param>
    /// <param name="member">The member, at the top level.</param>
    /// <param name="text">Its text, case-sensitive.</param>
    /// <returns>The object, or null.</returns>
    public Resource? HolderOf(string type, string member, string text) =>
        _tables.TryGetValue(type, out var table) ? table.HolderOf(member, text) : null;

    /// <summary>One page of the objects of a kind, oldest first.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="parent">Only those of this owner; null for all.</param>
    /// <param name="cursor"><see cref="Resource.Order"/> of the last object already seen; 0 from the start.</param>
    /// <param name="limit">At most so many, 1 or more.</param>
    /// <param name="wanted">Selects objects; null for all. It must not call the store.</param>
    /// <returns>The page; empty at the end.</returns>
    public ImmutableArray<Resource> Page(string type, string? parent, long cursor, int limit, Func<Resource, bool>? wanted = null) =>
        _tables.TryGetValue(type, out var table) ? table.Page(parent, cursor, limit, wanted) : [];

    /// <summary>Writes one object. Only transactions do.</summary>
    internal Resource Write(string type, Resource resource)
    {
        var stored = _tables.GetOrAdd(type, static _ => new()).Put(resource, out var replaced);
        _count += replaced is null ? 1 : 0;
        Take(stored.Size - (replaced?.Size ?? 0));
        return stored;
    }

    /// <summary>Removes one object. Only transactions do.</summary>
    internal Resource? Erase(string type, string id)
    {
        if (!_tables.TryGetValue(type, out var table) || table.Remove(id) is not { } gone)
        {
            return null;
        }

        _count--;
        Take(-gone.Size);
        return gone;
    }

    /// <summary>Gives its share of the common limits back: its session ends.</summary>
    internal void Release()
    {
        lock (_writeLock)
        {
            if (!_isReleased)
            {
                _limits.Take(-_bytes);
                _isReleased = true;
            }
        }
    }

    private void Take(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        if (!_isReleased)
        {
            _limits.Take(bytes);
        }
    }

    private static TResult Run<TState, TResult>(
        ResourceTransaction transaction, TState state, Func<TState, ResourceTransaction, TResult> work)
    {
        try
        {
            return work(state, transaction);
        }
        catch
        {
            transaction.RollBack();
            throw;
        }
    }

    private void PassChanges(ResourceTransaction transaction)
    {
        while (transaction.NextChange() is { } change)
        {
            foreach (var observer in Observers)
            {
                observer.OnChanged(change, transaction);
            }
        }
    }

    private void Clear()
    {
        _tables = new(StringComparer.Ordinal);
        _count = 0;
        Take(-_bytes);
    }

    // The predefined persons cause no notifications.
    private void Seed()
    {
        var transaction = new ResourceTransaction(this, _stamps, _clock.GetUtcNow());
        foreach (var person in _people)
        {
            transaction.Upsert(NaturalPerson, person.NaturalPersonId.ToString(), null, Members(person));
        }
    }

    private static DateTimeOffset LastChange(Resource kept) =>
        DateTimeOffset.TryParse(kept.Text("modifiedOn"), CultureInfo.InvariantCulture, out var at) ? at : DateTimeOffset.UnixEpoch;

    private static JsonObject Members(Person person) => new()
    {
        ["naturalPersonId"] = person.NaturalPersonId.ToString(),
        ["firstName"] = person.FirstName,
        ["lastName"] = person.LastName,
        ["status"] = person.Status,
    };
}
