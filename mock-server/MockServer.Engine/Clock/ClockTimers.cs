namespace PartnerApi.Mock.Clock;

/// <summary>A timer of a session's clock. Its members belong to the clock, which reads and changes them under its lock.</summary>
internal abstract class ClockTimer
{
    /// <summary>By time; those of one time in the order in which they were set.</summary>
    public static readonly IComparer<ClockTimer> ByDue = Comparer<ClockTimer>.Create(static (left, right) =>
        left.Due == right.Due ? left.Number.CompareTo(right.Number) : left.Due.CompareTo(right.Due));

    /// <summary>When it fires, in UTC ticks by the session's clock.</summary>
    public long Due { get; set; }

    /// <summary>Grows with each timer that is set.</summary>
    public long Number { get; set; }
}

/// <summary>
/// An internal timer of the engine. Due timers fire one after the other before the session is read. The callback must be
/// short, may wait only for the store, and must tolerate a call although the timer has just been set again.
/// </summary>
/// <param name="clock">The session's clock.</param>
/// <param name="callback">What to do.</param>
/// <param name="state">The argument of the callback.</param>
internal sealed class DueTimer(SessionClock clock, Action<object, DateTimeOffset> callback, object state) : ClockTimer
{
    /// <summary>Sets the timer; a past time is due at once.</summary>
    /// <param name="due">When it fires, by the session's clock.</param>
    public void Set(DateTimeOffset due) => clock.Start(this, due);

    /// <summary>Stops the timer.</summary>
    public void Stop() => clock.Stop(this);

    /// <summary>Fires the timer. Only the clock calls it.</summary>
    public void Fire(DateTimeOffset due) => callback(state, due);
}

/// <summary>A timer as <see cref="TimeProvider.CreateTimer"/> makes it.</summary>
/// <param name="clock">The session's clock.</param>
/// <param name="callback">What to do.</param>
/// <param name="state">What the callback is passed.</param>
internal sealed class SessionTimer(SessionClock clock, TimerCallback callback, object? state) : ClockTimer, ITimer
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    /// <summary>How long after each time it fires again; zero or less for not again.</summary>
    public TimeSpan Period { get; set; }

    /// <summary>Whether it fires no more.</summary>
    public bool IsDisposed { get; set; }

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        ThrowIfNegative(dueTime, nameof(dueTime));
        ThrowIfNegative(period, nameof(period));
        return clock.Start(this, dueTime, period);
    }

    /// <summary>Fires the timer. Only the clock calls it.</summary>
    public void Fire(bool onThreadPool)
    {
        if (onThreadPool)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Fire(onThreadPool: false), this, preferLocal: false);
        }
        else if (_context is null)
        {
            callback(state);
        }
        else
        {
            ExecutionContext.Run(_context, static timer => ((SessionTimer)timer!).Call(), this);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => clock.Stop(this);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static void ThrowIfNegative(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, time, "the time must not be negative");
        }
    }

    private void Call() => callback(state);
}
