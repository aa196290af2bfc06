namespace PartnerApi.Mock.Resources;

/// <summary>One change of one object.</summary>
/// <param name="Type">Its resource type.</param>
/// <param name="Before">The object before; null when it is new.</param>
/// <param name="After">The object after; null when it was removed.</param>
/// <param name="At">When, by the session's clock.</param>
public sealed record ResourceChange(string Type, Resource? Before, Resource? After, DateTimeOffset At)
{
    /// <summary>The id of the object.</summary>
    public string Id => (After ?? Before)!.Id;

    /// <summary>Whether the object comes from a state file: it is not new, and nobody is notified.</summary>
    public bool IsRestored { get; init; }
}

/// <summary>Acts on the changes of a store, inside the transaction that made them.</summary>
internal interface IResourceObserver
{
    /// <summary>Acts on one change. Each change is passed once, in the order of the changes.</summary>
    /// <param name="change">The change.</param>
    /// <param name="transaction">The transaction; further changes are added to it, and are passed to all observers later.</param>
    public void OnChanged(ResourceChange change, ResourceTransaction transaction);

    /// <summary>Drops what belongs to objects that are gone: the store is as at its start.</summary>
    public void OnReset();
}
