using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Tests.Contracts;

/// <summary>What belongs to the platform, such as ids, statuses and times, does not come from the body of a client.</summary>
public sealed partial class PlatformMembersTests
{
    private static readonly DateTimeOffset Now = new(2025, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static IEnumerable<TestCaseData> Commands() =>
        from contract in ContractFile.Names.Select(ContractFile.Named)
        from operation in contract.Commands
        where operation.Resource is { Action: ResourceAction.Create or ResourceAction.Put or ResourceAction.Update }
            && operation.RequestSchema is not null
        select new TestCaseData(contract, operation).SetArgDisplayNames(contract.Version, operation.Id);

    [TestCaseSource(nameof(Commands))]
    public void A_client_does_not_set_them(Contract contract, Operation operation) =>
        Assert.That(Stored(contract, operation, WithEverything), Is.EqualTo(Stored(contract, operation, body => body)));

    private static JsonObject WithEverything(JsonObject body)
    {
        string[] names =
        [
            "status", "customerStatus", "wizardStatus", "customerType", "roles", "createdOn", "modifiedOn", "openedOn", "accountData",
            "executionData", "balance", "userId", "naturalPersonId", "customerId", "orderId", "documentId", "onboardingId", "productType",
            "customerProductId", "beneficialOwnerId", "legalEntityId", "proxyId", "transferId", "savingsPlanId", "validationError",
        ];
        foreach (var name in names)
        {
            body.TryAdd(name, "ACTIVE");
        }

        return body;
    }

    private static string Stored(Contract contract, Operation operation, Func<JsonObject, JsonObject> change)
    {
        using var mock = new EngineOf(new() { Contract = contract, Seed = 1, Clock = new FakeTimeProvider(Now) });
        var resources = mock.Engine.Sessions.Default.Resources;
        var requests = new Provocations(contract, resources, mock.Token);
        requests.Arrange(operation);
        var before = resources.Everything().Select(each => each.Resource.Id).ToHashSet();
        var good = requests.Good(operation);
        var declared = JsonNode.Parse(good.Body.Span)!.AsObject();
        var body = change(declared.DeepClone().AsObject());
        // A member that the request declares is the client's.
        foreach (var name in body.Select(member => member.Key)
            .Where(name => !declared.ContainsKey(name) && operation.RequestMembers.Contains(name)).ToArray())
        {
            body.Remove(name);
        }

        var reply = mock.Engine.Answer(good with { Body = EngineUnderTest.Bytes(body.ToJsonString()) });

        Assert.That(reply.Status, Is.EqualTo(operation.SuccessStatus), reply.Text());
        return string.Join('\n', resources.All(operation.Resource!.Type)
            .Where(each => operation.Resource.Action == ResourceAction.Update || !before.Contains(each.Id))
            .Select(each => Known(each, contract, operation)));
    }

    // Without what no reply shows.
    private static string Known(Resource resource, Contract contract, Operation operation)
    {
        var read = contract.Queries.FirstOrDefault(query => query.Resource is { Action: ResourceAction.Read } bound
            && bound.Type == operation.Resource!.Type && query.ResponseSchema is not null);
        HashSet<string> shown = read is null
            ? []
            : [.. JsonNode.Parse(contract.Document)!["components"]!["schemas"]![read.ResponseSchema!]!["properties"]!.AsObject()
                .Select(each => each.Key)];
        var members = new JsonObject(resource.Body.Where(member => shown.Contains(member.Key))
            .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        return Uuid().Replace(members.ToJsonString(), "(id)");
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
