using System.Collections.Frozen;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Lifecycles;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>Carries out a request that broke no rule, as the contract's <c>x-resource</c> says.</summary>
public sealed class CommandHandler
{
    // The id, two times, and what follows from the rest.
    private const int AddedMembers = 4;

    private readonly FrozenDictionary<string, ReplyShape> _shapes;
    private readonly FrozenDictionary<string, JsonMembers> _initial;

    /// <summary>Reads the reply schemas of a contract.</summary>
    /// <param name="contract">The contract.</param>
    public CommandHandler(Contract contract)
    {
        var root = JsonNode.Parse(contract.Document)!;
        _shapes = contract.Operations
            .Where(operation => operation.ResponseSchema is not null)
            .ToFrozenDictionary(operation => operation.Id, operation => new ReplyShape(root, root["components"]!["schemas"]![operation.ResponseSchema!]!));
        _initial = contract.Operations.ToFrozenDictionary(operation => operation.Id, operation => JsonMembers.Of(operation.Resource?.Initial));
    }

    /// <summary>Carries out a request.</summary>
    /// <param name="request">A request that broke no rule.</param>
    /// <returns>The documented success.</returns>
    public ApiReply Answer(CommandRequest request) => request.Operation.Resource?.Action switch
    {
        ResourceAction.Create => Made(request, request.Session.Ids.Next().ToString()),
        ResourceAction.Read => Filled(request.Operation, Target(request)),
        ResourceAction.List => Lists.Answer(request, _shapes[request.Operation.Id]),
        null => Filled(request.Operation, Members(request)),
        _ when RequestorRules.LateFault(request) is { } late => FailedLate(request, late),
        ResourceAction.Put => Put(request),
        ResourceAction.Update => Updated(request),
        ResourceAction.Delete => Deleted(request),
        ResourceAction.Assign or ResourceAction.Unassign => Labelled(request),
        _ => Acted(request),
    };

    private ApiReply Made(CommandRequest request, string id)
    {
        var resource = request.Operation.Resource!;
        var members = Members(request);
        members.Set(resource.Id!, id);
        Derived.Complete(members);
        if (RequestorRules.LateFault(request) is { } late)
        {
            Invalidate(request, members, late);
        }

        request.Session.World.Keep(resource.Type, id, Owner(resource.Parent, request, members), members);
        CustomerLabels.Register(request.Session.World, CustomerLabels.Labels(members));
        return Filled(request.Operation, members);
    }

    // An order names its wallet in the body, a product its customer in the path.
    private static string? Owner(string? name, CommandRequest request, JsonMembers members) =>
        name is null ? null : request.PathValue(name) ?? members.Text(name);

    private static void Invalidate(CommandRequest request, JsonMembers members, Refusal late)
    {
        var status = request.Session.Progress.Catalogue.Of(request.Operation.Resource!.Type)?.Lifecycle.StatusMember ?? "status";
        members.Set(status, "INVALID");
        members.Set(ValidationFault.Member, Fault(late).ToJson());
    }

    private static ValidationFault Fault(Refusal late) => new("REQUESTOR_INVALID_ERROR", late.Explanation);

    // Accepted, and then nothing comes of it: the object stays as it was.
    private ApiReply FailedLate(CommandRequest request, Refusal late)
    {
        var target = Target(request);
        request.Session.Webhooks.TellFailure(request.Operation.Resource!.Type, target, Fault(late), request.Session.Clock.GetUtcNow());
        return Filled(request.Operation, target);
    }

    private ApiReply Put(CommandRequest request)
    {
        var resource = request.Operation.Resource!;
        var key = Key(request);
        if (resource.Type == CustomerLabels.Type && request.PathValues is [var named, ..] && named != key)
        {
            CustomerLabels.Rename(request.Session.World, named, key);
        }

        return Made(request, key);
    }

    private ApiReply Updated(CommandRequest request)
    {
        var resource = request.Operation.Resource!;
        var changes = new JsonMembers(request.Body.Members);
        if (Wizard.Creates(request))
        {
            Wizard.Create(request);
            changes.Set(Wizard.Status, Wizard.Completed);
        }

        CustomerLabels.Register(request.Session.World, CustomerLabels.Labels(changes));
        var changed = request.Session.World.Change(resource.Type, request.PathValue(resource.Id!)!, changes);
        return Filled(request.Operation, changed);
    }

