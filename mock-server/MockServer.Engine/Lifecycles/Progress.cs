using System.Collections.Immutable;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Lifecycles;

/// <summary>
/// Lets the objects of a session come along by its clock. Nothing runs by itself: whoever looks at the session calls
/// <see cref="Run"/> first, and everything that was due has then happened, each at its own time and in order.
/// </summary>
/// <param name="catalogue">The ways.</param>
/// <param name="world">The objects.</param>
/// <param name="clock">The session's clock.</param>
public sealed class Progress(LifecycleCatalogue catalogue, ResourceStore world, TimeProvider clock)
{
    private const int MostVoid = 1024;

    private readonly Dictionary<(string Type, string Id), Course> _courses = [];
    private readonly PriorityQueue<(Course Course, int Plan, string? Status), (long Ticks, long Number)> _due = new();
    private ImmutableDictionary<string, ImmutableArray<LifecycleStep>> _schedules = ImmutableDictionary<string, ImmutableArray<LifecycleStep>>.Empty;
    private long _next = long.MaxValue;
    private long _number;

    /// <summary>The lifecycles.</summary>
    public LifecycleCatalogue Catalogue => catalogue;

    /// <summary>When something happens next, in UTC ticks by the session's clock; the largest number for never.</summary>
    public long NextTicks => Volatile.Read(ref _next);

    /// <summary>How many plans there are, void ones included.</summary>
    internal int Planned => _due.Count;

    /// <summary>The schedule of a lifecycle in this session.</summary>
    /// <param name="lifecycle">The lifecycle.</param>
    /// <returns>Its steps.</returns>
    public ImmutableArray<LifecycleStep> StepsOf(Lifecycle lifecycle) => _schedules.GetValueOrDefault(lifecycle.Name, lifecycle.Steps);

    /// <summary>Lets everything happen that is due. Costs nothing when nothing is.</summary>
    public void Run()
    {
        if (NextTicks == long.MaxValue || clock.GetUtcNow().UtcTicks is var now && now < NextTicks)
        {
            return;
        }

        lock (world.Gate)
        {
            while (_due.TryPeek(out var due, out var place) && place.Ticks <= now)
            {
                _due.Dequeue();
                if (due.Plan == due.Course.Plan)
                {
                    Take(due.Course, due.Status, new(place.Ticks, TimeSpan.Zero));
                }
            }

            Remember();
        }
    }

    /// <summary>Changes a schedule. Objects under way go on from their present status, not before now.</summary>
    /// <param name="lifecycle">The lifecycle.</param>
    /// <param name="steps">The new steps; empty when nothing is to happen by itself.</param>
    /// <exception cref="ArgumentException">The steps have a mistake.</exception>
    public void Set(Lifecycle lifecycle, ImmutableArray<LifecycleStep> steps)
    {
        if (lifecycle.Mistake(steps) is { } mistake)
        {
            throw new ArgumentException(mistake, nameof(steps));
        }

        Run();
        lock (world.Gate)
        {
            _schedules = _schedules.SetItem(lifecycle.Name, steps);
            var now = clock.GetUtcNow();
            foreach (var course in _courses.Values.Where(course => course.Lifecycle == lifecycle))
            {
                Plan(course, now);
            }

            Remember();
        }
    }

    /// <summary>Puts an object into a status at once.</summary>
    /// <param name="type">Its resource type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="status">One of the lifecycle's statuses; where the schedule has it, the object goes on from there.</param>
    /// <param name="error">For a failure: what notifications tell; null for none.</param>
    /// <returns>The object, or null when there is none.</returns>
    /// <exception cref="ArgumentException">The type follows no lifecycle, or the lifecycle has no such status.</exception>
    public Resource? Force(string type, string id, string status, ValidationFault? error)
    {
        if (catalogue.Of(type) is not var (lifecycle, _))
        {
            throw new ArgumentException($"objects of type '{type}' follow no lifecycle", nameof(type));
        }

        if (!lifecycle.Statuses.Contains(status))
        {
            throw new ArgumentException($"'status' is none of: {string.Join(", ", lifecycle.Statuses)}", nameof(status));
        }

        Run();
        return world.Update(type, id, new() { [lifecycle.StatusMember] = status, [ValidationFault.Member] = error?.ToJson() });
    }

