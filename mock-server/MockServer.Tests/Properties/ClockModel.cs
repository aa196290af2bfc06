using PartnerApi.Mock.Clock;

namespace PartnerApi.Mock.Tests.Properties;

/// <summary>
/// A session's clock in plain numbers that cannot overflow: ticks of the source, ticks ahead of it, ticks where it stands.
/// </summary>
internal sealed class ClockModel(DateTimeOffset start)
{
    private Int128 _source = start.UtcTicks;
    private Int128 _ahead;
    private Int128? _frozen;

    public bool Frozen => _frozen is not null;

    public DateTimeOffset Now => At(Ticks);

    public DateTimeOffset Source => At(_source);

    // Past either end of the calendar there is nothing to say but the end.
    private Int128 Ticks => Int128.Clamp(_frozen ?? (_source + _ahead), DateTimeOffset.MinValue.UtcTicks, DateTimeOffset.MaxValue.UtcTicks);

    /// <summary>Does one step; false when it is to be refused, and then nothing changes.</summary>
    public bool Do(int kind, DateTimeOffset to, TimeSpan by) => kind switch
    {
        0 => by >= TimeSpan.Zero && Move(by.Ticks),
        1 => Move(to.UtcTicks - Ticks),
        2 => Done(_frozen ??= Ticks),
        3 => Done(Resume()),
        4 => Done(_ahead = 0, _frozen = null),
        _ => Done(_source = Int128.Min(_source + Int128.Abs(by.Ticks) % TimeSpan.TicksPerDay, DateTimeOffset.MaxValue.UtcTicks)),
    };

    private static DateTimeOffset At(Int128 ticks) => new((long)ticks, TimeSpan.Zero);

    private static bool Done(params object?[] _) => true;

    private bool Move(Int128 by)
    {
        var target = Ticks + by;
        if (Int128.Abs(target - _source) > SessionClock.MaxOffset.Ticks || target < DateTimeOffset.MinValue.UtcTicks
            || target > DateTimeOffset.MaxValue.UtcTicks)
        {
            return false;
        }

        (_frozen, _ahead) = _frozen is null ? ((Int128?)null, target - _source) : (target, _ahead);
        return true;
    }

    private bool Resume()
    {
        _ahead = _frozen is { } frozen ? frozen - _source : _ahead;
        _frozen = null;
        return true;
    }
}
