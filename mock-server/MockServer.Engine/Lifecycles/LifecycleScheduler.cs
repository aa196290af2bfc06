using System.Collections.Immutable;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Mock.Clock;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Lifecycles;

/// <summary>
/// Moves the objects of a session through their lifecycles by its clock: one timer for each object that is under way, and each
/// transition at its own time.
/// </summary>
/// <param name="catalogue">The lifecycles.</param>
/// <param name="resources">The objects.</param>
/// <param name="clock">The session's clock.</param>
public sealed class LifecycleScheduler(LifecycleCatalogue catalogue, ResourceStore resources, SessionClock clock) : IResourceObserver
{
    private readonly Dictionary<(string Type, string Id), LifecycleState> _states = [];
    private ImmutableDictionary<string, ImmutableArray<LifecycleStep>> _schedules =
        ImmutableDictionary<string, ImmutableArray<LifecycleStep>>.Empty;

    /// <summary>The lifecycles.</summary>
    public LifecycleCatalogue Catalogue => catalogue;

    /// <summary>The schedule of a lifecycle in this session.</summary>
    /// <param name="lifecycle">The lifecycle.</param>
    /// <returns>Its steps.</returns>
    public ImmutableArray<LifecycleStep> StepsOf(Lifecycle lifecycle) => _schedules.GetValueOrDefault(lifecycle.Name, lifecycle.Steps);

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

        clock.RunDueTimers();
        resources.Transact(transaction =>
        {
            _schedules = _schedules.SetItem(lifecycle.Name, steps);
            foreach (var state in _states.Values.Where(state => state.Lifecycle == lifecycle))
            {
                Schedule(state, transaction.Now);
            }
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
        if (catalogue.ForType(type) is not var (lifecycle, _))
        {
            throw new ArgumentException($"objects of type '{type}' have no lifecycle", nameof(type));
        }

        if (!lifecycle.Statuses.Contains(status))
        {
            throw new ArgumentException($"'status' must be one of: {string.Join(", ", lifecycle.Statuses)}", nameof(status));
        }

        clock.RunDueTimers();
        return resources.Patch(type, id, new() { [lifecycle.StatusMember] = status, [ValidationFault.Member] = error?.ToJson() });
    }

    void IResourceObserver.OnReset()
    {
        foreach (var state in _states.Values)
        {
            state.Stop();
        }

        _states.Clear();
        _schedules = _schedules.Clear();
    }

    void IResourceObserver.OnChanged(ResourceChange change, ResourceTransaction transaction)
    {
        if (catalogue.ForType(change.Type) is not var (lifecycle, _))
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
        StatusOutcomes.Apply(lifecycle, after, change.At, catalogue, resources, transaction);
    }

    private void Drop(ResourceChange change)
    {
        if (_states.Remove((change.Type, change.Id), out var state))
        {
            state.Stop();
        }
    }

    private void Schedule(LifecycleState state, DateTimeOffset earliest)
    {
        if (Following(state) is var (status, wait))
        {
            var reached = state.Reached + TimeSpan.FromSeconds(wait);
            var at = reached > earliest ? reached : earliest;
            state.Next = (status, at);
            state.Timer ??= clock.CreateDueTimer(OnDue, state);
            state.Timer.Set(at);
        }
        else
        {
            state.Stop();
        }
    }

    private void OnDue(object state, DateTimeOffset due) => resources.Transact((state: (LifecycleState)state, due), ApplyTransition);

    // A request may have changed the object between timer and transaction: then something else is scheduled, or nothing is.
    private static bool ApplyTransition((LifecycleState State, DateTimeOffset Due) each, ResourceTransaction transaction)
    {
        var state = each.State;
        if (state.Next is not var (status, at) || at > each.Due)
        {
            return false;
        }

        state.Stop();
        if (status is null)
        {
            return transaction.Remove(state.Type, state.Id);
        }

        transaction.SetStatus(state.Type, state.Id, state.Lifecycle.StatusMember, status, at);
        return true;
    }

    // The status that comes next, null for removal, and the delay after the present status.
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
}

/// <summary>The lifecycle state of one object.</summary>
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

    /// <summary>Its next transition: the status, null for removal, and its time; null while none is scheduled.</summary>
    public (string? Status, DateTimeOffset At)? Next { get; set; }

    /// <summary>Fires when the next transition is due; null until one was scheduled.</summary>
    public DueTimer? Timer { get; set; }

    /// <summary>Cancels the next transition.</summary>
    public void Stop()
    {
        Next = null;
        Timer?.Stop();
    }
}
