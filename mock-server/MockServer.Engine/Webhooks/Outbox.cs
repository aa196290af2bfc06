using System.Collections.Immutable;

namespace PartnerApi.Mock.Webhooks;

/// <summary>
/// The notifications of one session: in order per object, tried again with growing pauses, bounded in number. Deliveries run
/// beside the requests, a few at once, so that a receiver that hangs holds up nobody but itself.
/// </summary>
/// <param name="clock">The session's clock: pauses follow it.</param>
/// <param name="courier">Carries them.</param>
internal sealed class Outbox(TimeProvider clock, Courier courier) : IDisposable
{
    /// <summary>The most notifications that may wait; further ones are missed at once.</summary>
    public const int MostWaiting = 1000;

    private const int MostAtOnce = 4;

    /// <summary>How long each further try waits, in seconds by the session's clock. After the last one a notification is given up.</summary>
    public static readonly ImmutableArray<double> Pauses = [1, 5, 30, 300];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly NotificationJournal _journal = new();
    private CancellationTokenSource _stop = new();
    private bool _disposed;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _next = long.MaxValue;
    private long _number;
    private int _waiting;
    private int _onTheWay;

    /// <summary>Called after something has changed, outside every lock.</summary>
    public Action? Changed { get; set; }

    /// <summary>How many are still to be delivered.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting;
            }
        }
    }

    /// <summary>When something can be tried next, in UTC ticks by the session's clock; the largest number for never.</summary>
    public long NextTicks => Volatile.Read(ref _next);

    public ImmutableArray<Notification> All
    {
        get
        {
            lock (_gate)
            {
                return _journal.All;
            }
        }
    }

    /// <summary>Ends when anything has become of a notification after this was read.</summary>
    public Task News => Volatile.Read(ref _news).Task;

    public long NextNumber() => Interlocked.Increment(ref _number);

    /// <summary>Takes a notification in; it is tried as soon as its object's earlier ones are done with.</summary>
    public void Add(Notification notification, bool holdBack)
    {
        lock (_gate)
        {
            if (notification.State == NotificationState.Pending && _waiting >= MostWaiting)
            {
                notification = notification with { State = NotificationState.Missed, Note = $"{MostWaiting} notifications were waiting already" };
            }

            Record(notification);
            if (notification.State != NotificationState.Pending)
            {
                return;
            }

            _waiting++;
            var lane = _lanes.TryGetValue(notification.About, out var known) ? known : _lanes[notification.About] = new();
            if (holdBack && lane.HeldBack is null)
            {
                lane.HeldBack = notification;
            }
            else
            {
                lane.Add(notification);
            }

            Volatile.Write(ref _next, Math.Min(_next, lane.Due?.UtcTicks ?? long.MaxValue));
        }
    }

    /// <summary>Starts what is due. Costs nothing when nothing is.</summary>
    public void Run()
    {
        if (NextTicks == long.MaxValue || clock.GetUtcNow() is var now && now.UtcTicks < NextTicks)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var (about, lane) in _lanes)
            {
                lane.Release(now);
                if (_onTheWay < MostAtOnce && !lane.IsBusy && lane.First is { } first && first.NotBefore <= now)
                {
                    lane.IsBusy = true;
                    _onTheWay++;
                    _ = DeliverAsync(about, lane, first, _stop.Token);
                }
            }

            Remember();
        }
    }

    /// <summary>Forgets everything; what is on its way is given up.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _stop.Cancel();
            _stop.Dispose();
            _stop = new();
            _lanes.Clear();
            _journal.Clear();
            _waiting = 0;
            _onTheWay = 0;
            _number = 0;
            Remember();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        lock (_gate)
        {
            _disposed = true;
            _stop.Dispose();
        }
    }

    private async Task DeliverAsync(string about, Lane lane, Notification notification, CancellationToken stop)
    {
        // Off the thread that asked: it may be answering a request.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var (status, problem) = await courier.DeliverAsync(notification, stop);
            lock (_gate)
            {
                if (!stop.IsCancellationRequested)
                {
                    Settle(about, lane, notification, new(clock.GetUtcNow(), status, problem));
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The session was reset, or the mock has stopped: nobody waits for it.
            return;
        }

        Changed?.Invoke();
    }

    private void Settle(string about, Lane lane, Notification notification, DeliveryAttempt attempt)
    {
        var tried = notification with { Attempts = notification.Attempts.Add(attempt) };
        var state = attempt.Status == 200 ? NotificationState.Delivered
            : tried.Attempts.Length > Pauses.Length ? NotificationState.Missed
            : NotificationState.Pending;
        tried = tried with
        {
            State = state,
            NotBefore = state == NotificationState.Pending ? attempt.At + TimeSpan.FromSeconds(Pauses[tried.Attempts.Length - 1]) : tried.NotBefore,
        };
        courier.Tally.Count(attempt);
        Record(tried);
        _onTheWay--;
        lane.IsBusy = false;
        if (state == NotificationState.Pending)
        {
            lane.ReplaceFirst(tried);
        }
        else
        {
            lane.RemoveFirst();
            _waiting--;
            if (lane.IsEmpty)
            {
                _lanes.Remove(about);
            }
        }

        Remember();
    }

    private void Record(Notification notification)
    {
        if (notification.State == NotificationState.Missed)
        {
            courier.Tally.CountMissed();
        }

        _journal.Keep(notification);
        Interlocked.Exchange(ref _news, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    // While all places are taken nothing is due: whatever ends makes room, and looks again.
    private void Remember()
    {
        var next = _onTheWay >= MostAtOnce ? null : _lanes.Values.Min(lane => lane.Due);
        Volatile.Write(ref _next, next?.UtcTicks ?? long.MaxValue);
    }
}
