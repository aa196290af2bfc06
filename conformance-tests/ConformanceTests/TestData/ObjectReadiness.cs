using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Transport;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Lifecycles;

namespace PartnerApi.Conformance.TestData;

/// <summary>
/// Waits until an object that the suite created is ready, where the deployment demands it: some accept an order only for a product that
/// is ACTIVE. Whether a deployment does is tried once for each type of object, so that others cost no wait. An object that does not
/// become ready by itself, such as a customer without onboarding, is started by the command whose lifecycle makes it ready.
/// </summary>
/// <param name="target">The deployment.</param>
/// <param name="notes">Receives a line about the waits.</param>
/// <param name="time">Waits.</param>
/// <param name="cancellation">Ends the run.</param>
internal sealed class ObjectReadiness(
    TargetContract target, RunNotes notes, TimeProvider time, CancellationToken cancellation) : IDisposable
{
    private static readonly Lazy<ImmutableArray<Lifecycle>> Lifecycles = new(LifecyclesFile.Embedded);

    private static readonly TimeSpan MinWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _lock = new(1);
    private readonly ConcurrentDictionary<(string Type, string Id), ApiCall> _pending = new();
    private readonly ConcurrentDictionary<(string Type, string Id), Lazy<Task>> _waits = new();
    private readonly ConcurrentDictionary<string, string?> _refusals = new();
    private readonly ConcurrentDictionary<string, Finding> _failures = new();

    private TimeSpan TimeLimit => TimeSpan.FromSeconds(target.Settings.MaxWaitSeconds);

    /// <summary>Remembers a new object that may not be ready yet.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="reading">The request that reads it; null when none does, so that its status stays unknown.</param>
    public void Add(string type, string id, ApiCall? reading)
    {
        if (reading is not null && LifecycleOf(type) is { Pending.IsEmpty: false })
        {
            _pending[(type, id)] = reading;
        }
    }

    /// <summary>Waits until the objects that a command names are ready, if the deployment demands it.</summary>
    /// <param name="sender">Whose requests these are.</param>
    /// <param name="call">The command, which the contract marks as one that needs ready objects.</param>
    /// <param name="again">The same command with new unique values, to try whether the deployment demands it.</param>
    /// <param name="activation">Builds the command that makes an object ready: the operation, the member with the id, and the id.</param>
    /// <exception cref="PrerequisiteException">An object does not become ready.</exception>
    public async Task AwaitAsync(
        IRequestSender sender,
        ApiCall call,
        Func<ApiCall> again,
        Func<Operation, string, string, Task<ApiCall>> activation)
    {
        foreach (var (type, id) in Named(call))
        {
            if (_pending.TryGetValue((type, id), out var reading) && await IsDemandedAsync(sender, type, reading, again))
            {
                await _waits.GetOrAdd((type, id), _ => new(() => MakeReadyAsync(sender, type, id, reading, activation))).Value;
                _pending.TryRemove((type, id), out _);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static Lifecycle? LifecycleOf(string type) =>
        Lifecycles.Value.FirstOrDefault(lifecycle => lifecycle.Resources.Any(resource => resource.Type == type));

    private static IEnumerable<(string Type, string Id)> Named(ApiCall call)
    {
        var inPath = call.Operation.PathParameters
            .Where(parameter => parameter.ResourceType is not null && call.Path.ContainsKey(parameter.Name))
            .Select(parameter => (parameter.ResourceType!, call.Path[parameter.Name]));
        var inBody =
            from reference in call.Operation.References
            where !reference.IsNested
            from place in reference.In(call.Body)
            from type in reference.Types
            select (type, place.Id);
        return inPath.Concat(inBody).Distinct();
    }

    // One try for each type: the command while the object is pending. A refusal may have another cause, which the wait does not remove;
    // the scenario finds it.
    private async Task<bool> IsDemandedAsync(IRequestSender sender, string type, ApiCall reading, Func<ApiCall> again)
    {
        await _lock.WaitAsync(cancellation);
        try
        {
            if (_refusals.TryGetValue(type, out var known))
            {
                return known is not null;
            }

            if (!await IsPendingAsync(sender, type, reading))
            {
                return false;
            }

            var reply = await sender.SendAsync(again().Build(target));
            if (!reply.Succeeded && reply.Status is < 400 or >= 500 or 401 or 429)
            {
                return false;
            }

            _refusals[type] = reply.Succeeded ? null : reply.Summary();
            return !reply.Succeeded;
        }
        finally
        {
            _lock.Release();
        }
    }

    private async Task MakeReadyAsync(
        IRequestSender sender,
        string type,
        string id,
        ApiCall reading,
        Func<Operation, string, string, Task<ApiCall>> activation)
    {
        if (_failures.TryGetValue(type, out var failed))
        {
            throw new PrerequisiteException(failed);
        }

        if (!await IsPendingAsync(sender, type, reading))
        {
            return;
        }

        if (TimeLimit == TimeSpan.Zero)
        {
            throw Failed(type, $"the deployment refuses one that is not: {_refusals[type]}", "raise maxWaitSeconds");
        }

        if (Activator(type) is var (operation, member))
        {
            var reply = await sender.SendAsync((await activation(operation, member, id)).Build(target));
            if (!reply.Succeeded)
            {
                throw Failed(type, $"{operation.Id} had to make it ready: {reply.Summary()}", $"fix the refusal of {operation.Id} first");
            }
        }

        await WaitAsync(sender, type, reading);
    }

    private async Task WaitAsync(IRequestSender sender, string type, ApiCall reading)
    {
        var note = $"waiting up to {target.Settings.MaxWaitSeconds} s for each {type} to be ready: "
            + "the deployment refuses one that is not";
        if (!notes.Lines.Contains(note))
        {
            notes.Add(note);
        }

        var started = time.GetTimestamp();
        for (var wait = MinWait; await IsPendingAsync(sender, type, reading); wait = wait * 2 < MaxWait ? wait * 2 : MaxWait)
        {
            if (time.GetElapsedTime(started) + wait > TimeLimit)
            {
                throw Failed(
                    type, $"it is not ready after {target.Settings.MaxWaitSeconds} s", "raise maxWaitSeconds, or skip the operations");
            }

            await Task.Delay(wait, time, cancellation);
        }
    }

    private PrerequisiteException Failed(string type, string actual, string remedy) =>
        new(_failures[type] = new(Outcome.Untestable, $"a {type} that is ready", actual, remedy));

    private async Task<bool> IsPendingAsync(IRequestSender sender, string type, ApiCall reading)
    {
        var reply = await sender.SendAsync(reading.Build(target));
        return LifecycleOf(type) is { } lifecycle
            && reply.Succeeded
            && reply.Json.Member(lifecycle.StatusMember) is { ValueKind: JsonValueKind.String } status
            && lifecycle.Pending.Contains(status.GetString()!);
    }

    // An object with a schedule becomes ready by itself. Of another one, the command is searched whose lifecycle ends with its being ready.
    private (Operation Operation, string Member)? Activator(string type)
    {
        var own = LifecycleOf(type)!;
        if (own.Steps.Any(step => !own.Pending.Contains(step.Status)))
        {
            return null;
        }

        var found =
            from lifecycle in Lifecycles.Value
            from outcome in lifecycle.Outcomes
            where own.Statuses.Contains(outcome.Becomes)
                && !own.Pending.Contains(outcome.Becomes)
                && lifecycle.Steps.Any(step => step.Status == outcome.When)
            from resource in lifecycle.Resources
            let creator = target.Creator(resource.Type)
            where creator is not null
            from reference in creator.References
            where reference.Member == outcome.Of && TestObjects.ReferredType(reference, creator.RequestExample) == type
            select (creator, reference.Member);
        return found.Select(pair => ((Operation, string)?)pair).FirstOrDefault();
    }
}
