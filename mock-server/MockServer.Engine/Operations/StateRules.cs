using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>The reasons to refuse a command for what there is already, in order: what its body refers to, a conflict, a full session.</summary>
public static class StateRules
{
    /// <summary>Id of the rule that ids in a body name objects that exist.</summary>
    public const string References = "API.reference";

    /// <summary>All rules; the first broken one answers.</summary>
    public static ImmutableArray<Rule<CommandRequest>> All { get; } =
    [
        new("API.webhook.url", request => request.Operation.Resource is { Type: ResourceStore.Webhook, Action: ResourceAction.Put }
            && request.Session is { Webhooks.Hosts: var hosts }
            && !hosts.MayRegister(request.Body.Members.Text("url") ?? "")
            ? new(400, "WEBHOOK_URL_INVALID", "the url is no https address; plain http is taken for this machine and for hosts that the mock was told of (setting webhookHost)")
                { Fields = [new("url", "Https", "must be an https address")] }
            : null),
        new(References, request => BodyReferences.Faults(request) is { IsEmpty: false } faults
            ? new(400, "REFERENCE_INVALID", "the body refers to something that does not exist, or cannot be used yet") { Fields = faults }
            : null),
        new("API.labels", request => CustomerLabelBehaviour.TooMany(request) is { } customer
            ? new(400, "TOO_MANY_LABELS", $"a customer has at most {CustomerLabelBehaviour.Max} labels; the whole call is refused")
                { Fields = [new("customerIds", "TooManyLabels", $"{customer} has {CustomerLabelBehaviour.Max} labels already")] }
            : null),
        new("API.state", request => WizardBehaviour.IsCompleted(request)
            ? new(409, "STATE_CONFLICT", $"the wizard is {WizardBehaviour.Completed}: it cannot be changed any more")
            : null),
        new("API.wizard.complete", request => WizardBehaviour.Missing(request) is { IsEmpty: false } missing
            ? new(400, "WIZARD_INCOMPLETE", "the person cannot be created from the sections so far") { Fields = missing }
            : null),
        new("API.conflict", request => IsTaken(request)
            ? new(409, "ALREADY_EXISTS", "the externalId is taken by another object of this kind")
                { Fields = [new("externalId", "Unique", "must be unique")] }
            : null),
        new("API.unique", Repeated),
        new("API.capacity", request => request.Operation.Resource is { Action: ResourceAction.Create or ResourceAction.Put } && request.Session.Resources.IsFull
            ? new(429, "TOO_MANY_OBJECTS", $"this session of the mock holds {ResourceStore.Max} objects, which is all it can; reset it, or use a session of your own")
            : null),
    ];

    // Looked at once more while nobody else can change the world: two requests may come at the same time.
    internal static bool LooksAtTheWorld(Rule<CommandRequest> rule) => rule.Requirement == TargetRules.Exists || All.Contains(rule);

    private static bool IsTaken(CommandRequest request) => request.Operation.Resource switch
    {
        { Action: ResourceAction.Create } made => IsTaken(request, made.Type, null),
        { Action: ResourceAction.Update } changed => IsTaken(request, changed.Type, request.PathValue(changed.Id!)) || WizardBehaviour.PersonIsTaken(request),
        _ => false,
    };

    private static bool IsTaken(CommandRequest request, string type, string? except) =>
        request.Body.Members.Text("externalId") is { Length: > 0 } externalId && request.Session.Resources.IsTaken(type, externalId, except);

    private static Refusal? Repeated(CommandRequest request)
    {
        if (request.Operation.Resource is not { Unique: { } unique } resource
            || request.Body.Members.Text(unique.Member) is not { Length: > 0 } value
            || request.Session.Resources.HolderOf(resource.Type, unique.Member, value) is not { } holder
            || (resource.Action == ResourceAction.Update && holder.Id == request.PathValue(resource.Id!))
            || unique.Unless.Contains(holder.Text(request.Session.Lifecycles.Catalogue.Of(resource.Type)?.Lifecycle.StatusMember ?? "status") ?? ""))
        {
            return null;
        }

        var freed = unique.Unless.IsEmpty ? "" : $"; one that is {string.Join(" or ", unique.Unless)} would not count";
        return new(unique.Status, "ALREADY_EXISTS", $"there is another {resource.Type} with this {unique.Member} already{freed}")
        {
            Fields = [new(unique.Member, "Unique", "must be unique")],
        };
    }
}
