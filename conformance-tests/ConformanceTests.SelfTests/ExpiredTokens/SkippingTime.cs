using Microsoft.Extensions.Time.Testing;

namespace PartnerApi.Conformance.SelfTests.ExpiredTokens;

/// <summary>Time in which a wait is over at once, and takes as long as it was meant to: nothing else moves it.</summary>
/// <param name="time">The time that moves, which others may read too.</param>
internal sealed class SkippingTime(FakeTimeProvider time) : TimeProvider
{
    // Longer ones are the limits of an exchange, which a test must not meet.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = time.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= MaxWait)
        {
            ThreadPool.QueueUserWorkItem(_ => time.Advance(dueTime));
        }

        return timer;
    }
}
