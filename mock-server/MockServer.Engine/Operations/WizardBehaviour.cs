using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>The wizard that collects the data of a natural person in sections; a new section replaces the earlier one.</summary>
internal sealed class WizardBehaviour : ResourceBehaviour
{
    public const string Type = "naturalPersonWizard";
    public const string Completed = "FULLY_COMPLETED";
    private const string Status = "wizardStatus";
    private const string CreateMember = "createNaturalPerson";
    private const string Section = "Data";

    public static bool IsCompleted(CommandRequest request) => Stored(request)?.Text(Status) == Completed;

    /// <summary>Whether the request asks for the person.</summary>
    private static bool Creates(CommandRequest request) =>
        IsWizard(request)
        && request.Body.Value is JsonObject body
        && body[CreateMember] is JsonValue create
        && create.TryGetValue<bool>(out var wanted)
        && wanted;

    /// <summary>Why the person cannot be created; empty when creation is not requested or nothing is missing.</summary>
    public static ImmutableArray<FieldFault> Missing(CommandRequest request) => Creates(request)
        ? [.. request.Contract.Schemas.Validate(Creation(request).RequestSchema!, Person(request).ToJsonString())
            .Select(problem => new FieldFault(problem.Field, problem.Code, problem.Message)), .. Contradictions(Person(request))]
        : [];

    private static IEnumerable<FieldFault> Contradictions(JsonObject person) =>
        BusinessChecks.UsNationalityFault(person["isUsNationality"], person["nationalities"]) is { } reason
            ? [new("isUsNationality", "Contradiction", reason)]
            : [];

    public static bool PersonIsTaken(CommandRequest request) =>
        Creates(request)
        && (string?)Person(request)["externalId"] is { } externalId
        && request.Session.Resources.IsTaken(ResourceStore.NaturalPerson, externalId);

    /// <inheritdoc/>
    public override void OnUpdate(CommandRequest request, MemberList changes, ResourceTransaction transaction)
    {
        if (Creates(request))
        {
            changes.Set("naturalPersonId", Create(request, transaction));
            changes.Set(Status, Completed);
        }
    }

    /// <inheritdoc/>
    public override void CompletePage(CommandRequest request, JsonObject page) => page["openWizardCount"] = request.Session.Resources
        .Page(Type, null, 0, int.MaxValue, wizard => wizard.Text(Status) != Completed).Length;

    private static string Create(CommandRequest request, ResourceTransaction transaction)
    {
        var creation = Creation(request);
        var created = creation.Resource!;
        var id = request.Ids.Next().ToString();
        var members = created.Initial?.DeepClone().AsObject() ?? [];
        foreach (var (name, value) in Person(request).Where(member => creation.RequestMembers.Contains(member.Key)))
        {
            members[name] = value?.DeepClone();
        }

        members[created.Id!] = id;
        transaction.Upsert(created.Type, id, null, members);
        return id;
    }

    private static bool IsWizard(CommandRequest request) => request.Operation.Resource is { Type: Type, Action: ResourceAction.Update };

    private static Operation Creation(CommandRequest request) => request.Contract.Operations.First(operation =>
        operation.Resource is { Type: ResourceStore.NaturalPerson, Action: ResourceAction.Create });

    private static Resource? Stored(CommandRequest request) =>
        IsWizard(request) ? request.Session.Resources.Find(Type, request.PathValue(request.Operation.Resource!.Id!)!) : null;

    // The sections after this request, with their members in one flat object as the create command has them.
    private static JsonObject Person(CommandRequest request)
    {
        var sections = Stored(request)?.Body ?? [];
        foreach (var (name, value) in request.Body.Value!.AsObject())
        {
            sections[name] = value?.DeepClone();
        }

        var person = new JsonObject();
        foreach (var (name, value) in sections)
        {
            if (value is JsonObject section && name.EndsWith(Section, StringComparison.Ordinal))
            {
                foreach (var (member, entry) in section)
                {
                    person[member] = entry?.DeepClone();
                }
            }
            else if (value is JsonObject || name == "externalId")
            {
                person[name] = value?.DeepClone();
            }
        }

        return person;
    }
}
