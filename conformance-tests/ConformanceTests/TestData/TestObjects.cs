using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Transport;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Generation;

namespace PartnerApi.Conformance.TestData;

/// <summary>
/// Creates what an operation needs to exist, from the contract alone: for each id in its path the operation that creates such
/// an object is called first. One object per type serves all scenarios that only read or refer to it; a scenario that changes or
/// ends an object has its own. A command about a natural person is about the requestor, because with permission checks a requestor
/// may act only for itself.
/// </summary>
/// <param name="target">The deployment.</param>
/// <param name="tokens">Gets access tokens.</param>
/// <param name="runId">Part of every external id, so that runs do not collide.</param>
/// <param name="seed">Seed of people, companies and addresses.</param>
/// <param name="notes">Receives a line about each kind of wait.</param>
/// <param name="time">Says which dates are recent, and waits.</param>
/// <param name="cancellation">Ends the run.</param>
public sealed class TestObjects(
    TargetContract target, AccessTokens tokens, string runId, int seed, RunNotes notes, TimeProvider time,
    CancellationToken cancellation)
    : IDisposable
{
    private const string Person = "naturalPerson";

    // It becomes a part of addresses.
    private const int MaxId = 1_000;

    private static readonly TimeSpan MinWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _ids = new();
    private readonly ConcurrentDictionary<string, bool> _unreadable = new();
    private readonly ObjectReadiness _readiness = new(target, notes, time, cancellation);
    private readonly RequestBodies _generated = new(target.Contract, seed);
    private readonly ConcurrentDictionary<string, int> _created = new();
    private int _bodies;

    /// <summary>Builds a request that must succeed: with token, requestor where needed, and everything that it is about.</summary>
    /// <param name="sender">Whose request it is.</param>
    /// <param name="operation">The operation.</param>
    /// <returns>The call; on a target that nothing may be changed on, it is about nonexistent ids.</returns>
    /// <exception cref="PrerequisiteException">The target gave no token, or did not create an object.</exception>
    public async Task<ApiCall> GoodCallAsync(IRequestSender sender, Operation operation)
    {
        var call = new ApiCall(operation)
        {
            Authorization = "Bearer " + await tokens.GetSharedAsync(sender),
            Requestor = operation.NeedsRequestor(target.Settings.Policy) ? target.Settings.RequestorId : null,
        };
        if (target.Settings.MayExecute(operation))
        {
            call = call with { Body = await BodyAsync(sender, operation), Path = await PathIdsAsync(sender, operation) };
            if (operation.NeedsReady && !UsesUp(operation))
            {
                await _readiness.AwaitAsync(
                    sender,
                    call,
                    () => call with { Body = Fresh(call.Body) },
                    (command, member, id) => ActivationAsync(sender, command, member, id));
            }

            return call;
        }

        return IsHarmless(operation)
            ? call with { Body = Recent(operation, HarmlessBody(operation)) }
            : throw new PrerequisiteException(new(
            Outcome.NotApplicable,
            "a request that changes nothing",
            $"there is none for {operation.Id}: it takes no body and names nothing that could be a nonexistent id; "
            + "sideEffects and declaredOperations can allow it"));
    }

    /// <summary>The same request with new unique values. What the first one ended or used up is created anew.</summary>
    /// <param name="sender">Whose request it is.</param>
    /// <param name="call">The request.</param>
    /// <returns>The request, ready to be sent again.</returns>
    /// <exception cref="PrerequisiteException">The target did not create an object.</exception>
    public async Task<ApiCall> AgainAsync(IRequestSender sender, ApiCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!target.Settings.MayExecute(call.Operation) || !UsesUp(call.Operation))
        {
            return call with { Body = Fresh(call.Body) };
        }

        var anew = await GoodCallAsync(sender, call.Operation);
        return call with { Path = anew.Path, Body = anew.Body };
    }

    /// <summary>The body of an example with external ids that no other request used.</summary>
    /// <param name="example">The example; null for none.</param>
    /// <returns>A copy; null for none.</returns>
    public JsonNode? Fresh(JsonNode? example)
    {
        var body = example?.DeepClone();
        var number = Interlocked.Increment(ref _bodies);
        if (body is JsonObject members)
        {
            ReplaceIfPresent(members, "externalId", $"conformance-{runId}-{number}");
            ReplaceIfPresent(members, "email", $"conformance-{runId}-{number}@example.org");
        }

        return body;
    }

    /// <inheritdoc/>
    public void Dispose() => _readiness.Dispose();

    // Where objects of several types fit, the body says which it means: BENEFICIAL_OWNER beside the id of a beneficialOwner.
    internal static string ReferredType(BodyReference reference, JsonNode? body)
    {
        var words = (body as JsonObject ?? []).Select(member => Word(member.Value)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return reference.Types.FirstOrDefault(words.Contains)
            ?? reference.Types.FirstOrDefault(type => type == Person)
            ?? reference.Types[0];
    }

    private JsonNode? Generated(Operation operation) =>
        _generated.Create(operation, _created.AddOrUpdate(operation.Id, 0, (_, number) => number + 1));

    /// <summary>
    /// Whether no other scenario works on the objects in the path of a request. A person is the requestor, and an object whose name comes
    /// from a list exists once.
    /// </summary>
    /// <param name="call">The request.</param>
    /// <returns>False when one of them is shared.</returns>
    internal bool AreOwn(ApiCall call) => call.Operation.PathParameters.All(parameter =>
        parameter.ResourceType is not { } type
        || (call.Path.GetValueOrDefault(parameter.Name) is { } id
            && id != target.Settings.RequestorId
            && (target.Creator(type, parameter.Where) is not { Resource.Action: ResourceAction.Put } || id.StartsWith(
                "conformance-",
                StringComparison.Ordinal))));

    /// <summary>Whether there is a request to an operation that may be sent.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>False when each request would change something that may not be changed.</returns>
    internal bool HasGoodCall(Operation operation) => target.Settings.MayExecute(operation) || IsHarmless(operation);

    /// <summary>The query that reads the object which a command names in its path.</summary>
    /// <param name="command">The command.</param>
    /// <returns>The query; null when the contract has none.</returns>
    internal ApiCall? ReadingCall(ApiCall command)
    {
        var resource = command.Operation.Resource;
        var read = target.Queries.FirstOrDefault(query => !target.IsSkipped(query)
            && query is { SideEffect: false, Resource.Action: ResourceAction.Read }
            && query.Resource.Type == resource?.Type
            && query.PathParameters.All(parameter => command.Path.ContainsKey(parameter.Name))
            && query.Resource.Id is { } id && id == resource.Id);
        return read is null ? null : command with { Operation = read, Body = null };
    }

    /// <summary>Whether a command succeeds only once: it ends its object, or uses a value up that no second object may have.</summary>
    /// <param name="operation">The command.</param>
    /// <returns>True when a repetition is refused.</returns>
    internal static bool WorksOnce(Operation operation) => operation.Resource is { Ends: true } or { Unique: not null }
        || TargetContract.CreatesByExternalId(operation);

    // A nonexistent id cannot be found, and a body without any member cannot be accepted where one is required.
    private static bool IsHarmless(Operation operation) =>
        operation.PathParameters.Any(parameter => parameter.AcceptsNonexistentId) || operation.RequestBodyRequired;

    // A nonexistent id in the body alone is not enough: a command may be accepted first and fail later, which leaves a trace.
    private static JsonNode? HarmlessBody(Operation operation) => operation switch
    {
        { RequestMediaType: null } => null,
        { Probe: { } probe } when operation.PathParameters.Any(parameter => parameter.AcceptsNonexistentId) => probe.DeepClone(),
        _ => new JsonObject(),
    };

    private JsonNode? Recent(Operation operation, JsonNode? body)
    {
        foreach (var date in operation.RecentDates)
        {
            date.Renew(body, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        }

        return body;
    }

    private static void ReplaceIfPresent(JsonObject members, string name, string value)
    {
        if (members.ContainsKey(name))
        {
            members[name] = value;
        }
    }

    // What the body refers to must exist as well. Where it is a person, the requestor is one, and may act for what is theirs.
    private async Task<JsonNode?> BodyAsync(IRequestSender sender, Operation operation)
    {
        var body = Recent(operation, Fresh(Generated(operation)));
        // Two persons in one body are different ones.
        var hasPerson = false;
        foreach (var reference in operation.References.Where(reference => reference.In(body).Any()))
        {
            var type = ReferredType(reference, body);
            if (type == Person && (!hasPerson || target.Creator(type) is null))
            {
                reference.Fill(body, target.Settings.RequestorId);
                hasPerson = true;
            }
            else if (target.Creator(type) is { } creator && creator.Id != operation.Id)
            {
                // Of what there may be one only, the next call needs another object.
                var anew = reference.Member == operation.Resource?.Unique?.Member;
                reference.Fill(body, await IdAsync(sender, type, creator, anew));
            }
        }

        return body;
    }

    private static string Word(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue<string>(out var word) ? word.Replace("_", "", StringComparison.Ordinal) : "";

    private async Task<ImmutableDictionary<string, string>> PathIdsAsync(IRequestSender sender, Operation operation)
    {
        var ids = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var parameter in operation.PathParameters)
        {
            if (parameter.ResourceType == Person && operation.NeedsRequestor(target.Settings.Policy))
            {
                ids[parameter.Name] = target.Settings.RequestorId;
            }
            else if (parameter.ResourceType is { } type
                && target.Creator(type, parameter.Where) is { } creator
                && creator.Id != operation.Id)
            {
                var own = Changes(operation, parameter);
                ids[parameter.Name] = await IdAsync(sender, type + parameter.Where, creator, own, parameter);
            }
            else if (Renames(operation, parameter))
            {
                ids[parameter.Name] = NewName();
            }
        }

        return ids.ToImmutable();
    }

    // Other scenarios must not see what a scenario changes, and must not end what it works on.
    private static bool Changes(Operation operation, PathParameter parameter) =>
        operation.Resource is { Action: not (ResourceAction.Read or ResourceAction.List) } resource
        && (resource.Id == parameter.Name || (resource.Ends && resource.Type == parameter.ResourceType));

    // A name that nothing has: what has the example's name belongs to other scenarios, or to other users of the deployment.
    private static bool Renames(Operation operation, PathParameter parameter) =>
        operation.Resource is { Action: ResourceAction.Put, Ends: true }
        && parameter is { ResourceType: null, Allowed.IsEmpty: true, Example: not null };

    private string NewName() => $"conformance-{runId}-{Interlocked.Increment(ref _bodies)}";

    // A second request about the same object, or with the same reference, would be refused whatever else is in it.
    private static bool UsesUp(Operation operation) =>
        operation.Resource is { Ends: true }
        || (operation.Resource?.Unique is { } unique && operation.References.Any(reference => reference.Member == unique.Member));

    private Task<string> IdAsync(IRequestSender sender, string kind, Operation creator, bool own, PathParameter? parameter = null) => own
        ? CreateAsync(sender, creator, parameter)
        : _ids.GetOrAdd(kind, _ => new(() => CreateAsync(sender, creator, null))).Value;

    private async Task<string> CreateAsync(IRequestSender sender, Operation creator, PathParameter? own)
    {
        // Nothing is judged here, so the header goes along even where it is not asked for.
        var call = await GoodCallAsync(sender, creator) with { Requestor = target.Settings.RequestorId };
        if (own is { AcceptsNonexistentId: true })
        {
            NameAnew(creator, call.Body);
        }

        var reply = await sender.SendAsync(call.Build(target));
        if (!reply.Succeeded)
        {
            throw NotCreated(creator, reply, reply.Summary());
        }

        var idMember = creator.Resource!.Id!;
        if (creator.Resource is { Action: ResourceAction.Put } && call.Body is JsonObject body && body.ContainsKey(idMember))
        {
            return body[idMember]!.ToString();
        }

        if (reply.Json.Member(idMember) is not { ValueKind: JsonValueKind.String or JsonValueKind.Number } member
            || member.ToString() is not { Length: > 0 and <= MaxId } id)
        {
            throw NotCreated(creator, reply, $"its reply has no member {idMember} of 1 to {MaxId} characters");
        }

        await WaitUntilReadableAsync(sender, call, id);
        _readiness.Add(creator.Resource!.Type, id, ReadingCall(call, id));
        return id;
    }

    // The command that makes an object ready. Its other references keep what the example has: the object alone counts.
    private async Task<ApiCall> ActivationAsync(IRequestSender sender, Operation operation, string member, string id)
    {
        var body = Recent(operation, Fresh(operation.RequestExample));
        operation.References.First(reference => reference.Member == member).Fill(body, id);
        return new(operation)
        {
            Authorization = "Bearer " + await tokens.GetSharedAsync(sender),
            Requestor = target.Settings.RequestorId,
            Body = body,
        };
    }

    // An object that its creator names is an object of its own under a name of its own.
    private void NameAnew(Operation creator, JsonNode? body)
    {
        if (creator.Resource is not { Action: ResourceAction.Put, Id: { } name }
            || body is not JsonObject members
            || (string?)members[name] is not { } known)
        {
            return;
        }

        members[name] = NewName();
        if (!target.Contract.Schemas.Validate(creator.RequestSchema!, members.ToJsonString()).IsEmpty)
        {
            members[name] = known;
        }
    }

    // A deployment may show an object some time after it has confirmed it.
    private async Task WaitUntilReadableAsync(IRequestSender sender, ApiCall creation, string id)
    {
        var type = creation.Operation.Resource!.Type;
        if (_unreadable.ContainsKey(type) || ReadingCall(creation, id) is not { } call)
        {
            return;
        }

        for (var wait = MinWait; (await sender.SendAsync(call.Build(target))).Status == 404; wait *= 2)
        {
            if (wait > MaxWait)
            {
                _unreadable[type] = true;
                return;
            }

            await Task.Delay(wait, time, cancellation);
        }
    }

    private ApiCall? ReadingCall(ApiCall creation, string id)
    {
        var resource = creation.Operation.Resource!;
        var read = target.Queries.FirstOrDefault(query => !target.IsSkipped(query)
            && query is { SideEffect: false, Resource.Action: ResourceAction.Read }
            && query.Resource.Type == resource.Type
            && query.PathParameters.Any(parameter => Names(query, parameter))
            && query.PathParameters.All(parameter => creation.Path.ContainsKey(parameter.Name) || Names(query, parameter)));
        return read is null
            ? null
            : creation with
            {
                Operation = read,
                Body = null,
                Path = creation.Path.SetItem(read.PathParameters.First(parameter => Names(read, parameter)).Name, id),
            };

        bool Names(Operation query, PathParameter parameter) => parameter.Name == query.Resource!.Id
            && (parameter.Where is not { } where || (string?)resource.Initial?[where.Member] == where.Value);
    }

    private static PrerequisiteException NotCreated(Operation creator, Exchange reply, string why) =>
        new(Judgement.Unmet(reply, "an object to work on", $"{creator.Id} had to create it first: {why}"));
}
