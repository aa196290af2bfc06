using System.Collections.Immutable;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Lifecycles;

/// <summary>
/// Moves the objects of a session through their lifecycles by its clock. Nothing runs by itself: whoever reads the session calls
/// <see cref="Run"/> first, and everything that was due has then happened, each transition at its own time and in order.
/// </summary>
/// <param name="catalogue">The lifecycles.</param>
/// <param name="resources">The objects.</param>
/// <param name="clock">The session's clock.</param>
public sealed class LifecycleScheduler(LifecycleCatalogue catalogue, ResourceStore resources, TimeProvider clock) : IResourceObserver
{
    private const int MaxStale = 1024;

    private readonly Dictionary<(string Type, string Id), LifecycleState> _states = [];
    private readonly PriorityQueue<(LifecycleState State, int Plan, string? Status), (long Ticks, long Number)> _due = new();
    private ImmutableDictionary<string, ImmutableArray<LifecycleStep>> _schedules =
        ImmutableDictionary<string, ImmutableArray<LifecycleStep>>.Empty;
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

        while (NextTicks <= now && resources.Transact(now, ApplyNextTransition))
        {
            // One transition for each transaction: what follows from one is scheduled before the next one is looked for.
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
        resources.Transact(transaction =>
        {
            _schedules = _schedules.SetItem(lifecycle.Name, steps);
            foreach (var state in _states.Values.Where(state => state.Lifecycle == lifecycle))
            {
                Schedule(state, transaction.Now);
            }

            UpdateNextDue();
        });
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
        return resources.Patch(type, id, new() { [lifecycle.StatusMember] = status, [ValidationFault.Member] = error?.ToJson() });
    }

    void IResourceObserver.OnReset()
    {
        _states.Clear();
        _due.Clear();
        _schedules = _schedules.Clear();
        UpdateNextDue();
    }

    void IResourceObserver.OnChanged(ResourceChange change, ResourceTransaction transaction)
    {
        if (catalogue.Of(change.Type) is not var (lifecycle, _))
        {
            return;
        }

        if (change.After is not { } after)
        {
            Drop(change);
            return;
        }

        var status = after.Text(lifecycle.StatusMember);
        if (change.Before is { } before && before.Text(lifecycle.StatusMember) == status)
        {
            return;
        }

        var key = (change.Type, after.Id);
        var state = _states.TryGetValue(key, out var known) ? known : _states[key] = new(change.Type, after.Id, lifecycle);
        state.Status = status;
        state.Reached = change.At;
        Schedule(state, change.At);
        UpdateNextDue();
        StatusOutcomes.Apply(lifecycle, after, change.At, catalogue, resources, transaction);
    }

    private void Drop(ResourceChange change)
    {
        if (_states.Remove((change.Type, change.Id), out var state))
        {
            state.Plan++;
        }
    }

    // Somebody else may have applied it meanwhile, so the queue is read again inside the transaction.
    private bool ApplyNextTransition(long now, ResourceTransaction transaction)
    {
        if (!_due.TryPeek(out var due, out var place) || place.Ticks > now)
        {
            return false;
        }

        _due.Dequeue();
        if (due.Plan == due.State.Plan)
        {
            ApplyTransition(due.State, due.Status, new(place.Ticks, TimeSpan.Zero), transaction);
        }

        UpdateNextDue();
        return true;
    }

    private static void ApplyTransition(LifecycleState state, string? status, DateTimeOffset at, ResourceTransaction transaction)
    {
        if (status is null)
        {
            transaction.Remove(state.Type, state.Id);
        }
        else
        {
            transaction.SetStatus(state.Type, state.Id, state.Lifecycle.StatusMember, status, at);
        }
    }

    private void Schedule(LifecycleState state, DateTimeOffset earliest)
    {
        state.Plan++;
        if (Following(state) is var (status, wait))
        {
            var at = state.Reached + TimeSpan.FromSeconds(wait);
            _due.Enqueue((state, state.Plan, status), ((at > earliest ? at : earliest).UtcTicks, _number++));
            DropStale();
        }
    }

    // Stale entries stay in the queue until they are due; a client that reschedules again and again must not fill the memory with them.
    private void DropStale()
    {
        if (_due.Count > (2 * _states.Count) + MaxStale)
        {
            var living = _due.UnorderedItems.Where(item => item.Element.Plan == item.Element.State.Plan).ToArray();
            _due.Clear();
            _due.EnqueueRange(living);
        }
    }

    // The status that comes next, null for vanishing, and how long after the present one.
    private (string? Status, double Wait)? Following(LifecycleState state)
    {
        if (state.Lifecycle.Vanish is { } vanish && vanish.Status == state.Status)
        {
            return (null, vanish.AfterSeconds);
        }

        var steps = StepsOf(state.Lifecycle);
        var index = 0;
        while (index < steps.Length && steps[index].Status != state.Status)
        {
            index++;
        }

        var next = state.Status == state.Lifecycle.Start ? 0 : index + 1;
        return next < steps.Length
            ? (steps[next].Status, steps[next].AfterSeconds - (next == 0 ? 0 : steps[next - 1].AfterSeconds))
            : null;
    }

    private void UpdateNextDue() => Volatile.Write(ref _next, _due.TryPeek(out _, out var place) ? place.Ticks : long.MaxValue);
}

/// <summary>How far one object has come in its lifecycle.</summary>
/// <param name="type">Its resource type.</param>
/// <param name="id">Its id.</param>
/// <param name="lifecycle">The lifecycle.</param>
internal sealed class LifecycleState(string type, string id, Lifecycle lifecycle)
{
    public string Type => type;

    public string Id => id;

    public Lifecycle Lifecycle => lifecycle;

    /// <summary>Its present status.</summary>
    public string? Status { get; set; }

    /// <summary>When it reached that status.</summary>
    public DateTimeOffset Reached { get; set; }

    /// <summary>Number of its newest entry in the queue; entries with a smaller one are stale.</summary>
    public int Plan { get; set; }
}
