using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.People;

namespace PartnerApi.Mock.Resources;

/// <summary>The objects that one session has made, and the people it starts with.</summary>
public sealed class ResourceStore
{
    /// <summary>The most objects that a session may have at once.</summary>
    public const int Most = 100_000;

    /// <summary>The resource type of natural persons.</summary>
    public const string NaturalPerson = "naturalPerson";

    /// <summary>The resource type of webhook registrations; the id is the event type.</summary>
    public const string Webhook = "webhook";

    private readonly TimeProvider _clock;
    private readonly ImmutableArray<Person> _people;
    private ConcurrentDictionary<string, ResourceTable> _tables = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Creates the store of a session.</summary>
    /// <param name="clock">The session's clock: it stamps what is made and changed.</param>
    /// <param name="people">The persons that exist from the start.</param>
    public ResourceStore(TimeProvider clock, ImmutableArray<Person> people)
    {
        _clock = clock;
        _people = people;
        Seed();
    }

    /// <summary>How many objects there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether no further object can be made.</summary>
    public bool IsFull => Count >= Most;

    /// <summary>Held while the world changes, so that what a rule has seen still holds when the request is carried out.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>May add members to an object before it is kept: its kind, the object before, the new members, the time.</summary>
    internal Action<string, Resource?, JsonMembers, DateTimeOffset>? Completing { get; set; }

    /// <summary>Told of every change but the seed, under <see cref="Gate"/>.</summary>
    internal Action<ResourceChange>? Changed { get; set; }

    /// <summary>Told of every object that was there before a restart, under <see cref="Gate"/>.</summary>
    internal Action<ResourceChange>? Restored { get; set; }

    /// <summary>Forgets everything that was made since the start.</summary>
    public void Reset()
    {
        lock (Gate)
        {
            _tables = new(StringComparer.Ordinal);
            _count = 0;
            Seed();
        }
    }

    /// <summary>Every object with its resource type, each kind oldest first.</summary>
    /// <returns>The objects as they are now.</returns>
    public IEnumerable<(string Type, Resource Resource)> Everything() =>
        _tables.SelectMany(table => table.Value.Page(null, 0, int.MaxValue, wanted: null).Select(resource => (table.Key, resource)));

    /// <summary>Forgets what there is, and has these objects instead, as they are.</summary>
    /// <param name="objects">The objects with their resource types, each kind oldest first.</param>
    public void Restore(IEnumerable<(string Type, Resource Resource)> objects)
    {
        lock (Gate)
        {
            _tables = new(StringComparer.Ordinal);
            _count = 0;
            foreach (var (type, resource) in objects)
            {
                var kept = _tables.GetOrAdd(type, static _ => new()).Put(resource);
                _count++;
                Restored?.Invoke(new(type, null, kept, LastChange(kept)));
            }
        }

        static DateTimeOffset LastChange(Resource kept) =>
            DateTimeOffset.TryParse(kept.Text("modifiedOn"), CultureInfo.InvariantCulture, out var at) ? at : DateTimeOffset.UnixEpoch;
    }

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

    /// <summary>Finds the newest object with a text in a member. The first question about a member looks at every object, the next ones at none.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="member">The member, at the top level.</param>
    /// <param name="text">Its text, to the letter.</param>
    /// <returns>The object, or null.</returns>
    public Resource? HolderOf(string type, string member, string text) =>
        _tables.TryGetValue(type, out var table) ? table.HolderOf(member, text) : null;

    /// <summary>Makes an object, or replaces the one with that id.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="parent">Its owner's id, or null.</param>
    /// <param name="members">Its members; it is kept with <c>createdOn</c> and <c>modifiedOn</c> beside them.</param>
    /// <returns>The object as it is kept.</returns>
    public Resource Put(string type, string id, string? parent, JsonObject members) => Keep(type, id, parent, JsonMembers.Of(members));

    // The members are changed: what is added is there afterwards.
    internal Resource Keep(string type, string id, string? parent, JsonMembers members) => Keep(type, id, parent, members, _clock.GetUtcNow());

    /// <summary>Changes members of an object; those not named stay.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="changes">The new members.</param>
    /// <returns>The object as it is now, or null when there is none.</returns>
    public Resource? Update(string type, string id, JsonObject changes) => Change(type, id, JsonMembers.Of(changes));

    internal Resource? Change(string type, string id, JsonMembers changes) => Change(type, id, changes, _clock.GetUtcNow());

    /// <summary>Removes an object.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <returns>False when there was none.</returns>
    public bool Remove(string type, string id)
    {
        lock (Gate)
        {
            if (!_tables.TryGetValue(type, out var table) || table.Remove(id) is not { } gone)
            {
                return false;
            }

            _count--;
            Changed?.Invoke(new(type, gone, null, _clock.GetUtcNow()));
            return true;
        }
    }

    /// <summary>One page of the objects of a kind, oldest first.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="parent">Only those of this owner; null for all.</param>
    /// <param name="cursor"><see cref="Resource.Order"/> of the last object already seen; 0 from the start.</param>
    /// <param name="limit">At most so many, 1 or more.</param>
    /// <param name="wanted">Only those; null for all. It must not call the store.</param>
    /// <returns>The page; empty at the end.</returns>
    public ImmutableArray<Resource> Page(string type, string? parent, long cursor, int limit, Func<Resource, bool>? wanted = null) =>
        _tables.TryGetValue(type, out var table) ? table.Page(parent, cursor, limit, wanted) : [];

    // The way of most changes: a word and a time in an object that has both.
    internal void Replace(string type, string id, string member, string text, DateTimeOffset at)
    {
        lock (Gate)
        {
            if (!_tables.TryGetValue(type, out var table) || table.Find(id) is not { } known)
            {
                return;
            }

            if (known.With((member, text), ("modifiedOn", Text(at))) is not { } changed)
            {
                Update(type, id, new() { [member] = text }, at);
                return;
            }

            Changed?.Invoke(new(type, known, table.Put(changed), at));
        }
    }

    internal Resource? Update(string type, string id, JsonObject changes, DateTimeOffset at) => Change(type, id, JsonMembers.Of(changes), at);

    private Resource? Change(string type, string id, JsonMembers changes, DateTimeOffset at)
    {
        lock (Gate)
        {
            if (Find(type, id) is not { } known)
            {
                return null;
            }

            var members = known.Members;
            members.SetAll(changes);
            return Keep(type, id, known.Parent, members, at);
        }
    }

    private Resource Keep(string type, string id, string? parent, JsonMembers members, DateTimeOffset at)
    {
        lock (Gate)
        {
            var table = _tables.GetOrAdd(type, static _ => new());
            var before = table.Find(id);
            var now = Text(at);
            members.Set("createdOn", before?.Text("createdOn") ?? now);
            members.Set("modifiedOn", now);
            Completing?.Invoke(type, before, members, at);
            var after = table.Put(new(id, parent, members));
            _count += before is null ? 1 : 0;
            Changed?.Invoke(new(type, before, after, at));
            return after;
        }
    }

    /// <summary>A time as the API writes it: milliseconds and <c>Z</c>.</summary>
    internal static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    // Who was there from the start is no news.
    private void Seed()
    {
        var told = Changed;
        Changed = null;
        foreach (var person in _people)
        {
            Put(NaturalPerson, person.NaturalPersonId.ToString(), null, Members(person));
        }

        Changed = told;
    }

    private static JsonObject Members(Person person) => new()
    {
        ["naturalPersonId"] = person.NaturalPersonId.ToString(),
        ["firstName"] = person.FirstName,
        ["lastName"] = person.LastName,
        ["status"] = person.Status,
    };
}
