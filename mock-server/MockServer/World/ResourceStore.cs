using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.People;

namespace PartnerApi.Mock.World;

/// <summary>The objects that one session has made, and the people it starts with.</summary>
public sealed class ResourceStore
{
    /// <summary>The resource type of natural persons.</summary>
    public const string NaturalPerson = "naturalPerson";

    private readonly TimeProvider _clock;
    private readonly ImmutableArray<Person> _people;
    private ConcurrentDictionary<string, ResourceTable> _tables = new(StringComparer.Ordinal);

    /// <summary>Creates the store of a session.</summary>
    /// <param name="clock">The session's clock: it stamps what is made and changed.</param>
    /// <param name="people">The persons that exist from the start.</param>
    public ResourceStore(TimeProvider clock, ImmutableArray<Person> people)
    {
        _clock = clock;
        _people = people;
        Seed();
    }

    /// <summary>Forgets everything that was made since the start.</summary>
    public void Reset()
    {
        _tables = new(StringComparer.Ordinal);
        Seed();
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
    public Resource? Find(string type, string id) => Table(type).Find(id);

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
    public ImmutableArray<Resource> All(string type) => Table(type).Page(null, 0, int.MaxValue);

    /// <summary>Whether the partner's own id is in use.</summary>
    /// <param name="type">The resource type: ids are unique among objects of one kind.</param>
    /// <param name="externalId">The partner's id.</param>
    /// <returns>True when an object has it.</returns>
    public bool IsTaken(string type, string externalId) => Table(type).HasExternalId(externalId);

    /// <summary>Makes an object, or replaces the one with that id.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="parent">Its owner's id, or null.</param>
    /// <param name="members">Its members; <c>createdOn</c> and <c>modifiedOn</c> are added.</param>
    /// <returns>The object as it is kept.</returns>
    public Resource Put(string type, string id, string? parent, JsonObject members)
    {
        var now = Timestamp();
        members["createdOn"] = Find(type, id)?.Body["createdOn"]?.DeepClone() ?? now;
        members["modifiedOn"] = now;
        var resource = new Resource(id, parent, members);
        Table(type).Put(resource);
        return resource;
    }

    /// <summary>Changes members of an object; those not named stay.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="changes">The new members.</param>
    /// <returns>The object as it is now, or null when there is none.</returns>
    public Resource? Update(string type, string id, JsonObject changes)
    {
        if (Find(type, id) is not { } known)
        {
            return null;
        }

        var members = known.Body.DeepClone().AsObject();
        foreach (var (name, value) in changes)
        {
            members[name] = value?.DeepClone();
        }

        return Put(type, id, known.Parent, members);
    }

    /// <summary>Removes an object.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <returns>False when there was none.</returns>
    public bool Remove(string type, string id) => Table(type).Remove(id);

    /// <summary>One page of the objects of a kind, oldest first.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="parent">Only those of this owner; null for all.</param>
    /// <param name="cursor"><see cref="Resource.Order"/> of the last object already seen; 0 from the start.</param>
    /// <param name="limit">At most so many, 1 or more.</param>
    /// <returns>The page; empty at the end.</returns>
    public ImmutableArray<Resource> Page(string type, string? parent, long cursor, int limit) =>
        Table(type).Page(parent, cursor, limit);

    private string Timestamp() =>
        _clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private ResourceTable Table(string type) => _tables.GetOrAdd(type, static _ => new());

    private void Seed()
    {
        foreach (var person in _people)
        {
            Put(NaturalPerson, person.NaturalPersonId.ToString(), null, Members(person));
        }
    }

    private static JsonObject Members(Person person) => new()
    {
        ["naturalPersonId"] = person.NaturalPersonId.ToString(),
        ["firstName"] = person.FirstName,
        ["lastName"] = person.LastName,
        ["status"] = person.Status,
    };
}
