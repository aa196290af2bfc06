using System.Collections.Immutable;
using PartnerApi.Mock.Clock;
using Polly;
using Polly.Retry;

namespace PartnerApi.Mock.Webhooks;

/// <summary>
/// The notifications of one session: in order for each object, retried with growing delays, bounded in number. Deliveries run
/// in the background, a few at once, so that a receiver that does not answer delays only its own notifications.
/// </summary>
/// <param name="clock">The session's clock: delays follow it.</param>
/// <param name="sender">Sends them.</param>
internal sealed class DeliveryQueue(SessionClock clock, WebhookSender sender) : IDisposable
{
    /// <summary>The maximum number of waiting notifications; further ones are missed at once.</summary>
    public const int MaxWaiting = 1000;

    private const int MaxConcurrent = 4;

    /// <summary>The delay of each retry, by the session's clock. After the last retry a notification is missed.</summary>
    public static readonly ImmutableArray<TimeSpan> RetryDelays =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(300)];

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _slots = new(MaxConcurrent);
    private readonly Dictionary<string, ResourceQueue> _queues = new(StringComparer.Ordinal);
    private readonly NotificationJournal _journal = new();
    private ResiliencePipeline<DeliveryAttempt>? _retries;
    private CancellationTokenSource _stop = new();
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;
    private long _number;
    private int _waiting;

    /// <summary>How many are still to be delivered.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting;
            }
        }
    }

    /// <summary>The last notifications, oldest first.</summary>
    public ImmutableArray<Notification> All
    {
        get
        {
            lock (_lock)
            {
                return _journal.All;
            }
        }
    }

    /// <summary>Ends when the state of a notification has changed after this was read.</summary>
    public Task News => Volatile.Read(ref _news).Task;

    // One for each session that delivers anything, since it waits by the session's clock.
    private ResiliencePipeline<DeliveryAttempt> Retries =>
        _retries ??= new ResiliencePipelineBuilder<DeliveryAttempt> { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions<DeliveryAttempt>
        {
            ShouldHandle = static attempt =>
                ValueTask.FromResult(attempt.Outcome.Result is { Status: not 200 } failed && !WebhookSender.IsFinal(failed.Problem)),
            MaxRetryAttempts = RetryDelays.Length,
            DelayGenerator = WaitAsync,
        })
        .Build();

    public long NextNumber() => Interlocked.Increment(ref _number);

    /// <summary>Adds a notification. It is sent as soon as the earlier ones of its object are delivered or given up.</summary>
    /// <param name="notification">The notification; one that is not pending is only listed.</param>
    /// <param name="holdBack">Whether it lets the next one of its object go first.</param>
    public void Add(Notification notification, bool holdBack)
    {
        lock (_lock)
        {
            if (notification.State == NotificationState.Pending && _waiting >= MaxWaiting)
            {
                notification = notification with
                {
                    State = NotificationState.Missed,
                    Note = $"the queue already contained {MaxWaiting} notifications"
                };
            }

            Record(notification);
            if (notification.State != NotificationState.Pending || _disposed)
            {
                return;
            }

            _waiting++;
            var queue = _queues.TryGetValue(notification.About, out var known) ? known : _queues[notification.About] = new();
            queue.Add(notification, holdBack);
            Continue(notification.About, queue);
        }
    }

    /// <summary>Drops everything; deliveries under way are cancelled.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _stop.Cancel();
            _stop.Dispose();
            _stop = new();
            foreach (var queue in _queues.Values)
            {
                queue.Timer?.Stop();
            }

            _queues.Clear();
            _journal.Clear();
            _waiting = 0;
            _number = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        lock (_lock)
        {
            _disposed = true;
            _stop.Dispose();
        }
    }

    // Delivers what is due, or waits for it.
    private void Continue(string about, ResourceQueue queue)
    {
        if (queue.IsDelivering)
        {
            return;
        }

        if (queue.NextDue(clock.GetUtcNow()) is { } notification)
        {
            queue.IsDelivering = true;
            _ = DeliverAsync(queue, notification, _stop.Token);
        }
        else if (queue.Due is { } due)
        {
            queue.Timer ??= clock.CreateDueTimer(OnDue, about);
            queue.Timer.Set(due);
        }
        else
        {
            _queues.Remove(about);
        }
    }

    private void OnDue(object about, DateTimeOffset due)
    {
        lock (_lock)
        {
            if (_queues.TryGetValue((string)about, out var queue))
            {
                Continue((string)about, queue);
            }
        }
    }

    // Waits until a time, not for a duration: a caller may have moved the clock before the wait begins.
    private async ValueTask<TimeSpan?> WaitAsync(RetryDelayGeneratorArguments<DeliveryAttempt> retry)
    {
        var failed = retry.Outcome.Result!;
        await clock.WaitUntilAsync(failed.At + RetryDelays[retry.AttemptNumber], retry.Context.CancellationToken);
        return TimeSpan.Zero;
    }

    private async Task DeliverAsync(ResourceQueue queue, Notification notification, CancellationToken stop)
    {
        try
        {
            await Retries.ExecuteAsync(async token => await TryAsync(token), stop);
        }
        catch (OperationCanceledException)
        {
            // The session was reset or deleted, or the mock has stopped.
        }

        async Task<DeliveryAttempt> TryAsync(CancellationToken token)
        {
            // Not on this thread, which may be answering a request or moving the clock.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var attempt = await SendAsync(notification, token);
            lock (_lock)
            {
                token.ThrowIfCancellationRequested();
                notification = After(notification, attempt);
                Settle(queue, notification, attempt);
            }

            return attempt;
        }
    }

    private async Task<DeliveryAttempt> SendAsync(Notification notification, CancellationToken stop)
    {
        await _slots.WaitAsync(stop);
        try
        {
            var (status, problem) = await sender.SendAsync(notification, stop);
            return new(clock.GetUtcNow(), status, problem);
        }
        finally
        {
            _slots.Release();
        }
    }

    private void Settle(ResourceQueue queue, Notification notification, DeliveryAttempt attempt)
    {
        sender.Counters.Count(attempt);
        Record(notification);
        if (notification.State != NotificationState.Pending)
        {
            _waiting--;
            queue.RemoveFirst();
            queue.IsDelivering = false;
            Continue(notification.About, queue);
        }
    }

    private static Notification After(Notification notification, DeliveryAttempt attempt)
    {
        var tried = notification with { Attempts = notification.Attempts.Add(attempt) };
        if (attempt.Status == 200)
        {
            return tried with { State = NotificationState.Delivered };
        }

        return tried.Attempts.Length > RetryDelays.Length || WebhookSender.IsFinal(attempt.Problem)
            ? tried with { State = NotificationState.Missed }
            : tried with { NotBefore = attempt.At + RetryDelays[tried.Attempts.Length - 1] };
    }

    private void Record(Notification notification)
    {
        if (notification.State == NotificationState.Missed)
        {
            sender.Counters.CountMissed();
        }

        _journal.Keep(notification);
        Interlocked.Exchange(ref _news, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }
}
