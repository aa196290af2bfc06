using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>
/// The rules that read stored state, in order: references, conflicts, limits of the session.
/// </summary>
public static class StateRules
{
    /// <summary>Id of the rule that ids in a body identify existing objects.</summary>
    public const string References = "API.reference";

    /// <summary>Id of the rule of checks that the reference does not document.</summary>
    public const string Inferred = "API.business.inferred";

    /// <summary>All rules; the first broken one refuses the request. All of them read stored resources.</summary>
    public static ImmutableArray<Rule<CommandRequest>> All { get; } =
    [
        .. ((Rule<CommandRequest>[])
        [
            new(References, WrongReference),
            new("API.business", request => Contradictory(BusinessChecks.Documented(request))),
            new(Inferred, request => Contradictory(BusinessChecks.Inferred(request))),
            new("API.labels", request => CustomerLabelBehaviour.TooMany(request) is { } customer
                ? new(400, "TOO_MANY_LABELS", $"a customer has at most {CustomerLabelBehaviour.Max} labels; nothing was changed")
                    { Fields = [new("customerIds", "TooManyLabels", $"{customer} has {CustomerLabelBehaviour.Max} labels")] }
                : null),
            new("API.state", request => WizardBehaviour.IsCompleted(request)
                ? new(409, "STATE_CONFLICT", $"the wizard is {WizardBehaviour.Completed} and can no longer be changed")
                : null),
            new("API.wizard.complete", request => WizardBehaviour.Missing(request) is { IsEmpty: false } missing
                ? new(400, "WIZARD_INCOMPLETE", "sections that are required to create the person are missing") { Fields = missing }
                : null),
            new("API.capacity", request => Full(request) is { } reason
                ? new(429, "TOO_MANY_OBJECTS", $"{reason}; reset the session, delete sessions, or delete objects")
                : null),
            new("API.conflict", request => IsTaken(request)
                ? new(409, "ALREADY_EXISTS", "another object of this type has the same externalId")
                    { Fields = [new("externalId", "Unique", "must be unique")] }
                : null),
            new("API.unique", Repeated),
        ]).Select(rule => rule with { ReadsState = true }),
    ];

    private const string ExternalId = "externalId";

    // An update may make an object larger.
    private static string? Full(CommandRequest request) => request.Operation.Resource switch
    {
        { Action: ResourceAction.Create or ResourceAction.Put } => request.Session.Resources.Full,
        { Action: not (ResourceAction.Read or ResourceAction.List) } when request.Operation.RequestSchema is not null =>
            request.Session.Resources.FullOfBytes,
        _ => null,
    };

    private static bool IsTaken(CommandRequest request) => request.Operation.Resource switch
    {
        { Action: ResourceAction.Create } made => IsTaken(request, made.Type, null),
        { Action: ResourceAction.Update } changed =>
            IsTaken(request, changed.Type, request.PathValue(changed.Id!)) || WizardBehaviour.PersonIsTaken(request),
        _ => false,
    };

    private static bool IsTaken(CommandRequest request, string type, string? except) =>
        request.Operation.RequestMembers.Contains(ExternalId)
            && request.Body.Members.Text(ExternalId) is { Length: > 0 } externalId
            && request.Session.Resources.IsTaken(type, externalId, except);

    private static Refusal? Contradictory(ImmutableArray<FieldFault> faults) => faults.IsEmpty
        ? null
        : new(400, "BUSINESS_RULE_VIOLATED", "the body breaks a rule that its schema does not express") { Fields = faults };

    private static Refusal? WrongReference(CommandRequest request)
    {
        var faults = BodyReferences.Faults(request);
        if (faults.IsEmpty)
        {
            return null;
        }

        return IsTargetInBody(request) && faults.All(fault => fault.Code == BodyReferences.Unknown)
            ? new(404, "NOT_FOUND", "the body refers to an object that does not exist") { Fields = faults }
            : new(400, "REFERENCE_INVALID", "the body refers to an object that does not exist or cannot be used yet") { Fields = faults };
    }

    // The reference lists 404 for commands whose body names their target, such as the start of an onboarding.
    private static bool IsTargetInBody(CommandRequest request) =>
        request.Operation.Statuses.Contains(404) && request.Operation.PathParameters.All(parameter => parameter.ResourceType is null);

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

        var freed = unique.Unless.IsEmpty ? "" : $" (objects with the status {string.Join(" or ", unique.Unless)} do not count)";
        return new(unique.Status, "ALREADY_EXISTS", $"another {resource.Type} has the same {unique.Member}{freed}")
        {
            Fields = [new(unique.Member, "Unique", "must be unique")],
        };
    }

    private static string Status(CommandRequest request, string type, Resource resource) =>
        resource.Text(request.Session.Lifecycles.Catalogue.ForType(type)?.Lifecycle.StatusMember ?? "status") ?? "";
}
