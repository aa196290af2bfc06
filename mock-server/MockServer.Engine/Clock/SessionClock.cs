namespace PartnerApi.Mock.Clock;

/// <summary>
/// A clock that can be stopped and moved. Everything in a session that expires or waits uses it: its timers fire when it shows
/// their time, whether it runs or is moved to that time. A frozen clock fires nothing; after setting the clock back the
/// timers wait until their time comes again.
/// </summary>
/// <param name="source">The clock that it follows by default. Timers of the source wake this clock up.</param>
public sealed class SessionClock(TimeProvider source) : TimeProvider, IDisposable
{
    /// <summary>The furthest that a clock may be moved from the source: about a hundred years.</summary>
    public static readonly TimeSpan MaxOffset = TimeSpan.FromDays(36525);

    // The system's timers take no more than 49 days.
    private static readonly TimeSpan MaxSourceWait = TimeSpan.FromDays(1);

    private const long Never = long.MaxValue;
    private const long Unknown = long.MinValue;

    // Guards the setting and the queues, for moments. Callbacks run outside of it.
    private readonly Lock _lock = new();
    // Held while a due timer runs: one at a time, in the order of their times.
    private readonly Lock _turn = new();
    private readonly SortedSet<ClockTimer> _dueTimers = new(ClockTimer.ByDue);
    private readonly SortedSet<ClockTimer> _timers = new(ClockTimer.ByDue);
    // Immutable and replaced as a whole, so that readers need no lock.
    private volatile ClockSetting _setting = new(TimeSpan.Zero, null);
    private volatile bool _isFiring;
    private long _nextDueTimer = Never;
    private long _wakesAt = Never;
    private ITimer? _sourceTimer;
    private long _number;
    private bool _isDisposed;

    private enum Caller
    {
        /// <summary>A reader of the session: fires due timers and leaves the others to the source timer.</summary>
        Reader,

        /// <summary>A caller that moves the clock: all due timers have fired when the call returns.</summary>
        Mover,

        /// <summary>A timer of the source: callbacks of users run on the thread pool, as those of a system timer do.</summary>
        Source,
    }

    /// <summary>Whether time stands still.</summary>
    public bool IsFrozen => _setting.FrozenAt is not null;

