using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Mock.Clock;
using PartnerApi.Mock.Lifecycles;
using PartnerApi.Mock.Resources;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Properties;

/// <summary>Timers of a session's clock against a list of times and plain arithmetic.</summary>
public sealed class TimerProperties
{
    private const int Timers = 4;

    private static readonly DateTimeOffset Start = new(2025, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static readonly LifecycleCatalogue Catalogue = new(LifecyclesFile.Embedded());

    private static readonly Gen<Step> AnyStep = Gen.Select(Gen.Enum<StepKind>(), Gen.Int[0, Timers - 1], Gen.Int[-20, 20])
        .Select(step => new Step(step.Item1, step.Item2, step.Item3));

    [Test]
    public void Due_timers_fire_when_plain_arithmetic_says_and_in_its_order() =>
        AnyStep.Array[1, 30].All(steps =>
        {
            var model = new TimerModel(chained: true);
            var source = new FakeTimeProvider(Start);
            using var clock = new SessionClock(source);
            var fired = new List<(int, long, long)>();
            var timers = new DueTimer[Timers];
            for (var which = 0; which < Timers; which++)
            {
                timers[which] = clock.CreateDueTimer(OnDue, which);
            }

            foreach (var step in steps)
            {
                Do(clock, source, step);
                switch (step.Kind)
                {
                    case StepKind.SetTimer:
                        timers[step.Which].Set(clock.GetUtcNow().AddTicks(step.Ticks));
                        break;
                    case StepKind.StopTimer:
                        timers[step.Which].Stop();
                        break;
                }

                clock.RunDueTimers();
                model.Do(step);
            }

            return fired.SequenceEqual(model.Fired);

            void OnDue(object which, DateTimeOffset due)
            {
                fired.Add(((int)which, (due - Start).Ticks, (clock.GetUtcNow() - Start).Ticks));
                if (TimerModel.Next((int)which) is { } next)
                {
                    timers[next].Set(due.AddTicks(TimerModel.Pause));
                }
            }
        });

    // Only while somebody moves the clock: when it runs by itself, their callbacks are the thread pool's.
    [Test]
    public void Timers_of_users_fire_when_plain_arithmetic_says_and_in_its_order() =>
        AnyStep.Where(step => step.Kind != StepKind.RunSource && (step.Kind != StepKind.SetTimer || step.Ticks > 0))
            .Array[1, 30].All(steps =>
        {
            var model = new TimerModel(chained: false);
            var source = new FakeTimeProvider(Start);
            using var clock = new SessionClock(source);
            var fired = new List<(int, long)>();
            var timers = Enumerable.Range(0, Timers).Select(which => clock.CreateTimer(
                _ => fired.Add((which, (clock.GetUtcNow() - Start).Ticks)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan))
                    .ToArray();
            foreach (var step in steps)
            {
                Do(clock, source, step);
                switch (step.Kind)
                {
                    case StepKind.SetTimer:
                        timers[step.Which].Change(TimeSpan.FromTicks(step.Ticks), TimeSpan.FromTicks(TimerModel.PeriodOf(step)));
                        break;
                    case StepKind.StopTimer:
                        timers[step.Which].Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                        break;
                }

                model.Do(step);
            }

            return fired.SequenceEqual(model.Fired.Select(one => (one.Which, one.At)));
        });

    [Test]
    public void Objects_pass_through_their_lifecycles_alike_in_one_jump_and_in_many_steps() =>
        Gen.Select(Gen.Select(Gen.Int[0, 20], Gen.Int[0, 30]).Array[1, 6], Gen.Int[1, 40].Array[1, 8]).All(run =>
        {
            var (made, steps) = run;
            var jump = Play(made, (clock, _, by) => clock.Advance(by), [steps.Sum()]);
            return jump.SequenceEqual(Play(made, (clock, _, by) => clock.Advance(by), steps))
                && jump.SequenceEqual(Play(made, (_, source, by) => source.Advance(by), steps))
                && jump.SequenceEqual(Play(made, (_, source, by) => source.Advance(by), [steps.Sum()]));
        });

    private static void Do(SessionClock clock, FakeTimeProvider source, Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Advance:
                clock.Advance(TimeSpan.FromTicks(Math.Abs(step.Ticks)));
                break;
            case StepKind.SetClock:
                clock.Set(clock.GetUtcNow().AddTicks(step.Ticks));
                break;
            case StepKind.Freeze:
                clock.Freeze();
                break;
            case StepKind.Resume:
                clock.Resume();
                break;
            case StepKind.Reset:
                clock.Reset();
                break;
            case StepKind.RunSource:
                source.Advance(TimeSpan.FromTicks(Math.Abs(step.Ticks)));
                break;
        }
    }

    // Each object has a pause before it, and then time passes; what happened is told with its time.
    private static List<string> Play((int Type, int Pause)[] made, Action<SessionClock, FakeTimeProvider, TimeSpan> pass, int[] steps)
    {
        var source = new FakeTimeProvider(Start);
        using var clock = new SessionClock(source);
        var resources = new ResourceStore(clock, []);
        var seen = new List<string>();
        resources.Observers = [
            new ChangeList(change => seen.Add($"{change.Type} {change.Id} {change.After?.Body.ToJsonString()} {change.At:O}")),
            new LifecycleScheduler(Catalogue, resources, clock)];
        foreach (var ((type, pause), id) in made.Select((one, index) => (one, index)))
        {
            pass(clock, source, TimeSpan.FromSeconds(pause));
            clock.RunDueTimers();
            var lifecycle = Catalogue.All[type % Catalogue.All.Length];
            resources.Upsert(lifecycle.Resources[0].Type, $"{id}", null, new JsonObject { [lifecycle.StatusMember] = lifecycle.Start });
        }

        foreach (var step in steps)
        {
            pass(clock, source, TimeSpan.FromSeconds(step));
        }

        clock.RunDueTimers();
        return seen;
    }

    private sealed class ChangeList(Action<ResourceChange> add) : IResourceObserver
    {
        public void OnChanged(ResourceChange change, ResourceTransaction transaction) => add(change);

        public void OnReset()
        {
        }
    }
}

/// <summary>What can be done to a clock and its timers.</summary>
internal enum StepKind
{
    SetTimer,
    StopTimer,
    Advance,
    SetClock,
    Freeze,
    Resume,
    Reset,
    RunSource,
}

/// <summary>One thing that is done.</summary>
internal sealed record Step(StepKind Kind, int Which, int Ticks);

/// <summary>A clock and its timers as plain numbers of ticks since the start.</summary>
/// <param name="chained">Whether one timer sets another one; else one has a period.</param>
internal sealed class TimerModel(bool chained)
{
    /// <summary>How much later a timer sets the one that follows it.</summary>
    public const int Pause = 3;

