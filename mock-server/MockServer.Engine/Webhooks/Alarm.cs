using PartnerApi.Mock.Clock;

namespace PartnerApi.Mock.Webhooks;

/// <summary>Wakes a session up when something is due and nobody asks: a receiver waits without calling the API.</summary>
/// <param name="clock">The session's clock.</param>
/// <param name="realClock">The clock that timers run by.</param>
/// <param name="ring">What to do then.</param>
internal sealed class Alarm(SessionClock clock, TimeProvider realClock, Action ring) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long _setFor = long.MaxValue;
    private bool _isClosed;

    /// <summary>Sets the alarm, or stops it.</summary>
    /// <param name="ticks">When, in UTC ticks by the session's clock; the largest number for never.</param>
    public void Set(long ticks)
    {
        lock (_gate)
        {
            if (_isClosed || ticks == _setFor)
            {
                return;
            }

            _setFor = ticks;
            _timer ??= realClock.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(Wait(ticks), Timeout.InfiniteTimeSpan);
        }

        // Time may have passed between reading the clock and starting the timer, which would then ring too late.
        if (ticks != long.MaxValue && !clock.IsFrozen && ticks <= clock.GetUtcNow().UtcTicks)
        {
            Ring();
        }
    }

    /// <summary>Stops the alarm; the clock has moved, and what was set is worth nothing.</summary>
    public void Forget() => Set(long.MaxValue);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _timer?.Dispose();
        }
    }

    private void Ring()
    {
        Forget();
        ring();
    }

    // A clock that stands still reaches nothing; whoever moves it asks again. A timer counts
    // whole milliseconds, and too early is useless; whoever sets it has done already what is due now.
    private TimeSpan Wait(long ticks)
    {
        if (ticks == long.MaxValue || clock.IsFrozen)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var wait = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(TimeSpan.FromTicks(ticks - clock.GetUtcNow().UtcTicks).TotalMilliseconds)));
        return wait > Longest ? Longest : wait;
    }
}