    /// <summary>How the clock was moved.</summary>
    public ClockSetting Setting
    {
        get => _setting;

        set
        {
            lock (_lock)
            {
                Change(value);
            }
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers wait.</summary>
    internal int PendingTimers
    {
        get
        {
            lock (_lock)
            {
                return _dueTimers.Count + _timers.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        var setting = _setting;
        var now = At(source.GetUtcNow());
        if (ReferenceEquals(setting, _setting))
        {
            return now;
        }

        // The clock was moved between the two reads; the lock prevents that here.
        lock (_lock)
        {
            return At(source.GetUtcNow());
        }
    }

    /// <summary>The clock's time as a timestamp. It goes back when the clock is set back.</summary>
    /// <returns>Ticks of 100 ns.</returns>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>
    /// Creates a timer that fires by this clock. When the clock is moved past several times, the callbacks run before the call
    /// that moves it returns, in order, and each of them reads its own time. When the clock runs, they run on the thread pool.
    /// </summary>
    /// <param name="callback">What to do.</param>
    /// <param name="state">What the callback is passed.</param>
    /// <param name="dueTime">How long to wait, zero or more; infinite for not at all.</param>
    /// <param name="period">How long to wait each further time; zero or infinite for no further time.</param>
    /// <returns>The timer. One of a session that was deleted never fires.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative, and not the infinite one.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new SessionTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Stops the clock where it is.</summary>
    public void Freeze()
    {
        lock (_lock)
        {
            Change(_setting with { FrozenAt = At(source.GetUtcNow()) });
        }
    }

    /// <summary>Lets a stopped clock run on from where it stands.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            if (_setting.FrozenAt is { } frozen)
            {
                Change(new(frozen - source.GetUtcNow(), null));
            }
        }
    }

    /// <summary>Moves the clock forward, whether it runs or stands still.</summary>
    /// <param name="by">How far; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Negative, further from the source than <see cref="MaxOffset"/>, or past the end of the calendar.
    /// </exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_lock)
        {
            ThrowIfOutOfReach(source.GetUtcNow(), by);
        }

        Pass(by);
    }

    /// <summary>Sets the clock, whether it runs or stands still.</summary>
    /// <param name="to">The new time.</param>
    /// <exception cref="ArgumentOutOfRangeException">Further from the source than <see cref="MaxOffset"/>.</exception>
    public void Set(DateTimeOffset to)
    {
        TimeSpan by;
        lock (_lock)
        {
            var now = source.GetUtcNow();
            by = to - At(now);
            ThrowIfOutOfReach(now, by);
            if (by < TimeSpan.Zero)
            {
                Move(now, by);
                WakeInTime();
                return;
            }
        }

        Pass(by);
    }

    /// <summary>Follows the source again, as at the start.</summary>
    public void Reset()
    {
        TimeSpan behind;
        lock (_lock)
        {
            var now = source.GetUtcNow();
            behind = now - At(now);
        }

        if (behind > TimeSpan.Zero)
        {
            Pass(behind);
        }

        lock (_lock)
        {
            Change(new(TimeSpan.Zero, null));
        }
    }

    /// <summary>Drops all timers; none fires any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _dueTimers.Clear();
            _timers.Clear();
            WakeInTime();
        }
    }

    /// <summary>Creates a due timer, which is not set yet.</summary>
    /// <param name="callback">What to do; it is passed the state, and the time that the timer was set for.</param>
    /// <param name="state">What the callback is about.</param>
    internal DueTimer CreateDueTimer(Action<object, DateTimeOffset> callback, object state) => new(this, callback, state);

    /// <summary>Waits for a time of this clock. What follows runs on the thread pool.</summary>
    /// <param name="due">The time; one that is past is waited for no longer.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    internal async Task WaitUntilAsync(DateTimeOffset due, CancellationToken stop)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var timer = CreateDueTimer(static (reached, _) => ((TaskCompletionSource)reached).TrySetResult(), reached);
        timer.Set(due);
        try
        {
            await reached.Task.WaitAsync(stop);
        }
        finally
        {
            timer.Stop();
        }
    }

    /// <summary>
    /// Fires the due timers and waits for a timer that another thread is firing: a caller that reads the session afterwards
    /// sees all due changes. Costs nothing when no timer is due.
    /// </summary>
    internal void RunDueTimers()
    {
        // This order: a timer leaves the queue only after it is said that one fires.
        var next = Volatile.Read(ref _nextDueTimer);
        if ((next == Never || GetUtcNow().UtcTicks < next) && !_isFiring)
        {
            return;
        }

        // A due timer that reads its own session must not wait for itself.
        if (!_turn.IsHeldByCurrentThread)
        {
            FireAll(TimeSpan.Zero, Caller.Reader);
        }
    }

    internal void Start(DueTimer timer, DateTimeOffset due)
    {
        lock (_lock)
        {
            _dueTimers.Remove(timer);
            Enqueue(_dueTimers, timer, due.UtcTicks);
            WakeInTime();
        }
    }

    internal void Stop(DueTimer timer)
    {
        lock (_lock)
        {
            _dueTimers.Remove(timer);
            WakeInTime();
        }
    }

    internal bool Start(SessionTimer timer, TimeSpan wait, TimeSpan period)
    {
        lock (_lock)
        {
            if (timer.IsDisposed)
            {
                return false;
            }

            _timers.Remove(timer);
            timer.Period = period;
            if (wait != Timeout.InfiniteTimeSpan)
            {
                Enqueue(_timers, timer, Later(At(source.GetUtcNow()).UtcTicks, wait));
            }

            WakeInTime();
            return true;
        }
    }

    internal void Stop(SessionTimer timer)
    {
        lock (_lock)
        {
            timer.IsDisposed = true;
            _timers.Remove(timer);
            WakeInTime();
        }
    }

    private static long Later(long ticks, TimeSpan wait) => wait.Ticks < Never - ticks ? ticks + wait.Ticks : Never - 1;

    private static bool Fits(DateTimeOffset from, TimeSpan by) =>
        by <= DateTimeOffset.MaxValue - from && by >= DateTimeOffset.MinValue - from;

    // A clock that runs ahead of its source reaches the end of the calendar first, and stays there.
    private DateTimeOffset At(DateTimeOffset now)
    {
        var (ahead, frozenAt) = _setting;
        if (frozenAt is { } frozen)
        {
            return frozen;
        }

        var end = ahead > TimeSpan.Zero ? DateTimeOffset.MaxValue : DateTimeOffset.MinValue;
        return Fits(now, ahead) ? now + ahead : end;
    }

    private void ThrowIfOutOfReach(DateTimeOffset now, TimeSpan by)
    {
        var current = At(now);
        // Checked before the addition, which could overflow.
        if (!Fits(current, by) || (current + by - now).Duration() > MaxOffset)
        {
            throw new ArgumentOutOfRangeException(
                nameof(by), $"the clock can be moved at most {MaxOffset.TotalDays:F0} days from the real time and not past the end of the "
                    + "calendar");
        }
    }

    private void Move(DateTimeOffset now, TimeSpan by)
    {
        if (by == TimeSpan.Zero)
        {
            return;
        }

        var current = At(now);
        var target = Fits(current, by) ? current + by : DateTimeOffset.MaxValue;
        _setting = IsFrozen ? _setting with { FrozenAt = target } : _setting with { Offset = target - now };
        _wakesAt = Unknown;
    }

    private void Change(ClockSetting setting)
    {
        _setting = setting;
        _wakesAt = Unknown;
        WakeInTime();
    }

    // From the time of one timer to the next, so that each callback reads its own time.
    private void Pass(TimeSpan by) => FireAll(by, Caller.Mover);

    private void FireAll(TimeSpan left, Caller caller)
    {
        try
        {
            while (FireNext(ref left, caller))
            {
                // A callback may set a timer that is due as well.
            }
        }
        finally
        {
            lock (_lock)
            {
                WakeInTime();
            }
        }
    }

    // Advances the clock to the next timer within the remaining time and fires it; false when no timer is due by then.
    private bool FireNext(ref TimeSpan left, Caller caller)
    {
        SessionTimer timer;
        lock (_turn)
        {
            _isFiring = true;
            try
            {
                switch (Take(ref left, caller, out var due))
                {
                    case null:
                        return false;
                    case DueTimer dueTimer:
                        dueTimer.Fire(due);
                        return true;
                    case var other:
                        timer = (SessionTimer)other;
                        break;
                }
            }
            finally
            {
                _isFiring = false;
            }
        }

        // Outside of the lock: a user's callback may wait for something that needs the lock.
        timer.Fire(onThreadPool: caller == Caller.Source);
        return true;
    }

    private ClockTimer? Take(ref TimeSpan left, Caller caller, out DateTimeOffset due)
    {
        lock (_lock)
        {
            var now = source.GetUtcNow();
            var current = At(now).UtcTicks;
            var timer = Earliest(caller);
            if (timer is null || timer.Due > Later(current, left))
            {
                Move(now, left);
                left = TimeSpan.Zero;
                due = default;
                return null;
            }

            var step = TimeSpan.FromTicks(Math.Max(0, timer.Due - current));
            Move(now, step);
            left -= step;
            due = new(timer.Due, TimeSpan.Zero);
            Dequeue(timer);
            return timer;
        }
    }

    private ClockTimer? Earliest(Caller caller)
    {
        var due = _dueTimers.Min;
        var other = caller == Caller.Reader ? null : _timers.Min;
        return due is null || (other is not null && ClockTimer.ByDue.Compare(other, due) < 0) ? other : due;
    }

    private void Enqueue(SortedSet<ClockTimer> queue, ClockTimer timer, long due)
    {
        if (!_isDisposed)
        {
            timer.Due = due;
            timer.Number = ++_number;
            queue.Add(timer);
        }
    }

    private void Dequeue(ClockTimer timer)
    {
        _timers.Remove(timer);
        _dueTimers.Remove(timer);
        if (timer is SessionTimer { Period: var period } && period > TimeSpan.Zero)
        {
            Enqueue(_timers, timer, Later(timer.Due, period));
        }

        Volatile.Write(ref _nextDueTimer, _dueTimers.Min?.Due ?? Never);
    }

    // The session uses one timer of the source, and none when no timer waits or the clock is frozen.
    private void WakeInTime()
    {
        Volatile.Write(ref _nextDueTimer, _dueTimers.Min?.Due ?? Never);
        var due = Math.Min(_nextDueTimer, _timers.Min?.Due ?? Never);
        if (due == _wakesAt)
        {
            return;
        }

        _wakesAt = due;
        var wait = due == Never ? Never : due - At(source.GetUtcNow()).UtcTicks;
        if (wait <= 0)
        {
            // Not on this thread, which may be in the middle of a transaction.
            ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.WakeUp(), this, preferLocal: false);
        }
        else if (wait == Never || IsFrozen)
        {
            _sourceTimer?.Dispose();
            _sourceTimer = null;
        }
        else
        {
            _sourceTimer ??= CreateSourceTimer();
            _sourceTimer.Change(SourceWait(TimeSpan.FromTicks(wait)), Timeout.InfiniteTimeSpan);
        }
    }

    // It outlives the request that happens to create it, whose context it must not keep.
    private ITimer CreateSourceTimer()
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        return source.CreateTimer(
            static clock => ((SessionClock)clock!).WakeUp(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    // System timers count whole milliseconds; too early is useless.
    private static TimeSpan SourceWait(TimeSpan wait) =>
        wait > MaxSourceWait ? MaxSourceWait : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));

    private void WakeUp()
    {
        if (_lock.IsHeldByCurrentThread)
        {
            // A source made for tests may fire while its timer is being set.
            ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.WakeUp(), this, preferLocal: false);
            return;
        }

        lock (_lock)
        {
            _wakesAt = Unknown;
        }

        FireAll(TimeSpan.Zero, Caller.Source);
    }
}
