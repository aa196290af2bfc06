namespace PartnerApi.Mock.Webhooks;

/// <summary>Counts deliveries of all sessions, including deleted ones.</summary>
public sealed class DeliveryCounters
{
    private long _delivered;
    private long _failed;
    private long _missed;

    /// <summary>Attempts that the receiver answered with 200.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Attempts with another response or none.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Notifications that could not be delivered; the API lists them as missed.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    internal void Count(DeliveryAttempt attempt) => Interlocked.Increment(ref attempt.Status == 200 ? ref _delivered : ref _failed);

    internal void CountMissed() => Interlocked.Increment(ref _missed);
}