    internal void Reset()
    {
        lock (world.Gate)
        {
            _courses.Clear();
            _due.Clear();
            _schedules = _schedules.Clear();
            Remember();
        }
    }

    // Called while the world's gate is held.
    internal void Stamp(string type, Resource? before, JsonMembers members, DateTimeOffset at)
    {
        if (catalogue.Of(type) is not var (lifecycle, _) || lifecycle.Stamps.IsEmpty || members.Text(lifecycle.StatusMember) is not { } status)
        {
            return;
        }

        foreach (var stamp in lifecycle.Stamps)
        {
            if (stamp.Status == status && before?.Text(lifecycle.StatusMember) != status)
            {
                members.Set(stamp.Member, ResourceStore.Text(at));
            }
        }
    }

    // Called while the world's gate is held.
    internal void Follow(ResourceChange change)
    {
        if (catalogue.Of(change.Type) is not var (lifecycle, _))
        {
            return;
        }

        if (change.After is not { } after)
        {
            Forget(change);
            return;
        }

        var status = after.Text(lifecycle.StatusMember);
        if (change.Before is { } before && before.Text(lifecycle.StatusMember) == status)
        {
            return;
        }

        var course = _courses.TryGetValue((change.Type, after.Id), out var known) ? known : _courses[(change.Type, after.Id)] = new(change.Type, after.Id, lifecycle);
        course.Status = status;
        course.Reached = change.At;
        Plan(course, change.At);
        Remember();
        Outcomes.Of(lifecycle, after, status, world, catalogue, change.At);
    }

    private void Forget(ResourceChange change)
    {
        if (_courses.Remove((change.Type, change.Id), out var course))
        {
            course.Plan++;
        }
    }

    private void Take(Course course, string? status, DateTimeOffset at)
    {
        if (status is null)
        {
            world.Remove(course.Type, course.Id);
        }
        else if (course.Lifecycle.Stamps.IsEmpty)
        {
            world.Replace(course.Type, course.Id, course.Lifecycle.StatusMember, status, at);
        }
        else
        {
            world.Update(course.Type, course.Id, new() { [course.Lifecycle.StatusMember] = status }, at);
        }
    }

    private void Plan(Course course, DateTimeOffset earliest)
    {
        course.Plan++;
        if (Following(course) is var (status, wait))
        {
            var at = course.Reached + TimeSpan.FromSeconds(wait);
            _due.Enqueue((course, course.Plan, status), ((at > earliest ? at : earliest).UtcTicks, _number++));
            Tidy();
        }
    }

    // Void plans wait for their time like all others; whoever plans again and again must not fill the memory with them.
    private void Tidy()
    {
        if (_due.Count > (2 * _courses.Count) + MostVoid)
        {
            var living = _due.UnorderedItems.Where(item => item.Element.Plan == item.Element.Course.Plan).ToArray();
            _due.Clear();
            _due.EnqueueRange(living);
        }
    }

    // The status that comes next, null for vanishing, and how long after the present one.
    private (string? Status, double Wait)? Following(Course course)
    {
        if (course.Lifecycle.Vanish is { } vanish && vanish.Status == course.Status)
        {
            return (null, vanish.AfterSeconds);
        }

        var steps = StepsOf(course.Lifecycle);
        var index = 0;
        while (index < steps.Length && steps[index].Status != course.Status)
        {
            index++;
        }

        var next = course.Status == course.Lifecycle.Start ? 0 : index + 1;
        return next < steps.Length
            ? (steps[next].Status, steps[next].AfterSeconds - (next == 0 ? 0 : steps[next - 1].AfterSeconds))
            : null;
    }

    private void Remember() => Volatile.Write(ref _next, _due.TryPeek(out _, out var place) ? place.Ticks : long.MaxValue);
}
