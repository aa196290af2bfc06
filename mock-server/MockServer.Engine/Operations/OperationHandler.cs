using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Lifecycles;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>Executes a valid request as the contract's <c>x-resource</c> describes it.</summary>
public sealed class OperationHandler
{
    // The id, two timestamps, and one derived member.
    private const int AddedMembers = 4;

    private readonly FrozenDictionary<string, ReplyShape> _shapes;
    private readonly FrozenDictionary<string, MemberList> _initial;

    // What replies show and requests do not declare belongs to the platform, such as ids and statuses.
    private readonly FrozenDictionary<string, ImmutableArray<ReadOnlyMemory<byte>>> _ofPlatform;

    /// <summary>Reads the reply schemas of a contract.</summary>
    /// <param name="contract">The contract.</param>
    public OperationHandler(Contract contract)
    {
        var root = JsonNode.Parse(contract.Document)!;
        _shapes = contract.Operations
            .Where(operation => operation.ResponseSchema is not null)
            .ToFrozenDictionary(
                operation => operation.Id,
                operation => new ReplyShape(root, root["components"]!["schemas"]![operation.ResponseSchema!]!));
        _initial = contract.Operations.ToFrozenDictionary(
            operation => operation.Id, operation => MemberList.From(operation.Resource?.Initial));
        _ofPlatform = contract.Operations.ToFrozenDictionary(
            operation => operation.Id, operation => OfPlatform(contract, operation));
    }

    /// <summary>Executes a request that changes no objects.</summary>
    /// <param name="request">A valid request.</param>
    /// <returns>The documented success.</returns>
    public ApiReply Read(CommandRequest request) => request.Operation.Resource?.Action switch
    {
        null => ComputedReplies.Answer(request) is { } computed
            ? ApiReply.FromJson(request.Operation.SuccessStatus, _shapes[request.Operation.Id].Fill(MemberList.From(computed)).ToUtf8())
            : Reply(request.Operation, Members(request)),
        ResourceAction.List => Lists.Answer(request, _shapes[request.Operation.Id]),
        _ => Reply(request.Operation, Target(request)),
    };

    /// <summary>Executes a request that changes objects.</summary>
    /// <param name="request">A valid request.</param>
    /// <param name="transaction">The transaction that collects the changes.</param>
    /// <returns>The documented success.</returns>
    public ApiReply Change(CommandRequest request, ResourceTransaction transaction) => request.Operation.Resource!.Action switch
    {
        ResourceAction.Read or ResourceAction.List => Read(request),
        ResourceAction.Create => Create(request, request.Ids.Next().ToString(), transaction),
        _ when RequestorRules.DeferredFault(request) is { } fault => FailDeferred(request, fault),
        ResourceAction.Put => Put(request, transaction),
        ResourceAction.Update => Update(request, transaction),
        ResourceAction.Delete => Delete(request, transaction),
        ResourceAction.Assign or ResourceAction.Unassign => Assign(request, transaction),
        _ => Act(request, transaction),
    };

    private ApiReply Create(CommandRequest request, string id, ResourceTransaction transaction)
    {
        var resource = request.Operation.Resource!;
        var behaviour = ResourceBehaviour.For(resource.Type);
        var members = Members(request);
        members.Set(resource.Id!, id);
        behaviour.Complete(members);
        if (RequestorRules.DeferredFault(request) is { } fault)
        {
            Invalidate(request, members, fault);
        }

        transaction.Upsert(resource.Type, id, Owner(resource.Parent, request, members), members);
        behaviour.OnCreated(request, members, transaction);
        return Reply(request.Operation, members);
    }

    // The owner of an order (its wallet) is in the body, the owner of a product (its customer) in the path.
    private static string? Owner(string? name, CommandRequest request, MemberList members) =>
        name is null ? null : request.PathValue(name) ?? members.Text(name);

    private static void Invalidate(CommandRequest request, MemberList members, Refusal fault)
    {
        var status = request.Session.Lifecycles.Catalogue.ForType(request.Operation.Resource!.Type)?.Lifecycle.StatusMember ?? "status";
        members.Set(status, "INVALID");
        members.Set(ValidationFault.Member, Fault(fault).ToJson());
    }

    private static ValidationFault Fault(Refusal fault) => new("REQUESTOR_INVALID_ERROR", fault.Explanation);

    // The request is accepted, but the object does not change.
    private ApiReply FailDeferred(CommandRequest request, Refusal fault)
    {
        var target = Target(request);
        request.Session.Webhooks.NotifyFailure(
            request.Operation.Resource!.Type, target, Fault(fault), request.Session.Clock.GetUtcNow());
        return Reply(request.Operation, target);
    }

    private ApiReply Put(CommandRequest request, ResourceTransaction transaction)
    {
        var resource = request.Operation.Resource!;
        var key = request.PathValue(resource.Id!) ?? request.Body.Members.Text(resource.Id!) ?? "";
        ResourceBehaviour.For(resource.Type).OnPut(request, key, transaction);
        return Create(request, key, transaction);
    }

