using System.Text.Json.Nodes;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Operations;

/// <summary>The roles of natural persons, which their own list shows.</summary>
internal static class PersonRoles
{
    private const string Member = "roles";

    /// <summary>Adds a role to a person.</summary>
    /// <param name="request">The command that gives the role.</param>
    /// <param name="person">Id of the person; nothing happens when it is of something else.</param>
    /// <param name="name">The role.</param>
    /// <param name="id">Id of the role.</param>
    /// <param name="customer">Id of the customer that the role concerns; null for none.</param>
    /// <param name="transaction">The transaction.</param>
    public static void Add(
        CommandRequest request,
        string? person,
        string name,
        string? id,
        string? customer,
        ResourceTransaction transaction)
    {
        if (person is null || id is null || request.Session.Resources.Find(ResourceStore.NaturalPerson, person) is not { } found)
        {
            return;
        }

        var role = new JsonObject { ["roleName"] = name, ["roleId"] = id };
        if (customer is not null)
        {
            role["relatedCustomerId"] = customer;
        }

        var roles = found.Body[Member]?.DeepClone() as JsonArray ?? [];
        roles.Add(role);
        transaction.Patch(ResourceStore.NaturalPerson, person, new JsonObject { [Member] = roles });
    }
}

/// <summary>Adds the role of a proxy to its holder.</summary>
internal sealed class ProxyBehaviour : ResourceBehaviour
{
    public const string Type = "proxy";

    /// <inheritdoc/>
    public override void OnCreated(CommandRequest request, MemberList members, ResourceTransaction transaction)
    {
        var entity = members.Text("entityId");
        var customer = request.Session.Resources.All(CustomerBehaviour.Type).FirstOrDefault(
            customer => customer.Text("entityId") == entity)?.Id;
        PersonRoles.Add(request, members.Text("naturalPersonId"), "PROXY", members.Text("proxyId"), customer, transaction);
    }
}