    private readonly Dictionary<int, (long Due, long Number, int Period)> _waiting = [];
    private long _source;
    private long _ahead;
    private long? _frozen;
    private long _number;

    public List<(int Which, long Due, long At)> Fired { get; } = [];

    private long Now => _frozen ?? (_source + _ahead);

    /// <summary>The timer that a due timer sets when it fires.</summary>
    public static int? Next(int which) => which == 1 ? 2 : null;

    /// <summary>The period that a step gives a timer; 0 for none.</summary>
    public static int PeriodOf(Step step) => step.Which == 0 ? Math.Abs(step.Ticks % 7) : 0;

    public void Do(Step step)
    {
        var by = Math.Abs(step.Ticks);
        switch (step.Kind)
        {
            case StepKind.SetTimer:
                _waiting[step.Which] = (Now + step.Ticks, _number++, chained ? 0 : PeriodOf(step));
                break;
            case StepKind.StopTimer:
                _waiting.Remove(step.Which);
                break;
            case StepKind.Advance:
                Pass(Now + by);
                break;
            case StepKind.SetClock:
                Pass(Now + step.Ticks);
                break;
            case StepKind.Freeze:
                _frozen = Now;
                break;
            case StepKind.Resume:
                _ahead = _frozen is { } frozen ? frozen - _source : _ahead;
                _frozen = null;
                break;
            case StepKind.Reset:
                Pass(_source);
                (_ahead, _frozen) = (0, null);
                break;
            case StepKind.RunSource:
                _source += by;
                break;
        }

        Pass(Now);
    }

    private void Pass(long to)
    {
        while (_waiting.Count > 0 && _waiting.MinBy(timer => (timer.Value.Due, timer.Value.Number)) is var (which, timer)
            && timer.Due <= to)
        {
            Move(Math.Max(Now, timer.Due));
            _waiting.Remove(which);
            if (timer.Period > 0)
            {
                _waiting[which] = (timer.Due + timer.Period, _number++, timer.Period);
            }

            Fired.Add((which, timer.Due, Now));
            if (chained && Next(which) is { } next)
            {
                _waiting[next] = (timer.Due + Pause, _number++, 0);
            }
        }

        Move(to);
    }

    private void Move(long to)
    {
        _ahead = _frozen is null ? to - _source : _ahead;
        _frozen = _frozen is null ? null : to;
    }
}
