using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Mock.Clock;

namespace PartnerApi.Mock.Tests.Clock;

/// <summary>Timers of a session's clock, as anybody uses them who is handed a <see cref="TimeProvider"/>.</summary>
public sealed class SessionTimerTests
{
    private static readonly DateTimeOffset Start = new(2025, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly CountingTimeProvider _source = new();
    private readonly SessionClock _clock;
    private readonly List<string> _fired = [];

    public SessionTimerTests() => _clock = new(_source);

    [TearDown]
    public void Dispose() => _clock.Dispose();

    [Test]
    public async Task A_delay_ends_when_the_clock_runs_there()
    {
        var delay = Task.Delay(Seconds(5), _clock);
        _source.Advance(Seconds(4.999));
        Assert.That(delay.IsCompleted, Is.False);

        _source.Advance(Seconds(0.001));

        await delay;
    }

    [Test]
    public void A_delay_ends_when_the_clock_is_advanced_and_not_a_tick_before()
    {
        var delay = Task.Delay(Seconds(5), _clock);
        _clock.Advance(Seconds(5) - TimeSpan.FromTicks(1));
        Assert.That(delay.IsCompleted, Is.False);

        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.That(delay.IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public void A_delay_ends_when_the_clock_is_set_past_it()
    {
        var delay = Task.Delay(Seconds(5), _clock);
        _clock.Set(Start.AddDays(1));

        Assert.That(delay.IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public void A_clock_that_was_set_back_makes_a_delay_wait_until_it_is_its_time_again()
    {
        var delay = Task.Delay(Seconds(5), _clock);
        _clock.Set(Start.AddHours(-1));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.That(delay.IsCompleted, Is.False);

        _clock.Advance(Seconds(5));

        Assert.That(delay.IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task A_frozen_clock_holds_a_delay_and_a_resumed_one_goes_on_with_the_rest()
    {
        var delay = Task.Delay(Seconds(5), _clock);
        _source.Advance(Seconds(2));
        _clock.Freeze();
        _source.Advance(TimeSpan.FromDays(1));
        _clock.Resume();
        _source.Advance(Seconds(2.999));
        Assert.That(delay.IsCompleted, Is.False);

        _source.Advance(Seconds(0.001));

        await delay;
    }

    [Test]
    public void A_frozen_clock_that_is_advanced_fires()
    {
        _clock.Freeze();
        var delay = Task.Delay(Seconds(5), _clock);
        _clock.Advance(Seconds(5));

        Assert.That(delay.IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public void A_reset_that_moves_the_clock_forward_fires_and_one_that_moves_it_back_does_not()
    {
        _clock.Advance(Seconds(60));
        var waiting = Task.Delay(Seconds(5), _clock);
        _clock.Reset();
        Assert.That(waiting.IsCompleted, Is.False);

        _clock.Freeze();
        _source.Advance(Seconds(65));
        Assert.That(waiting.IsCompleted, Is.False);
        _clock.Reset();

        Assert.That((waiting.IsCompletedSuccessfully, _clock.GetUtcNow()), Is.EqualTo((true, _source.GetUtcNow())));
    }

    [Test]
    public void A_setting_that_is_restored_counts_for_timers_that_wait()
    {
        var delay = Task.Delay(Seconds(5), _clock);
        _clock.Setting = new(TimeSpan.Zero, Start.AddSeconds(4));
        _clock.Advance(Seconds(1));

        Assert.That(delay.IsCompletedSuccessfully, Is.True);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Several_timers_fire_in_order_and_each_reads_its_own_time(bool frozen)
    {
        if (frozen)
        {
            _clock.Freeze();
        }

        using var third = Timer("third", 30);
        using var first = Timer("first", 10);
        using var second = Timer("second", 20);
        using var together = Timer("together with second", 20);
        using var later = Timer("later", 61);
        _clock.Advance(Seconds(60));

        Assert.That(_fired, Is.EqualTo((string[])["first 10", "second 20", "together with second 20", "third 30"]));
        Assert.That(_clock.GetUtcNow(), Is.EqualTo(Start.AddSeconds(60)));
    }

    [Test]
    public async Task A_loop_of_delays_passes_each_of_them_in_one_jump()
    {
        var times = new List<double>();
        var loop = LoopAsync();
        _clock.Advance(Seconds(10));

        Assert.That((loop.IsCompleted, times), Is.EqualTo((true, (List<double>)[3, 6, 9])));
        await loop;

        async Task LoopAsync()
        {
            while (times.Count < 3)
            {
                await Task.Delay(Seconds(3), _clock);
                times.Add((_clock.GetUtcNow() - Start).TotalSeconds);
            }
        }
    }

    [Test]
    public void A_period_fires_at_each_of_its_times()
    {
        using var timer = Timer("tick", 1, 10);
        _clock.Advance(Seconds(25));

        Assert.That(_fired, Is.EqualTo((string[])["tick 1", "tick 11", "tick 21"]));
    }

    [Test]
    public async Task What_the_framework_builds_on_timers_works()
    {
        using var timeout = new CancellationTokenSource(Seconds(5), _clock);
        var limited = new TaskCompletionSource().Task.WaitAsync(Seconds(5), _clock);
        using var periodic = new PeriodicTimer(Seconds(5), _clock);
        var tick = periodic.WaitForNextTickAsync();
        var started = _clock.GetTimestamp();
        _clock.Advance(Seconds(5));

        Assert.That((timeout.IsCancellationRequested, tick.IsCompletedSuccessfully), Is.EqualTo((true, true)));
        await Assert.ThatAsync(() => limited, Throws.TypeOf<TimeoutException>());
        Assert.That(_clock.GetElapsedTime(started), Is.EqualTo(Seconds(5)));
    }

    [Test]
    public async Task A_delay_that_is_cancelled_leaves_nothing_behind()
    {
        using var stop = new CancellationTokenSource();
        var delay = Task.Delay(Seconds(5), _clock, stop.Token);
        await stop.CancelAsync();

        Assert.That((delay.IsCanceled, _clock.PendingTimers, _source.Active), Is.EqualTo((true, 0, 0)));
    }

    [Test]
    public void A_timer_can_be_changed_stopped_and_disposed_of()
    {
        using var timer = Timer("timer", 10);
        timer.Change(Seconds(20), Timeout.InfiniteTimeSpan);
        _clock.Advance(Seconds(15));
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _clock.Advance(Seconds(15));
        var changed = timer.Change(Seconds(5), Timeout.InfiniteTimeSpan);
        _clock.Advance(Seconds(5));
        timer.Change(Seconds(5), Timeout.InfiniteTimeSpan);
        timer.Dispose();
        _clock.Advance(Seconds(5));

        Assert.That((changed, timer.Change(TimeSpan.Zero, TimeSpan.Zero), string.Join(' ', _fired)), Is.EqualTo((true, false, "timer 35")));
    }

    [TestCase(-2, 0)]
    [TestCase(0, -2)]
    public void A_negative_time_is_refused(int dueTime, int period) =>
        Assert.That(
            () => _clock.CreateTimer(_ => { }, null, TimeSpan.FromMilliseconds(dueTime), TimeSpan.FromMilliseconds(period)),
            Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public async Task A_timer_that_is_due_at_once_fires_although_the_clock_stands_still()
    {
        _clock.Freeze();

        await Task.Delay(TimeSpan.Zero, _clock);
        var fired = new TaskCompletionSource();
        await using var timer = _clock.CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await fired.Task;
    }

    [Test]
    public void A_timer_that_is_due_beyond_the_calendar_never_fires()
    {
        using var timer = _clock.CreateTimer(_ => _fired.Add("fired"), null, TimeSpan.MaxValue, Timeout.InfiniteTimeSpan);
        _clock.Advance(SessionClock.MaxOffset);

        Assert.That(_fired, Is.Empty);
    }

    [Test]
    public void A_callback_may_move_the_clock_itself()
    {
        using var later = Timer("later", 15);
        using var timer = _clock.CreateTimer(_ => _clock.Advance(Seconds(10)), null, Seconds(10), Timeout.InfiniteTimeSpan);
        _clock.Advance(Seconds(20));

        Assert.That((string.Join(' ', _fired), _clock.GetUtcNow()), Is.EqualTo(("later 15", Start.AddSeconds(30))));
    }

    [Test]
    public async Task A_callback_runs_in_the_context_in_which_its_timer_was_made()
    {
        var local = new AsyncLocal<string> { Value = "made" };
        var seen = new TaskCompletionSource<string?>();
        await using var timer = _clock.CreateTimer(_ => seen.SetResult(local.Value), null, Seconds(1), Timeout.InfiniteTimeSpan);
        local.Value = "moved";
        _clock.Advance(Seconds(1));

        Assert.That(await seen.Task, Is.EqualTo("made"));
    }

    [Test]
    public void A_session_that_waits_for_nothing_costs_no_timer_of_the_source()
    {
        var costs = new List<int> { _source.Active };
        var near = Timer("near", 5);
        var far = Timer("far", 500);
        costs.Add(_source.Active);
        _clock.Freeze();
        costs.Add(_source.Active);
        _clock.Resume();
        costs.Add(_source.Active);
        near.Dispose();
        costs.Add(_source.Active);
        far.Dispose();
        costs.Add(_source.Active);

        Assert.That(costs, Is.EqualTo((int[])[0, 1, 0, 1, 1, 0]));
    }

    [Test]
    public void The_timers_of_a_clock_that_is_disposed_of_never_fire()
    {
        using var before = Timer("before", 5);
        _clock.Dispose();
        using var after = Timer("after", 5);
        _clock.Advance(Seconds(10));
        _source.Advance(Seconds(10));

        Assert.That((_fired.Count, _clock.PendingTimers, _source.Active), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public async Task A_wait_of_months_needs_no_timer_of_months()
    {
        var delay = Task.Delay(TimeSpan.FromDays(40), _clock);
        for (var days = 0; days < 39; days++)
        {
            _source.Advance(TimeSpan.FromDays(1));
        }

        Assert.That((delay.IsCompleted, _source.MaxWait), Is.EqualTo((false, TimeSpan.FromDays(1))));
        _source.Advance(TimeSpan.FromDays(1));
        await delay;
    }

    // The engine's own timers: whoever reads afterwards sees what they have done.
    [Test]
    public void A_reader_finds_done_what_was_due_and_leaves_the_rest()
    {
        _clock.CreateDueTimer((_, due) => _fired.Add($"due {(due - Start).TotalSeconds}"), this).Set(Start.AddSeconds(5));
        _clock.CreateDueTimer((_, due) => _fired.Add($"due {(due - Start).TotalSeconds}"), this).Set(Start.AddSeconds(4));
        _clock.CreateDueTimer((_, _) => _fired.Add("too early"), this).Set(Start.AddSeconds(6));
        _source.SetSilently(Start.AddSeconds(5));
        _clock.RunDueTimers();

        Assert.That(_fired, Is.EqualTo((string[])["due 4", "due 5"]));
    }

    [Test]
    public void A_reader_waits_for_a_due_timer_that_another_thread_is_firing()
    {
        using var entered = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        _clock.CreateDueTimer(
            (_, _) =>
            {
                entered.Set();
                goOn.Wait();
                _fired.Add("timer");
            },
            this).Set(Start.AddSeconds(1));
        var mover = new Thread(() => _clock.Advance(Seconds(1)));
        mover.Start();
        entered.Wait();
        var reader = new Thread(() =>
        {
            _clock.RunDueTimers();
            _fired.Add("reader");
        });
        reader.Start();
        while (reader.IsAlive && !reader.ThreadState.HasFlag(ThreadState.WaitSleepJoin))
        {
            Thread.Yield();
        }

        goOn.Set();
        mover.Join();
        reader.Join();
        Assert.That(_fired, Is.EqualTo((string[])["timer", "reader"]));
    }

    [Test]
    public void A_reader_does_not_wait_for_a_callback_of_a_user()
    {
        using var entered = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        using var timer = _clock.CreateTimer(
            _ =>
            {
                entered.Set();
                goOn.Wait();
            },
            null,
            Seconds(1),
            Timeout.InfiniteTimeSpan);
        _clock.CreateDueTimer((_, _) => _fired.Add("due"), this).Set(Start.AddSeconds(1));
        var mover = new Thread(() => _clock.Advance(Seconds(1)));
        mover.Start();
        entered.Wait();
        _clock.RunDueTimers();
        var seen = string.Join(' ', _fired);
        goOn.Set();
        mover.Join();

        Assert.That(seen, Is.EqualTo("due"));
    }

    [Test]
    public void A_due_timer_that_reads_its_session_does_not_wait_for_itself()
    {
        _clock.CreateDueTimer(
            (_, _) =>
            {
                _clock.RunDueTimers();
                _fired.Add("done");
            },
            this).Set(Start.AddSeconds(1));
        _clock.Advance(Seconds(1));

        Assert.That(_fired, Is.EqualTo((string[])["done"]));
    }

    [Test]
    public void Nothing_is_allocated_by_readers_while_nothing_is_due()
    {
        _clock.CreateDueTimer((_, _) => { }, this).Set(Start.AddSeconds(1));
        _clock.RunDueTimers();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var count = 0; count < 1000; count++)
        {
            _clock.RunDueTimers();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private ITimer Timer(string name, double seconds, double? period = null) => _clock.CreateTimer(
        _ => _fired.Add($"{name} {(_clock.GetUtcNow() - Start).TotalSeconds}"),
        null,
        Seconds(seconds),
        period is { } each ? Seconds(each) : Timeout.InfiniteTimeSpan);

    /// <summary>A source that knows how many of its timers there are.</summary>
    private sealed class CountingTimeProvider() : FakeTimeProvider(SessionTimerTests.Start)
    {
        private DateTimeOffset? _silent;

        public int Active { get; private set; }

        public TimeSpan MaxWait { get; private set; }

        public override DateTimeOffset GetUtcNow() => _silent ?? base.GetUtcNow();

        /// <summary>Shows another time, and fires no timer: as when a timer of the system is late.</summary>
        public void SetSilently(DateTimeOffset now) => _silent = now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Active++;
            return new CountedTimer(this, base.CreateTimer(callback, state, dueTime, period));
        }

        private sealed class CountedTimer(CountingTimeProvider owner, ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                owner.MaxWait = dueTime > owner.MaxWait ? dueTime : owner.MaxWait;
                return timer.Change(dueTime, period);
            }

            public void Dispose()
            {
                owner.Active--;
                timer.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
