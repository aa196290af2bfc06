using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace PartnerApi.Mock.Tests.Faults;

/// <summary>A clock that stands still and tells who waits for it, so that a test need not wait itself.</summary>
internal sealed class TimerClock() : FakeTimeProvider(new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Comes back when somebody waits for a time in a range; other waits are passed over.</summary>
    public async Task<TimeSpan> WaitAsync(TimeSpan least, TimeSpan most)
    {
        while (true)
        {
            if (await _waits.Reader.ReadAsync() is var wait && wait >= least && wait <= most)
            {
                return wait;
            }
        }
    }
}
