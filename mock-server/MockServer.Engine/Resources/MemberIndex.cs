namespace PartnerApi.Mock.Resources;

/// <summary>
/// Which object has which text in a member: made for a member at the first question about it, and kept up from then on. Not safe
/// for threads.
/// </summary>
internal sealed class MemberIndex
{
    private readonly Dictionary<string, Dictionary<string, (string Id, long Order)>> _members = new(StringComparer.Ordinal);

    /// <summary>Id of the newest object with a text in a member; null when there is none.</summary>
    /// <param name="member">The member.</param>
    /// <param name="text">Its text.</param>
    /// <param name="all">All objects, oldest first; looked at only once per member.</param>
    public string? Holder(string member, string text, IEnumerable<Resource> all)
    {
        if (!_members.TryGetValue(member, out var holders))
        {
            holders = _members[member] = new(StringComparer.Ordinal);
            foreach (var resource in all)
            {
                Add(member, holders, resource);
            }
        }

        return holders.TryGetValue(text, out var holder) ? holder.Id : null;
    }

    /// <summary>Creates an object.</summary>
    public void Add(Resource resource)
    {
        foreach (var (member, holders) in _members)
        {
            Add(member, holders, resource);
        }
    }

    /// <summary>Removes an object before it changes or is removed.</summary>
    public void Remove(Resource resource)
    {
        foreach (var (member, holders) in _members)
        {
            if (resource.Text(member) is { } text && holders.TryGetValue(text, out var holder) && holder.Id == resource.Id)
            {
                holders.Remove(text);
            }
        }
    }

    // An older object that changes does not take the place of a newer one.
    private static void Add(string member, Dictionary<string, (string Id, long Order)> holders, Resource resource)
    {
        if (resource.Text(member) is { } text && (!holders.TryGetValue(text, out var holder) || holder.Order < resource.Order))
        {
            holders[text] = (resource.Id, resource.Order);
        }
    }
}
