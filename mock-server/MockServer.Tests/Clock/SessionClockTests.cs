using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Mock.Clock;

namespace PartnerApi.Mock.Tests.Clock;

public sealed class SessionClockTests
{
    private static readonly DateTimeOffset Start = new(2025, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _source = new(Start);
    private readonly SessionClock _clock;

    public SessionClockTests() => _clock = new(_source);

    private TimeSpan Elapsed => _clock.GetUtcNow() - Start;

    [Test]
    public void It_follows_its_source()
    {
        _source.Advance(TimeSpan.FromMinutes(1));

        Assert.That(Elapsed, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public void Frozen_it_stands_still_and_resumes_from_where_it_stood()
    {
        _clock.Freeze();
        _source.Advance(TimeSpan.FromMinutes(5));
        var frozen = (Elapsed, _clock.IsFrozen);
        _clock.Resume();
        _source.Advance(TimeSpan.FromMinutes(1));

        Assert.That((frozen, Elapsed, _clock.IsFrozen), Is.EqualTo(((TimeSpan.Zero, true), TimeSpan.FromMinutes(1), false)));
    }

    [Test]
    public void Freezing_twice_and_resuming_a_running_clock_change_nothing()
    {
        _clock.Resume();
        _clock.Freeze();
        _source.Advance(TimeSpan.FromMinutes(5));
        _clock.Freeze();

        Assert.That(Elapsed, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Running_or_frozen_it_can_be_advanced()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        _clock.Freeze();
        _clock.Advance(TimeSpan.FromHours(2));
        _source.Advance(TimeSpan.FromHours(4));

        Assert.That(Elapsed, Is.EqualTo(TimeSpan.FromHours(3)));
    }

    [Test]
    public void It_can_be_set_back_and_forth()
    {
        _clock.Set(Start.AddDays(-1));
        var back = Elapsed;
        _clock.Freeze();
        _clock.Set(Start.AddDays(1).ToOffset(TimeSpan.FromHours(2)));

        Assert.That((back, Elapsed), Is.EqualTo((TimeSpan.FromDays(-1), TimeSpan.FromDays(1))));
    }

    [Test]
    public void Reset_makes_it_follow_its_source_again()
    {
        _clock.Advance(TimeSpan.FromDays(1));
        _clock.Freeze();
        _clock.Reset();

        Assert.That((Elapsed, _clock.IsFrozen), Is.EqualTo((TimeSpan.Zero, false)));
    }

    [Test]
    public void It_never_goes_back_by_an_advance() =>
        Assert.That(() => _clock.Advance(TimeSpan.FromTicks(-1)), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void It_moves_as_far_as_its_reach_and_no_further()
    {
        _clock.Advance(SessionClock.MaxOffset);

        Assert.That(() => _clock.Advance(TimeSpan.FromTicks(1)), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(Elapsed, Is.EqualTo(SessionClock.MaxOffset));
    }

    [Test]
    public void An_absurd_jump_is_refused_and_leaves_the_clock_alone()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => _clock.Advance(TimeSpan.MaxValue), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => _clock.Advance(TimeSpan.MinValue), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => _clock.Set(DateTimeOffset.MinValue), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => _clock.Set(DateTimeOffset.MaxValue), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(Elapsed, Is.EqualTo(TimeSpan.Zero));
        }
    }
}
