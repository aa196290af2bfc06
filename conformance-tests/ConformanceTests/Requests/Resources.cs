using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Requests;

/// <summary>
/// Makes what an operation needs to exist, from the contract alone: for each id in its path the operation that makes such a
/// resource is called first. One resource per type serves a whole run; what will be deleted is made anew. A command about a
/// natural person is about the requestor, who may act for nobody else where permissions are checked.
/// </summary>
/// <param name="target">The deployment.</param>
public sealed class Resources(Target target)
{
    private const string Person = "naturalPerson";

    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _ids = new();
    private int _made;

    /// <summary>A request to an operation that must succeed: with token, requestor where needed, and everything that it is about.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>The call; on a target that nothing may be changed on, it is about ghosts.</returns>
    /// <exception cref="PrerequisiteException">A token or a resource could not be had.</exception>
    public async Task<ApiCall> GoodCallAsync(Operation operation)
    {
        var call = new ApiCall(operation)
        {
            Authorization = "Bearer " + await target.Tokens.GetAsync(),
            Requestor = operation.NeedsRequestor(target.Settings.Policy) ? target.Settings.RequestorId : null,
        };
        if (target.Settings.MayCarryOut(operation))
        {
            return call with { Body = await FilledAsync(operation), Path = await IdsAsync(operation) };
        }

        return IsHarmless(operation) ? call with { Body = Harmless(operation) } : throw new PrerequisiteException(new(
            Outcome.NotApplicable, "a request that changes nothing", $"there is none for {operation.Id}: it takes no body and names nothing that could be a ghost; sideEffects and declaredOperations can allow it"));
    }

    /// <summary>The body of an example with external ids that nobody has used yet.</summary>
    /// <param name="example">The example; null for none.</param>
    /// <returns>A copy; null for none.</returns>
    public JsonNode? Fresh(JsonNode? example)
    {
        var body = example?.DeepClone();
        var number = Interlocked.Increment(ref _made);
        if (body is JsonObject members)
        {
            Freshen(members, "externalId", $"conformance-{target.Options.RunId}-{number}");
            Freshen(members, "email", $"conformance-{target.Options.RunId}-{number}@example.org");
        }

        return body;
    }

    // A ghost in the path cannot be found, and a body without any member cannot be accepted where one is required.
    private static bool IsHarmless(Operation operation) =>
        operation.PathParameters.Any(parameter => parameter.IsGhost) || operation.RequestBodyRequired;

    // A ghost in the body alone is not enough: a command may be accepted first and fail later, which leaves a trace.
    private static JsonNode? Harmless(Operation operation) => operation switch
    {
        { RequestMediaType: null } => null,
        { Probe: { } probe } when operation.PathParameters.Any(parameter => parameter.IsGhost) => probe.DeepClone(),
        _ => new JsonObject(),
    };

    private static void Freshen(JsonObject members, string name, string value)
    {
        if (members.ContainsKey(name))
        {
            members[name] = value;
        }
    }

    // What the body refers to must exist as well. Where it is a person, the requestor is one, and may act for what is theirs.
    private async Task<JsonNode?> FilledAsync(Operation operation)
    {
        var body = Fresh(operation.RequestExample);
        foreach (var reference in operation.References.Where(reference => reference.In(body).Any()))
        {
            var type = Meant(reference, body);
            if (type == Person)
            {
                reference.Fill(body, target.Settings.RequestorId);
            }
            else if (Maker(type) is { } maker && maker.Id != operation.Id)
            {
                // Of what there may be one only, the next call needs another object.
                reference.Fill(body, await IdAsync(type, maker, anew: reference.Member == operation.Resource?.Unique?.Member));
            }
        }

        return body;
    }

    // Where objects of several types fit, the body says which it means: BENEFICIAL_OWNER beside the id of a beneficialOwner.
    private static string Meant(BodyReference reference, JsonNode? body)
    {
        var words = (body as JsonObject ?? [])
            .Select(member => member.Value is JsonValue value && value.TryGetValue<string>(out var text) ? text.Replace("_", "", StringComparison.Ordinal) : "")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return reference.Types.FirstOrDefault(words.Contains) ?? reference.Types.FirstOrDefault(type => type == Person) ?? reference.Types[0];
    }

    private async Task<ImmutableDictionary<string, string>> IdsAsync(Operation operation)
    {
        var ids = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var parameter in operation.PathParameters)
        {
            if (parameter.ResourceType == Person && operation.NeedsRequestor(target.Settings.Policy))
            {
                ids[parameter.Name] = target.Settings.RequestorId;
            }
            else if (parameter.ResourceType is { } type && Maker(type, parameter.Where) is { } maker && maker.Id != operation.Id)
            {
                ids[parameter.Name] = await IdAsync(type + parameter.Where, maker, anew: operation.Resource is { Action: ResourceAction.Delete } deleted && deleted.Type == type);
            }
        }

        return ids.ToImmutable();
    }

    private Operation? Maker(string type, (string Member, string Value)? where = null) => target.Contract.Operations
        .Where(operation => operation.Resource is { Action: ResourceAction.Create or ResourceAction.Put } resource && resource.Type == type)
        .Where(operation => where is not { } wanted || (string?)operation.Resource!.Initial?[wanted.Member] == wanted.Value)
        .OrderBy(operation => operation.Resource!.Action)
        .FirstOrDefault(operation => target.Settings.MayCarryOut(operation) && !target.IsSkipped(operation));

    private Task<string> IdAsync(string kind, Operation maker, bool anew) => anew
        ? MakeAsync(maker)
        : _ids.GetOrAdd(kind, _ => new(() => MakeAsync(maker))).Value;

    private async Task<string> MakeAsync(Operation maker)
    {
        // Nothing is judged here, so the header goes along even where it is not asked for.
        var call = await GoodCallAsync(maker) with { Requestor = target.Settings.RequestorId };
        if (maker.Resource is { Action: ResourceAction.Put } && call.Body is JsonObject body && body.ContainsKey(maker.Resource.Id!))
        {
            await SentAsync(maker, call);
            return body[maker.Resource.Id!]!.ToString();
        }

        var reply = await SentAsync(maker, call);
        return reply.Json.Member(maker.Resource!.Id!) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } id
            ? id.ToString()
            : throw Missing(maker, reply, $"its reply has no member {maker.Resource.Id}");
    }

    private async Task<Exchange> SentAsync(Operation maker, ApiCall call)
    {
        var reply = await target.SendAsync(call.On(target));
        return reply.Succeeded ? reply : throw Missing(maker, reply, reply.Summary());
    }

    private static PrerequisiteException Missing(Operation maker, Exchange reply, string why) => new(
        Judgement.Obstacle(reply, "a resource to work on") is { Outcome: Outcome.Blocked } blocked
            ? blocked
            : new(Outcome.Untestable, "a resource to work on", reply.Summary(), $"{maker.Id} had to make it first: {why}", reply.Number));
}
