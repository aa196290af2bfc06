using System.Collections.Immutable;
using System.Text.Json;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Drift;

/// <summary>
/// The calls that are sent to one deployment. None of them changes anything: a command is about a nonexistent id or has an empty body,
/// and a query may name an object that a list showed.
/// </summary>
/// <param name="run">The deployment, with side effects <c>none</c>.</param>
internal sealed class SafeCalls(RunContext run)
{
    public const string AsDocumented = "as documented";
    public const string ExistingObject = "an existing object";
    public const string NonexistentId = "a nonexistent id";
    public const string EmptyBody = "an empty body";
    public const string WithoutAuthorization = "without Authorization";
    public const string UnknownToken = "an unknown token";
    public const string WithoutRequestor = "without Requestor-ID";
    public const string UnknownGrant = "an unknown grant_type";

    // Lists below objects that another list showed.
    private const int Rounds = 2;
    private const int MaxId = 1_000;

    private readonly Dictionary<(string Type, (string, string)? Where), string> _ids = [];

    /// <summary>Looks into the lists for objects that can be read.</summary>
    /// <exception cref="PrerequisiteException">The deployment gave no token, or a budget is used up.</exception>
    public async Task FindObjectsAsync()
    {
        var token = await run.Tokens.GetSharedAsync(run.Transport);
        var lists = run.Target.Usable(run.Target.Queries)
            .Where(query => query is { SideEffect: false, Resource.Action: ResourceAction.List }).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var list in lists.Where(list => PathOf(list) is not null).ToList())
            {
                lists.Remove(list);
                var call = ApiCall.WithToken(run.Target, list, token) with { Path = PathOf(list)! };
                Keep(list, await run.Transport.SendAsync(call.Build(run.Target)));
            }
        }
    }

    /// <summary>The calls to an operation, by name.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>The calls; empty when none is safe.</returns>
    /// <exception cref="PrerequisiteException">No call is safe, or the deployment gave no token.</exception>
    public async Task<ImmutableSortedDictionary<string, WireRequest>> ForAsync(Operation operation)
    {
        var calls = ImmutableSortedDictionary.CreateBuilder<string, WireRequest>(StringComparer.Ordinal);
        if (operation.Kind == OperationKind.Token)
        {
            var form = TokenForm.Good(run.Target);
            calls[AsDocumented] = form.Build(run.Target);
            calls[UnknownGrant] = (form with { GrantType = "urn:example:grant-type:unregistered" }).Build(run.Target);
            return calls.ToImmutable();
        }

        var good = await run.Objects.GoodCallAsync(run.Transport, operation);
        Add(NameOf(operation), good);
        if (operation is { Kind: OperationKind.Query, PathParameters.IsEmpty: false } && PathOf(operation) is { } path)
        {
            Add(ExistingObject, good with { Path = path });
        }

        Add(WithoutAuthorization, good with { Authorization = null });
        Add(UnknownToken, good with { Authorization = "Bearer not-a-token" });
        if (run.Target.NeedsRequestor(operation))
        {
            Add(WithoutRequestor, good with { Requestor = null });
        }

        return calls.ToImmutable();

        void Add(string name, ApiCall call) => calls[name] = call.Build(run.Target);
    }

    private static string NameOf(Operation operation) =>
        operation.PathParameters.Any(parameter => parameter is { AcceptsNonexistentId: true, ResourceType: not null }) ? NonexistentId
        : operation.Kind == OperationKind.Command ? EmptyBody
        : AsDocumented;

    // Null when an object is needed that no list showed.
    private ImmutableDictionary<string, string>? PathOf(Operation operation)
    {
        var path = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var parameter in operation.PathParameters.Where(parameter => parameter.ResourceType is not null))
        {
            if (!_ids.TryGetValue((parameter.ResourceType!, parameter.Where), out var id))
            {
                return null;
            }

            path[parameter.Name] = id;
        }

        return path.ToImmutable();
    }

    private void Keep(Operation list, Exchange reply)
    {
        if (!reply.Succeeded || reply.Json.Root is not { } root)
        {
            return;
        }

        var type = list.Resource!.Type;
        var parameters = run.Target.Queries.SelectMany(query => query.PathParameters)
            .Where(parameter => parameter.ResourceType == type).DistinctBy(parameter => (parameter.Name, parameter.Where)).ToList();
        foreach (var parameter in parameters)
        {
            var id = Items(root).Where(item => Fits(item, parameter.Where)).Select(item => IdOf(item, type, parameter.Name))
                .FirstOrDefault(found => found is not null);
            if (id is not null)
            {
                _ids.TryAdd((type, parameter.Where), id);
            }
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Array => root.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object),
        JsonValueKind.Object => root.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Array)
            .SelectMany(member => Items(member.Value)),
        _ => [],
    };

    private static bool Fits(JsonElement item, (string Member, string Value)? where) =>
        where is not { } needed || (item.TryGetProperty(needed.Member, out var value) && value.ToString() == needed.Value);

    // The member that a create answers with, or the usual names.
    private string? IdOf(JsonElement item, string type, string parameter)
    {
        var created = run.Target.Contract.Operations
            .Where(operation => operation.Resource is { Action: ResourceAction.Create or ResourceAction.Put } made && made.Type == type)
            .Select(operation => operation.Resource!.Id);
        foreach (var name in created.Append("id").Append(parameter).OfType<string>())
        {
            if (item.TryGetProperty(name, out var id) && id.ValueKind is JsonValueKind.String or JsonValueKind.Number
                && id.ToString() is { Length: > 0 and <= MaxId } text)
            {
                return text;
            }
        }

        return null;
    }
}
