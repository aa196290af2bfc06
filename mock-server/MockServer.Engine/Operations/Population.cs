using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Generation;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Operations;

/// <summary>
/// Fills a session with plausible objects. The commands of the contract create them, so that they are as if a client had sent these; the
/// same seed gives the same objects.
/// </summary>
/// <param name="contract">The contract.</param>
/// <param name="bodies">Reads bodies.</param>
/// <param name="operations">Executes commands.</param>
internal sealed class Population(Contract contract, IBodyValidator bodies, OperationHandler operations)
{
    /// <summary>The products of each customer.</summary>
    public static readonly ImmutableArray<string> Products = ["CURRENCY_WALLET", "BALANCE_ACCOUNT", "DEPOSITORY_ACCOUNT"];

    private const long IdSeed = 0x506F_7075_6C61_7465;
    private const string Product = "customerProduct";
    private static readonly BearerPresentation Nobody = new(0, false, false, false, TokenStatus.Garbage, null, null);

    /// <summary>Creates the objects.</summary>
    /// <param name="session">The session. Its seed decides which objects, and its population how many.</param>
    /// <exception cref="PopulationException">The session is full.</exception>
    public void Fill(Session session)
    {
        var size = session.Population;
        var data = new PartnerData(session.Ids.Seed.GetHashCode());
        // Of its own, so that the objects have the same ids again after a reset.
        var ids = new IdSource(session.Ids.Seed ^ IdSeed);
        var people = new List<string>();
        for (var number = 0; number < Math.Max(size.People, size.Customers); number++)
        {
            people.Add(Create(session, ids, Creator("naturalPerson"), data.NaturalPerson(), "ACTIVE"));
        }

        var customers = people.Take(size.Customers).Select(person => Customer(session, ids, data, person)).ToList();
        for (var number = 0; number < size.Orders; number++)
        {
            var products = customers[number % customers.Count];
            var (type, body) = number % 2 == 0
                ? ("digitalOrder", Digital(data, products))
                : ("securitiesOrder", Securities(data, products));
            Create(session, ids, Creator(type, body), body, status: null);
        }
    }

    private ImmutableArray<string> Customer(Session session, IdSource ids, PartnerData data, string person)
    {
        var create = Creator("customer");
        var body = data.Vary(create.RequestExample!).AsObject();
        body.Remove("externalId");
        foreach (var reference in create.References.Where(reference => reference.Types.Contains(ResourceStore.NaturalPerson)))
        {
            reference.Fill(body, person);
        }

        var customer = Create(session, ids, create, body, "ACTIVE");
        return [.. Products.Select(code => Create(session, ids, Creator(Product), new() { ["productCode"] = code }, "ACTIVE", customer))];
    }

    private static JsonObject Digital(PartnerData data, ImmutableArray<string> products)
    {
        var order = data.DigitalOrder();
        order["walletCustomerProductId"] = products[0];
        order["cashCustomerProductId"] = products[1];
        return order;
    }

    private static JsonObject Securities(PartnerData data, ImmutableArray<string> products)
    {
        var order = data.SecuritiesOrder();
        order["depositoryCustomerProductId"] = products[2];
        order["cashCustomerProductId"] = products[1];
        order.Remove("exAnteId");
        return order;
    }

    private Operation Creator(string type) => Creators(type).First();

    // An order is also created from a quote, with another body.
    private Operation Creator(string type, JsonObject body) =>
        Creators(type).FirstOrDefault(command => body.All(member => command.RequestMembers.Contains(member.Key))) ?? Creator(type);

    private IEnumerable<Operation> Creators(string type) => contract.Commands.Where(command =>
        command.Resource is { Action: ResourceAction.Create } resource && resource.Type == type);

    private string Create(
        Session session, IdSource ids, Operation operation, JsonObject body, string? status, params ImmutableArray<string> pathValues)
    {
        if (session.Resources.Full is { } reason)
        {
            throw new PopulationException(reason);
        }

        var http = new ApiRequest
        {
            Method = operation.Method,
            Path = operation.Path,
            Headers = HeaderList.Empty,
            Body = Encoding.UTF8.GetBytes(body.ToJsonString(RelaxedJson.Options)),
        };
        var request = new CommandRequest(http, operation, pathValues, Nobody, client: null, session)
        {
            Contract = contract,
            Bodies = bodies,
            NeedsRequestor = false,
            Ids = ids,
        };
        return session.Resources.Transact((request, status), (each, transaction) =>
        {
            var resource = each.request.Operation.Resource!;
            var reply = operations.Change(each.request, transaction);
            var id = (string)JsonNode.Parse(reply.Body.Span)![resource.Id!]!;
            if (each.status is not null)
            {
                var member = session.Lifecycles.Catalogue.ForType(resource.Type)?.Lifecycle.StatusMember ?? "status";
                transaction.SetStatus(resource.Type, id, member, each.status, transaction.Now);
            }

            return id;
        });
    }
}
