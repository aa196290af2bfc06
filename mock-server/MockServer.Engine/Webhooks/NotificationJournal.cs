using System.Collections.Immutable;

namespace PartnerApi.Mock.Webhooks;

/// <summary>The last notifications of a session. Not thread-safe: the owner holds a lock.</summary>
internal sealed class NotificationJournal
{
    /// <summary>The maximum number of notifications.</summary>
    public const int Max = 1000;

    private readonly SortedDictionary<long, Notification> _kept = [];

    public ImmutableArray<Notification> All => [.. _kept.Values];

    /// <summary>Stores the newest state of a notification; the oldest notification is removed when the journal is full.</summary>
    public void Keep(Notification notification)
    {
        if (_kept.Count > 0 && _kept.Count >= Max && !_kept.ContainsKey(notification.Number))
        {
            var oldest = _kept.First().Key;
            if (notification.Number < oldest)
            {
                return;
            }

            _kept.Remove(oldest);
        }

        _kept[notification.Number] = notification;
    }

    public void Clear() => _kept.Clear();
}
