namespace PartnerApi.Mock.Webhooks;

/// <summary>The notifications of one object that are still to be delivered, in order: the next one waits until the first is done with.</summary>
internal sealed class Lane
{
    private readonly LinkedList<Notification> _waiting = [];

    /// <summary>Whether its first notification is on its way.</summary>
    public bool IsBusy { get; set; }

    /// <summary>One that lets the next go first; null when there is none.</summary>
    public Notification? HeldBack { get; set; }

    /// <summary>The first one; null when there is none.</summary>
    public Notification? First => _waiting.First?.Value;

    /// <summary>Whether nothing is left.</summary>
    public bool IsEmpty => _waiting.Count == 0 && HeldBack is null;

    /// <summary>When something can be done here; null while something is on its way, or nothing is left.</summary>
    public DateTimeOffset? Due => IsBusy ? null : First?.NotBefore ?? HeldBack?.NotBefore;

    public void Add(Notification notification)
    {
        _waiting.AddLast(notification);
        if (HeldBack is { } held)
        {
            _waiting.AddLast(held);
            HeldBack = null;
        }
    }

    public void ReplaceFirst(Notification notification) => _waiting.First!.Value = notification;

    public void RemoveFirst() => _waiting.RemoveFirst();

    /// <summary>Lets the one that was held back go, because no other came in time.</summary>
    public void Release(DateTimeOffset now)
    {
        if (First is null && HeldBack is { } held && held.NotBefore <= now)
        {
            HeldBack = null;
            _waiting.AddLast(held);
        }
    }
}
