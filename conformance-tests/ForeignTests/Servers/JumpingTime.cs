namespace PartnerApi.Conformance.ForeignTests.Servers;

/// <summary>The time of this machine, which jumps over every wait: nobody sleeps. Server and suite share it.</summary>
internal sealed class JumpingTime : TimeProvider
{
    // Longer ones are the limits of an exchange, which no test reaches.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private long _jumped;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _jumped));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= TimeSpan.Zero || dueTime > MaxWait)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        Interlocked.Add(ref _jumped, dueTime.Ticks);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
