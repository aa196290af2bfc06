using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Lifecycles;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Operations;

/// <summary>Labels that a partner gives to customers. The name is the key; a label exists as soon as somebody uses it.</summary>
internal static class CustomerLabels
{
    public const int Most = 16;
    public const string Type = "customerLabel";
    private const string Member = "labels";
    private const string Event = "LABELS_UPDATE_NOTIFICATION";

    /// <summary>A customer whom the request would give one label too many; null for none.</summary>
    public static string? TooMany(CommandRequest request) =>
        request.Operation.Resource is { Type: Type, Action: ResourceAction.Assign } resource
            ? Customers(request)
                .Where(customer => customer.Found is { } found && Labels(found.Body) is var labels && labels.Count >= Most && !labels.Contains(request.PathValue(resource.Id!)!))
                .Select(customer => customer.Id)
                .FirstOrDefault()
            : null;

    /// <summary>Gives the label to the customers, or takes it from them. All or none are changed.</summary>
    public static void Change(CommandRequest request)
    {
        var label = request.PathValue(request.Operation.Resource!.Id!)!;
        var customers = Customers(request);
        var at = request.Session.Clock.GetUtcNow();
        if (customers.Any(customer => customer.Found is null))
        {
            var fault = new ValidationFault("CUSTOMERS_NOT_FOUND_ERROR", "one of the customers does not exist; nothing was changed");
            Tell(request, [], NotificationType.ValidationError, fault, at);
            return;
        }

        var gives = request.Operation.Resource!.Action == ResourceAction.Assign;
        foreach (var (type, _, found) in customers)
        {
            Set(request.Session.World, type, found!, [.. Labels(found!.Body).Where(other => other != label), .. gives ? [label] : Array.Empty<string>()]);
        }

        if (gives)
        {
            Register(request.Session.World, [label]);
        }

        Tell(request, customers.Select(customer => customer.Id), NotificationType.Updated, null, at);
    }

    /// <summary>Gives every customer with the old label the new one instead; null takes it away.</summary>
    public static void Rename(ResourceStore world, string label, string? renamed)
    {
        foreach (var customer in world.All(Customer))
        {
            if (Labels(customer.Body) is var labels && labels.Contains(label))
            {
                Set(world, Customer, customer, [.. labels.Select(other => other == label ? renamed : other).OfType<string>().Distinct()]);
            }
        }

        world.Remove(Type, label);
    }

    /// <summary>Makes the labels that an object has known.</summary>
    public static void Register(ResourceStore world, IEnumerable<string> labels)
    {
        foreach (var label in labels)
        {
            if (!world.Exists(Type, label))
            {
                world.Put(Type, label, null, new JsonObject { ["label"] = label });
            }
        }
    }

    /// <summary>How many customers have each label.</summary>
    public static Dictionary<string, int> Counts(ResourceStore world) =>
        world.All(Customer).SelectMany(customer => Labels(customer.Body)).CountBy(label => label).ToDictionary();

    public static IReadOnlyList<string> Labels(JsonMembers members) => members.Value(Member) is null ? [] : Labels(members.Node(Member));

    public static IReadOnlyList<string> Labels(JsonObject members) => Labels(members[Member]);

    private static IReadOnlyList<string> Labels(JsonNode? member) => member is JsonArray labels
        ? [.. labels.Select(label => label is JsonValue value && value.TryGetValue<string>(out var text) ? text : null).OfType<string>()]
        : [];

    private const string Customer = "customer";

    private static void Set(ResourceStore world, string type, Resource customer, IEnumerable<string> labels) =>
        world.Update(type, customer.Id, new() { [Member] = new JsonArray([.. labels.Select(label => JsonValue.Create(label))]) });

    private static List<(string Type, string Id, Resource? Found)> Customers(CommandRequest request) =>
    [
        .. from reference in request.Operation.References
           from named in reference.In(request.Body.Value)
           let type = reference.Types[0]
           select (type, named.Id, request.Session.World.Find(type, named.Id)),
    ];

    private static void Tell(CommandRequest request, IEnumerable<string> customers, string kind, ValidationFault? fault, DateTimeOffset at)
    {
        var body = new JsonObject
        {
            ["updatedCustomers"] = new JsonArray([.. customers.Select(id => JsonValue.Create(id))]),
            ["notificationType"] = kind,
        };
        if (fault is not null)
        {
            body[ValidationFault.Member] = fault.ToJson();
        }

        request.Session.Webhooks.Tell(Event, Type, body, at);
    }
}
