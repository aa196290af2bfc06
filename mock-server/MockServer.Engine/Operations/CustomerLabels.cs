using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Lifecycles;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Operations;

/// <summary>Creates labels when a customer uses them for the first time.</summary>
internal sealed class CustomerBehaviour : ResourceBehaviour
{
    public const string Type = "customer";
    private const string Member = "labels";

    /// <summary>The labels of a customer.</summary>
    public static ImmutableArray<string> Labels(MemberList members) => members.Value(Member) is null ? [] : Labels(members.Node(Member));

    /// <summary>Replaces the labels of a customer.</summary>
    public static void SetLabels(ResourceTransaction transaction, string type, string id, IEnumerable<string> labels) =>
        transaction.Patch(type, id, new JsonObject { [Member] = new JsonArray([.. labels.Select(label => JsonValue.Create(label))]) });

    /// <inheritdoc/>
    public override void OnCreated(CommandRequest request, MemberList members, ResourceTransaction transaction)
    {
        CustomerLabelBehaviour.Register(request.Session.Resources, Labels(members), transaction);
        var person = members.Text("naturalPersonId") ?? members.Text("entityId");
        PersonRoles.Add(request, person, "CUSTOMER", members.Text("customerId"), members.Text("customerId"), transaction);
    }

    /// <inheritdoc/>
    public override void OnUpdate(CommandRequest request, MemberList changes, ResourceTransaction transaction) =>
        CustomerLabelBehaviour.Register(request.Session.Resources, Labels(changes), transaction);

    private static ImmutableArray<string> Labels(JsonNode? member) => member is JsonArray labels
        ? [.. labels.Select(label => label is JsonValue value && value.TryGetValue<string>(out var text) ? text : null).OfType<string>()]
        : [];
}

/// <summary>Labels that a partner assigns to customers. The name is the key; a label exists after its first use.</summary>
internal sealed class CustomerLabelBehaviour : ResourceBehaviour
{
    public const string Type = "customerLabel";
    public const int Max = 16;
    private const string Event = "LABELS_UPDATE_NOTIFICATION";

    /// <summary>The first customer that would exceed the maximum number of labels; null for none.</summary>
    public static string? TooMany(CommandRequest request)
    {
        if (request.Operation.Resource is not { Type: Type, Action: ResourceAction.Assign } resource)
        {
            return null;
        }

        var label = request.PathValue(resource.Id!)!;
        return Customers(request).FirstOrDefault(customer => IsFull(customer.Found, label)).Id;
    }

    /// <summary>Creates a label resource for every label used for the first time.</summary>
    public static void Register(ResourceStore resources, IEnumerable<string> labels, ResourceTransaction transaction)
    {
        foreach (var label in labels)
        {
            if (!resources.Exists(Type, label))
            {
                transaction.Upsert(Type, label, null, new JsonObject { ["label"] = label });
            }
        }
    }

    /// <inheritdoc/>
    public override void OnPut(CommandRequest request, string key, ResourceTransaction transaction)
    {
        if (request.PathValues is [var label, ..] && label != key)
        {
            Rename(request.Session.Resources, label, key, transaction);
            transaction.Remove(Type, label);
        }
    }

    /// <inheritdoc/>
    public override void OnDelete(CommandRequest request, string id, ResourceTransaction transaction) =>
        Rename(request.Session.Resources, id, null, transaction);

    /// <summary>Assigns the label to the customers, or removes it from them. Either all or none are changed.</summary>
    public override void Assign(CommandRequest request, ResourceTransaction transaction)
    {
        var label = request.PathValue(request.Operation.Resource!.Id!)!;
        var customers = Customers(request);
        if (customers.Any(customer => customer.Found is null))
        {
            var fault = new ValidationFault("CUSTOMERS_NOT_FOUND_ERROR", "one of the customers does not exist; nothing was changed");
            Notify(request, [], NotificationType.ValidationError, fault, transaction.Now);
            return;
        }

        var gives = request.Operation.Resource!.Action == ResourceAction.Assign;
        foreach (var (type, id, found) in customers)
        {
            var others = CustomerBehaviour.Labels(found!.Members).Where(other => other != label);
            CustomerBehaviour.SetLabels(transaction, type, id, gives ? others.Append(label) : others);
        }

        Register(request.Session.Resources, gives ? [label] : [], transaction);
        Notify(request, customers.Select(customer => customer.Id), NotificationType.Updated, null, transaction.Now);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ListedItem> List(CommandRequest request, string? parent, long cursor, int limit)
    {
        var counts = request.Session.Resources.All(CustomerBehaviour.Type)
            .SelectMany(customer => CustomerBehaviour.Labels(customer.Members))
            .CountBy(label => label)
            .ToDictionary();
        var items = base.List(request, parent, cursor, limit);
        foreach (var item in items)
        {
            item.Members.Set("customersCount", JsonValue.Create(counts.GetValueOrDefault(item.Members.Text("label") ?? "")));
        }

        return items;
    }

    private static bool IsFull(Resource? customer, string label) =>
        customer is not null && CustomerBehaviour.Labels(customer.Members) is var labels && labels.Length >= Max && !labels.Contains(label);

    // Replaces the label at every customer; null removes it.
    private static void Rename(ResourceStore resources, string label, string? renamed, ResourceTransaction transaction)
    {
        foreach (var customer in resources.All(CustomerBehaviour.Type))
        {
            if (CustomerBehaviour.Labels(customer.Members) is var labels && labels.Contains(label))
            {
                var changed = labels.Select(other => other == label ? renamed : other).OfType<string>().Distinct();
                CustomerBehaviour.SetLabels(transaction, CustomerBehaviour.Type, customer.Id, changed);
            }
        }
    }

    private static List<(string Type, string Id, Resource? Found)> Customers(CommandRequest request) =>
    [
        .. from reference in request.Operation.References
           from named in reference.In(request.Body.Value)
           let type = reference.Types[0]
           select (type, named.Id, request.Session.Resources.Find(type, named.Id)),
    ];

    private static void Notify(
        CommandRequest request, IEnumerable<string> customers, string kind, ValidationFault? fault, DateTimeOffset at)
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

        request.Session.Webhooks.Notify(Event, Type, body, at);
    }
}
