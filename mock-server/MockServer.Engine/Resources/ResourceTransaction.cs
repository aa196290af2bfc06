using System.Text.Json.Nodes;

namespace PartnerApi.Mock.Resources;

/// <summary>
/// One transaction of a <see cref="ResourceStore"/>: it has exclusive write access and collects its changes. It must
/// not be used after the call of <c>Transact</c> that passed it.
/// </summary>
public sealed class ResourceTransaction
{
    private const string CreatedOn = "createdOn";
    private const string ModifiedOn = "modifiedOn";

    private readonly ResourceStore _store;
    private readonly StatusStamps _stamps;
    private readonly List<ResourceChange> _changes = [];
    private int _passed;

    internal ResourceTransaction(ResourceStore store, StatusStamps stamps, DateTimeOffset now)
    {
        _store = store;
        _stamps = stamps;
        Now = now;
    }

    /// <summary>The time of the transaction, by the session's clock.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Creates an object, or replaces the one with that id.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="parent">Its owner's id, or null.</param>
    /// <param name="members">Its members; <c>createdOn</c> and <c>modifiedOn</c> are added.</param>
    /// <returns>The stored object.</returns>
    public Resource Upsert(string type, string id, string? parent, JsonObject members) =>
        Upsert(type, id, parent, MemberList.From(members));

    /// <summary>The same; the added members are in the list afterwards.</summary>
    internal Resource Upsert(string type, string id, string? parent, MemberList members) => Upsert(type, id, parent, members, Now);

    /// <summary>Changes members of an object; the others stay.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="changes">The new members.</param>
    /// <returns>The object as it is now, or null when there is none.</returns>
    public Resource? Patch(string type, string id, JsonObject changes) => Patch(type, id, MemberList.From(changes), Now);

    internal Resource? Patch(string type, string id, MemberList changes) => Patch(type, id, changes, Now);

    /// <summary>Changes the status of an object.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="member">The member that holds the status.</param>
    /// <param name="status">The new status.</param>
    /// <param name="at">When the status was reached, by the session's clock.</param>
    public void SetStatus(string type, string id, string member, string status, DateTimeOffset at)
    {
        // Most objects have both members already: two texts are replaced and the rest is copied.
        if (!_stamps.Has(type)
            && _store.Find(type, id) is { } before
            && before.With((member, status), (ModifiedOn, ApiTime.Format(at))) is { } after)
        {
            Add(new(type, before, _store.Write(type, after), at));
        }
        else
        {
            Patch(type, id, MemberList.From(new() { [member] = status }), at);
        }
    }

    /// <summary>Removes an object.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <returns>False when there was none.</returns>
    public bool Remove(string type, string id)
    {
        if (_store.Erase(type, id) is not { } before)
        {
            return false;
        }

        Add(new(type, before, null, Now));
        return true;
    }

    /// <summary>Adds an object from a state file as it is.</summary>
    internal void Restore(string type, Resource resource, DateTimeOffset lastChange) =>
        Add(new(type, null, _store.Write(type, resource), lastChange) { IsRestored = true });

    /// <summary>The next change that the observers have not seen; null when they have seen all.</summary>
    internal ResourceChange? NextChange() => _passed < _changes.Count ? _changes[_passed++] : null;

    /// <summary>Rolls back all changes, the last one first.</summary>
    internal void RollBack()
    {
        foreach (var change in Enumerable.Reverse(_changes))
        {
            if (change.Before is { } before)
            {
                _store.Write(change.Type, before);
            }
            else
            {
                _store.Erase(change.Type, change.Id);
            }
        }
    }

    private Resource? Patch(string type, string id, MemberList changes, DateTimeOffset at)
    {
        if (_store.Find(type, id) is not { } known)
        {
            return null;
        }

        var members = known.Members;
        members.SetAll(changes);
        return Upsert(type, id, known.Parent, members, at);
    }

    private Resource Upsert(string type, string id, string? parent, MemberList members, DateTimeOffset at)
    {
        var before = _store.Find(type, id);
        var now = ApiTime.Format(at);
        members.Set(CreatedOn, before?.Text(CreatedOn) ?? now);
        members.Set(ModifiedOn, now);
        _stamps.Apply(type, before, members, at);
        var after = _store.Write(type, new(id, parent, members));
        Add(new(type, before, after, at));
        return after;
    }

    private void Add(ResourceChange change) => _changes.Add(change);
}
