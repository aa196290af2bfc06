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

    /// <summary>All rules; the first broken one answers. All of them read stored resources.</summary>
    public static ImmutableArray<Rule<CommandRequest>> All { get; } =
    [
        .. ((Rule<CommandRequest>[])
        [
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
            new("API.capacity", request => Creates(request) && request.Session.Resources.IsFull
                ? new(429, "TOO_MANY_OBJECTS", TooManyObjects)
                : null),
        ]).Select(rule => rule with { ReadsState = true }),
    ];

    private static string TooManyObjects =>
        $"this session of the mock holds {ResourceStore.Max} objects, which is all it can; reset it, or use a session of your own";

    private static bool Creates(CommandRequest request) => request.Operation.Resource is { Action: ResourceAction.Create or ResourceAction.Put };

    private static bool IsTaken(CommandRequest request) => request.Operation.Resource switch
    {
        { Action: ResourceAction.Create } made => IsTaken(request, made.Type, null),
        { Action: ResourceAction.Update } changed =>
            IsTaken(request, changed.Type, request.PathValue(changed.Id!)) || WizardBehaviour.PersonIsTaken(request),
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
            || unique.Unless.Contains(Status(request, resource.Type, holder)))
        {
            return null;
        }

        var freed = unique.Unless.IsEmpty ? "" : $"; one that is {string.Join(" or ", unique.Unless)} would not count";
        return new(unique.Status, "ALREADY_EXISTS", $"there is another {resource.Type} with this {unique.Member} already{freed}")
        {
            Fields = [new(unique.Member, "Unique", "must be unique")],
        };
    }

    private static string Status(CommandRequest request, string type, Resource resource) =>
        resource.Text(request.Session.Lifecycles.Catalogue.ForType(type)?.Lifecycle.StatusMember ?? "status") ?? "";
}
