namespace PartnerApi.Mock.Clock;

/// <summary>A clock that can be stopped and moved. Everything in a session that expires or progresses reads it.</summary>
/// <param name="source">The clock that it follows while nobody touches it.</param>
public sealed class SessionClock(TimeProvider source) : TimeProvider
{
    /// <summary>The furthest that a clock may be moved from the source: about a hundred years.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromDays(36525);

    private readonly Lock _gate = new();
    // One object, replaced as a whole: whoever asks for the time, several times in each request, does not wait for anybody.
    private volatile ClockSetting _setting = new(TimeSpan.Zero, null);

    /// <summary>Called after somebody has stopped, moved or freed the clock.</summary>
    public event Action? Moved;

    /// <summary>Whether time stands still.</summary>
    public bool IsFrozen => _setting.FrozenAt is not null;

    /// <summary>How the clock was moved.</summary>
    public ClockSetting Setting
    {
        get => _setting;

        set
        {
            lock (_gate)
            {
                _setting = value;
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

        // Moved between the two looks: nobody moves it while the gate is held.
        lock (_gate)
        {
            return At(source.GetUtcNow());
        }
    }

    /// <summary>Stops the clock where it is.</summary>
    public void Freeze()
    {
        lock (_gate)
        {
            _setting = _setting with { FrozenAt = GetUtcNow() };
        }

        Moved?.Invoke();
    }

    /// <summary>Lets a stopped clock run on from where it stands.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            if (_setting.FrozenAt is { } frozen)
            {
                _setting = new(frozen - source.GetUtcNow(), null);
            }
        }

        Moved?.Invoke();
    }

    /// <summary>Moves the clock forward, whether it runs or stands still.</summary>
    /// <param name="by">How far; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, further from the source than <see cref="Reach"/>, or past the end of the calendar.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_gate)
        {
            Move(source.GetUtcNow(), by);
        }

        Moved?.Invoke();
    }

    /// <summary>Sets the clock, whether it runs or stands still.</summary>
    /// <param name="to">The new time.</param>
    /// <exception cref="ArgumentOutOfRangeException">Further from the source than <see cref="Reach"/>.</exception>
    public void Set(DateTimeOffset to)
    {
        lock (_gate)
        {
            var now = source.GetUtcNow();
            Move(now, to - At(now));
        }

        Moved?.Invoke();
    }

    /// <summary>Follows the source again, as at the start.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _setting = new(TimeSpan.Zero, null);
        }

        Moved?.Invoke();
    }

    // A clock that runs ahead of its source reaches the end of the calendar first, and stays there.
    private DateTimeOffset At(DateTimeOffset now)
    {
        var (ahead, frozenAt) = _setting;
        return frozenAt ?? (Fits(now, ahead) ? now + ahead : ahead > TimeSpan.Zero ? DateTimeOffset.MaxValue : DateTimeOffset.MinValue);
    }

    private void Move(DateTimeOffset now, TimeSpan by)
    {
        var current = At(now);
        // Compared before it is added: an absurd jump must not overflow the calendar.
        if (!Fits(current, by) || (current + by - now).Duration() > Reach)
        {
            throw new ArgumentOutOfRangeException(nameof(by), $"a clock moves at most {Reach.TotalDays:F0} days from the real time, and not past the end of the calendar");
        }

        _setting = IsFrozen ? _setting with { FrozenAt = current + by } : _setting with { Offset = current + by - now };
    }

    private static bool Fits(DateTimeOffset from, TimeSpan by) => by <= DateTimeOffset.MaxValue - from && by >= DateTimeOffset.MinValue - from;
}