    private ApiReply Update(CommandRequest request, ResourceTransaction transaction)
    {
        var resource = request.Operation.Resource!;
        var changes = new MemberList(Sent(request));
        ResourceBehaviour.For(resource.Type).OnUpdate(request, changes, transaction);
        return Reply(request.Operation, transaction.Patch(resource.Type, request.PathValue(resource.Id!)!, changes));
    }

    private ApiReply Delete(CommandRequest request, ResourceTransaction transaction)
    {
        var target = Target(request);
        var resource = request.Operation.Resource!;
        ResourceBehaviour.For(resource.Type).OnDelete(request, target.Id, transaction);
        transaction.Remove(resource.Type, target.Id);
        return Reply(request.Operation, target);
    }

    private ApiReply Assign(CommandRequest request, ResourceTransaction transaction)
    {
        ResourceBehaviour.For(request.Operation.Resource!.Type).Assign(request, transaction);
        return Reply(request.Operation, new MemberList());
    }

    private ApiReply Act(CommandRequest request, ResourceTransaction transaction)
    {
        var resource = request.Operation.Resource!;
        var target = Target(request);
        var catalogue = request.Session.Lifecycles.Catalogue;
        if (request.Operation.Method == "DELETE" && catalogue.ForType(resource.Type) is ({ Cancel: { } cancel } lifecycle, _))
        {
            Cancel(resource.Type, target, lifecycle.StatusMember, cancel, transaction);
        }
        else if (request.Operation.Async is { } name && catalogue.Find(name) is { } started)
        {
            Start(request, started, target, transaction);
        }

        return Reply(request.Operation, target);
    }

    // A late cancellation is accepted, changes nothing and sends no notification.
    private static void Cancel(string type, Resource target, string member, Cancellation cancel, ResourceTransaction transaction)
    {
        if (cancel.From.Contains(target.Text(member) ?? ""))
        {
            transaction.Patch(type, target.Id, new JsonObject { [member] = cancel.To });
        }
    }

    // A long-running action is a separate object whose parent is the target.
    private void Start(CommandRequest request, Lifecycle lifecycle, Resource target, ResourceTransaction transaction)
    {
        var row = lifecycle.Resources[0];
        var id = request.Ids.Next().ToString();
        var members = Members(request);
        members.Set(row.Members[0], id);
        members.Set(lifecycle.StatusMember, lifecycle.Start);
        transaction.Upsert(row.Type, id, target.Id, members);
    }

    // Most changes have a reply without a body.
    private ApiReply Reply(Operation operation, Resource? kept) =>
        Reply(operation, _shapes.ContainsKey(operation.Id) && kept is not null ? Presented(operation, kept) : new());

    private static MemberList Presented(Operation operation, Resource kept)
    {
        var members = kept.Members;
        ResourceBehaviour.For(operation.Resource!.Type).Present(members);
        return members;
    }

    private ApiReply Reply(Operation operation, MemberList kept) =>
        !_shapes.TryGetValue(operation.Id, out var shape) ? File(operation)
        : operation.Resource is null && shape.Example is { } example ? ApiReply.FromJson(operation.SuccessStatus, example)
        : ApiReply.FromJson(operation.SuccessStatus, shape.Fill(kept).ToUtf8());

    private MemberList Sent(CommandRequest request) => request.Body.Members.Without(_ofPlatform[request.Operation.Id]);

    private ImmutableArray<ReadOnlyMemory<byte>> OfPlatform(Contract contract, Operation operation)
    {
        if (operation.Resource is not { } resource)
        {
            return [];
        }

        var shown = contract.Operations.Where(each => each.Resource?.Type == resource.Type && _shapes.ContainsKey(each.Id))
            .SelectMany(each => _shapes[each.Id] is var shape && (shape.IsArray || shape.IsPage) ? shape.Items.Names : shape.Names);
        var initial = resource.Initial?.Select(member => member.Key) ?? [];
        return
        [
            .. shown.Concat(initial).Append(resource.Id ?? "").Distinct().Where(name => !operation.RequestMembers.Contains(name))
                .Select(JsonTexts.Encode),
        ];
    }

    // A file reply has a media type and no schema; the mock does not store files.
    private static ApiReply File(Operation operation) =>
        operation.ResponseMediaType is { } mediaType
            ? new()
            {
                Status = operation.SuccessStatus,
                Headers = HeaderList.Empty.With("Content-Type", mediaType),
                Body = "%PDF-1.4\n%%EOF\n"u8.ToArray(),
            }
            : ApiReply.Empty(operation.SuccessStatus);

    // When the rule API.target.exists is left out, the target may not exist.
    private static Resource Target(CommandRequest request)
    {
        var resource = request.Operation.Resource!;
        var id = request.PathValue(resource.Id!)!;
        return request.Session.Resources.Find(resource.Type, id) ?? new(id, null, new MemberList());
    }

    private MemberList Members(CommandRequest request)
    {
        var members = new MemberList(
            _initial[request.Operation.Id], request.Body.Members.Count + request.Operation.PathParameters.Length + AddedMembers);
        members.SetAll(Sent(request));
        foreach (var parameter in request.Operation.PathParameters)
        {
            if (members.Value(parameter.Name) is null)
            {
                members.Set(parameter.Name, request.PathValue(parameter.Name));
            }
        }

        return members;
    }
}
