using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>The wizard that gathers a natural person section by section: a section that is sent replaces the earlier one.</summary>
internal static class Wizard
{
    public const string Completed = "FULLY_COMPLETED";
    public const string Status = "wizardStatus";
    private const string Type = "naturalPersonWizard";
    private const string Order = "createNaturalPerson";
    private const string Section = "Data";

    public static bool IsCompleted(CommandRequest request) => Kept(request)?.Text(Status) == Completed;

    /// <summary>Whether the request asks for the person.</summary>
    public static bool Creates(CommandRequest request) =>
        IsWizard(request) && request.Body.Value is JsonObject body && body[Order] is JsonValue order && order.TryGetValue<bool>(out var wanted) && wanted;

    /// <summary>Why the person cannot be created: empty when nobody asks for it, or nothing is missing.</summary>
    public static ImmutableArray<FieldFault> Missing(CommandRequest request) => Creates(request)
        ? [.. request.Contract.Schemas.Validate(Maker(request).RequestSchema!, Person(request).ToJsonString())
            .Select(problem => new FieldFault(problem.Field, problem.Code, problem.Message))]
        : [];

    public static bool PersonIsTaken(CommandRequest request) =>
        Creates(request)
        && (string?)Person(request)["externalId"] is { } externalId
        && request.Session.World.IsTaken(ResourceStore.NaturalPerson, externalId);

    /// <summary>Creates the person.</summary>
    public static void Create(CommandRequest request)
    {
        var made = Maker(request).Resource!;
        var id = request.Session.Ids.Next().ToString();
        var members = made.Initial?.DeepClone().AsObject() ?? [];
        foreach (var (name, value) in Person(request))
        {
            members[name] = value?.DeepClone();
        }

        members[made.Id!] = id;
        request.Session.World.Put(made.Type, id, null, members);
    }

    private static bool IsWizard(CommandRequest request) => request.Operation.Resource is { Type: Type, Action: ResourceAction.Update };

    private static Operation Maker(CommandRequest request) => request.Contract.Operations.First(operation =>
        operation.Resource is { Type: ResourceStore.NaturalPerson, Action: ResourceAction.Create });

    private static Resource? Kept(CommandRequest request) =>
        IsWizard(request) ? request.Session.World.Find(Type, request.PathValue(request.Operation.Resource!.Id!)!) : null;

    // The sections as they would stand after this request, with their members side by side as creating a person has them.
    private static JsonObject Person(CommandRequest request)
    {
        var sections = Kept(request)?.Body ?? [];
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