    private ApiReply Deleted(CommandRequest request)
    {
        var kept = Target(request);
        var resource = request.Operation.Resource!;
        var id = request.PathValue(resource.Id!)!;
        if (resource.Type == CustomerLabels.Type)
        {
            CustomerLabels.Rename(request.Session.World, id, null);
        }

        request.Session.World.Remove(resource.Type, id);
        return Filled(request.Operation, kept);
    }

    private ApiReply Labelled(CommandRequest request)
    {
        CustomerLabels.Change(request);
        return Filled(request.Operation, new JsonMembers());
    }

    private ApiReply Acted(CommandRequest request)
    {
        var resource = request.Operation.Resource!;
        var target = Target(request);
        var catalogue = request.Session.Progress.Catalogue;
        if (request.Operation.Method == "DELETE" && catalogue.Of(resource.Type) is ({ Cancel: { } cancel } lifecycle, _))
        {
            // A cancel that comes too late is accepted, changes nothing and tells nobody.
            if (cancel.From.Contains(target.Text(lifecycle.StatusMember) ?? ""))
            {
                request.Session.World.Update(resource.Type, target.Id, new() { [lifecycle.StatusMember] = cancel.To });
            }
        }
        else if (request.Operation.Async is { } name && catalogue.Find(name) is { } started)
        {
            Start(request, started, target);
        }

        return Filled(request.Operation, target);
    }

    // An act that takes its time is an object of its own, under the one that it is about.
    private void Start(CommandRequest request, Lifecycle lifecycle, Resource target)
    {
        var row = lifecycle.Resources[0];
        var id = request.Session.Ids.Next().ToString();
        var members = Members(request);
        members.Set(row.Members[0], id);
        members.Set(lifecycle.StatusMember, lifecycle.Start);
        request.Session.World.Keep(row.Type, id, target.Id, members);
    }

    // Most changes are answered without a body, so the object is not looked at.
    private ApiReply Filled(Operation operation, Resource? kept) =>
        Filled(operation, _shapes.ContainsKey(operation.Id) && kept is not null ? kept.Members : new());

    private ApiReply Filled(Operation operation, JsonMembers kept) =>
        !_shapes.TryGetValue(operation.Id, out var shape) ? File(operation)
        : operation.Resource is null && shape.Example is { } example ? ApiReply.OfJson(operation.SuccessStatus, example)
        : ApiReply.OfJson(operation.SuccessStatus, shape.Fill(kept).ToUtf8());

    // A receipt or document file has a media type and no schema; the mock keeps no files.
    private static ApiReply File(Operation operation) =>
        operation.ResponseMediaType is { } mediaType
            ? new()
            {
                Status = operation.SuccessStatus,
                Headers = HeaderList.Empty.With("Content-Type", mediaType),
                Body = "%PDF-1.4\n%%EOF\n"u8.ToArray(),
            }
            : ApiReply.Empty(operation.SuccessStatus);

    // Without the rule that knows every target, the one asked for may be nothing.
    private static Resource Target(CommandRequest request)
    {
        var resource = request.Operation.Resource!;
        var id = request.PathValue(resource.Id!)!;
        return request.Session.World.Find(resource.Type, id) ?? new(id, null, new JsonMembers());
    }

    private JsonMembers Members(CommandRequest request)
    {
        var members = new JsonMembers(_initial[request.Operation.Id], request.Body.Members.Count + request.Operation.PathParameters.Length + AddedMembers);
        members.SetAll(request.Body.Members);
        foreach (var parameter in request.Operation.PathParameters)
        {
            if (members.Value(parameter.Name) is null)
            {
                members.Set(parameter.Name, request.PathValue(parameter.Name));
            }
        }

        return members;
    }

    private static string Key(CommandRequest request)
    {
        var resource = request.Operation.Resource!;
        return request.PathValue(resource.Id!) ?? request.Body.Members.Text(resource.Id!) ?? "";
    }
}
