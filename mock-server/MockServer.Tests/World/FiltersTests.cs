using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Tests.Contracts;

namespace PartnerApi.Mock.Tests.Resources;

public sealed class FiltersTests
{
    private readonly EngineUnderTest _engine = new();

    [TestCase("listNaturalPersons", "naturalPerson", "status", "ACTIVE", """{"status":"ACTIVE"}""", """{"status":"CREATED"}""")]
    [TestCase(
        "listNaturalPersons", "naturalPerson", "role", "PROXY", """{"roles":[{"roleName":"PROXY"}]}""",
        """{"roles":[{"roleName":"OWNER"}]}""")]
    [TestCase("listUsers", "user", "email", "a@example.org", """{"email":"A@example.org"}""", """{"email":"b@example.org"}""")]
    [TestCase(
        "listCustomerProducts", "customerProduct", "iban", "DE1", """{"accountData":{"iban":"DE1"}}""",
        """{"accountData":{"iban":"DE2"}}""")]
    [TestCase("listDocuments", "document", "docType", "KYC", """{"type":"KYC"}""", """{"type":"OTHER"}""")]
    [TestCase("listDocuments", "document", "searchText", "port", """{"name":"Passport"}""", """{"name":"letter","description":"x"}""")]
    [TestCase("listDocuments", "document", "startDate", "2025-01-31", """{"name":"in time"}""", null)]
    [TestCase("listDocuments", "document", "endDate", "2025-01-31", """{"name":"in time"}""", null)]
    [TestCase("listDocuments", "document", "startDate", "2025-02-01", null, """{"name":"too early"}""")]
    [TestCase("listDocuments", "document", "endDate", "2025-01-30", null, """{"name":"too late"}""")]
    public void A_list_shows_what_its_query_asks_for(
        string operation, string type, string parameter, string value, string? wanted, string? other)
    {
        var request = _engine.Requests.Of(operation);
        var owner = request.Path.Split('/') is [_, "customers", var customer, ..] ? customer : null;
        foreach (var person in _engine.Session.Resources.All(type))
        {
            _engine.Session.Resources.Remove(type, person.Id);
        }

        foreach (var (id, members) in new[] { ("wanted", wanted), ("other", other) }.Where(row => row.Item2 is not null))
        {
            var body = JsonNode.Parse(members!)!.AsObject();
            foreach (var asked in GoodRequests.Asked(operation))
            {
                body[asked.Key] ??= asked.Value;
            }

            _engine.Session.Resources.Upsert(type, id, owner, body);
        }

        var query = request.Query.Length == 0 ? $"{parameter}={value}" : $"{request.Query}&{parameter}={value}";
        var list = EngineUnderTest.Json(_engine.Answer(request with { Query = query }));

        Assert.That((list as JsonArray ?? list["data"]!.AsArray()).Count, Is.EqualTo(wanted is null ? 0 : 1));
    }

    private static IEnumerable<TestCaseData> Parameters =>
        from name in ContractFile.Names
        from operation in ContractFile.Named(name).Operations
        where operation.Resource?.Action == ResourceAction.List
        from parameter in operation.QueryParameters
        where !parameter.Members.IsEmpty
        select new TestCaseData(name, operation.Id, parameter.Name).SetArgDisplayNames(name, operation.Id, parameter.Name);

    [TestCaseSource(nameof(Parameters))]
    public void Every_parameter_of_every_list_selects_what_it_names_and_nothing_else(string contract, string id, string name)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2025, 1, 1, 12, 0, 0, TimeSpan.Zero));
        using var mock = new EngineOf(new()
        {
            Contract = ContractFile.Named(contract),
            RequestorValidation = RequestorValidation.At(RequestorCheckLevel.Presence),
            Clock = clock,
        });
        var operation = mock.Engine.Contract.Find(id)!;
        var parameter = operation.QueryParameters.Single(parameter => parameter.Name == name);
        var owner = operation.PathParameters.FirstOrDefault(path => path.ResourceType is not null);
        var resources = mock.Engine.Sessions.Default.Resources;
        if (owner is not null)
        {
            resources.Upsert(owner.ResourceType!, "owner", null, []);
        }

        var (wanted, other) = parameter switch
        {
            { Comparison: FilterComparison.From or FilterComparison.To } => ("2025-01-15", "2025-01-15"),
            { Allowed: [var first, var second, ..] } => (first, second),
            _ => (parameter.Example ?? "WANTED", "OTHER"),
        };
        // What counts by day is made before and after that day.
        var (before, after) = parameter.Comparison == FilterComparison.From
            ? (("other", other), ("wanted", wanted))
            : (("wanted", wanted), ("other", other));
        foreach (var (key, value) in ((string, string)[])[before, after])
        {
            var body = new JsonObject { ["x"] = key };
            foreach (var required in operation.QueryParameters.Where(each => each.Required && !each.Members.IsEmpty))
            {
                Put(body, required.Members[0], required.Example!);
            }

            Put(body, parameter.Members[^1], value);
            resources.Upsert(operation.Resource!.Type, key, owner is null ? null : "owner", body);
            clock.Advance(TimeSpan.FromDays(parameter.Comparison is FilterComparison.From or FilterComparison.To ? 31 : 0));
        }

        var query = operation.QueryParameters.Where(each => each.Required && each.Name != name)
            .Select(each => $"{each.Name}={each.Example ?? "20"}").Append($"{name}={Uri.EscapeDataString(wanted)}");
        var reply = mock.Engine.Answer(new()
        {
            Method = "GET",
            Path = owner is null ? operation.Path : operation.Path.Replace($"{{{owner.Name}}}", "owner", StringComparison.Ordinal),
            Query = string.Join('&', query),
            Headers = HeaderList.Empty.With("Authorization", "Bearer " + mock.NewToken()).With("Requestor-ID", GoodRequests.Requestor),
        });
        var list = EngineUnderTest.Json(reply);

        Assert.That((reply.Status, (list as JsonArray ?? list["data"] as JsonArray)?.Count), Is.EqualTo((200, (int?)1)), reply.Text());
    }

    // The value at a path; on the way an array for what is called by a plural.
    private static void Put(JsonObject body, string path, string value)
    {
        var steps = path.Split('.');
        JsonNode node = JsonValue.Create(value);
        foreach (var step in steps.Reverse())
        {
            node = new JsonObject { [step] = step is "roles" or "labels" ? new JsonArray(node) : node };
        }

        foreach (var (name, member) in node.AsObject().ToArray())
        {
            node.AsObject().Remove(name);
            body[name] = member;
        }
    }

    [Test]
    public void A_parameter_that_the_contract_does_not_list_asks_for_nothing()
    {
        var request = _engine.Requests.Of("listNaturalPersons");
        var all = EngineUnderTest.Json(_engine.Answer(request))["data"]!.AsArray().Count;

        Assert.That(
            EngineUnderTest.Json(_engine.Answer(request with { Query = "limit=20&lastName=Nobody" }))["data"]!.AsArray(),
            Has.Count.EqualTo(all));
    }
}
