using System.Text.Json.Nodes;
using NUnit.Framework;

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
