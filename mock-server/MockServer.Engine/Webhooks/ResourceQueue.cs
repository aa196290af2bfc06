using PartnerApi.Mock.Clock;

namespace PartnerApi.Mock.Webhooks;

/// <summary>
/// The notifications of one object that are still to be delivered, in order: the next one waits until the first is delivered or
/// given up.
/// </summary>
internal sealed class ResourceQueue
{
    private readonly LinkedList<Notification> _waiting = [];
    private Notification? _deferred;

    /// <summary>Whether its first notification is being delivered.</summary>
    public bool IsDelivering { get; set; }

    /// <summary>Fires when the next notification may be delivered; null until one had to wait.</summary>
    public DueTimer? Timer { get; set; }

    /// <summary>When the next notification may be delivered; null when none is left.</summary>
    public DateTimeOffset? Due => _waiting.First?.Value.NotBefore ?? _deferred?.NotBefore;

    /// <summary>Adds a notification behind the others.</summary>
    /// <param name="notification">The notification.</param>
    /// <param name="defer">Whether it lets the next one go first, should one come before its time. Only one at a time does.</param>
    public void Add(Notification notification, bool defer)
    {
        if (defer && _deferred is null)
        {
            _deferred = notification;
            return;
        }

        _waiting.AddLast(notification);
        if (_deferred is { } held)
        {
            _waiting.AddLast(held);
            _deferred = null;
        }
    }

    /// <summary>The notification to deliver now; null when none is due.</summary>
    /// <param name="now">The session's time.</param>
    public Notification? NextDue(DateTimeOffset now)
    {
        if (_waiting.Count == 0 && _deferred is { } held && held.NotBefore <= now)
        {
            _waiting.AddLast(held);
            _deferred = null;
        }

        return _waiting.First?.Value is { } first && first.NotBefore <= now ? first : null;
    }

    /// <summary>Removes the first notification, which was delivered or given up.</summary>
    public void RemoveFirst() => _waiting.RemoveFirst();
}
