namespace PartnerApi.Mock.Clock;

/// <summary>A clock that can be stopped and moved. Everything in a session that expires or progresses reads it.</summary>
/// <param name="source">The clock that it follows while nobody touches it.</param>
public sealed class SessionClock(TimeProvider source) : TimeProvider
{
    /// <summary>The furthest that a clock may be moved from the source: about a hundred years.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromDays(36525);

    private readonly Lock _gate = new();
    private TimeSpan _offset;
    private DateTimeOffset? _frozenAt;

    /// <summary>Called after somebody has stopped, moved or freed the clock.</summary>
    public event Action? Moved;

    /// <summary>Whether time stands still.</summary>
    public bool IsFrozen
    {
        get
        {
            lock (_gate)
            {
                return _frozenAt is not null;
            }
        }
    }

    /// <summary>How the clock was moved.</summary>
    public ClockSetting Setting
    {
        get
        {
            lock (_gate)
            {
                return new(_offset, _frozenAt);
            }
        }

        set
        {
            lock (_gate)
            {
                (_offset, _frozenAt) = (value.Offset, value.FrozenAt);
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
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
            _frozenAt = At(source.GetUtcNow());
        }

        Moved?.Invoke();
    }

    /// <summary>Lets a stopped clock run on from where it stands.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            if (_frozenAt is { } frozen)
            {
                _offset = frozen - source.GetUtcNow();
                _frozenAt = null;
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
            _offset = TimeSpan.Zero;
            _frozenAt = null;
        }

        Moved?.Invoke();
    }

    // A clock that runs ahead of its source reaches the end of the calendar first, and stays there.
    private DateTimeOffset At(DateTimeOffset now) =>
        _frozenAt ?? (Fits(now, _offset) ? now + _offset : _offset > TimeSpan.Zero ? DateTimeOffset.MaxValue : DateTimeOffset.MinValue);

    private void Move(DateTimeOffset now, TimeSpan by)
    {
        var current = At(now);
        // Compared before it is added: an absurd jump must not overflow the calendar.
        if (!Fits(current, by) || (current + by - now).Duration() > Reach)
        {
            throw new ArgumentOutOfRangeException(nameof(by), $"a clock moves at most {Reach.TotalDays:F0} days from the real time, and not past the end of the calendar");
        }

        if (_frozenAt is not null)
        {
            _frozenAt = current + by;
        }
        else
        {
            _offset = current + by - now;
        }
    }

    private static bool Fits(DateTimeOffset from, TimeSpan by) => by <= DateTimeOffset.MaxValue - from && by >= DateTimeOffset.MinValue - from;
}
