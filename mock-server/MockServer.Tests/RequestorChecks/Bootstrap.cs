using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.RequestorChecks;

/// <summary>The two places where the reference's rule would never let anybody begin, as they are read here.</summary>
internal sealed class Bootstrap
{
    private const string Active = "22222222-2222-4222-8222-222222222222";

    private static PartnerApiMock _mock = null!;

    [OneTimeSetUp]
    public static async Task StartAsync() => _mock = await Mocks.StartAsync("v2");

    [OneTimeTearDown]
    public static async Task StopAsync() => await _mock.DisposeAsync();

    [Test]
    public async Task A_person_who_is_being_onboarded_may_act_in_commands_about_that_person_alone()
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        using var own = await CreateCustomerAsync(partner, Requestors.Created, requestor: Requestors.Created);
        using var others = await CreateCustomerAsync(partner, Requestors.Self, requestor: Requestors.Created);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)own.StatusCode, Is.EqualTo(200));
            Assert.That(Partner.Rule(others), Is.EqualTo("S4.requestor_id.active"));
        }
    }

    [Test]
    public async Task Any_active_person_may_act_for_a_legal_entity_until_its_first_proxy_exists()
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        var company = await CompanyAsync(partner);
        using var before = await UpdateAsync(partner, company, Requestors.Self);
        partner.Session.Resources.Upsert(
            "proxy", Guid.NewGuid().ToString(), null, new JsonObject { ["entityId"] = company, ["naturalPersonId"] = Active });
        using var afterwards = await UpdateAsync(partner, company, Requestors.Self);
        using var proxy = await UpdateAsync(partner, company, Active);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)before.StatusCode, Is.EqualTo(200));
            Assert.That(Partner.Rule(afterwards), Is.EqualTo("S4.requestor_id.self_or_proxy"));
            Assert.That((int)proxy.StatusCode, Is.EqualTo(200));
        }
    }

    [Test]
    public async Task A_proxy_role_runs_one_way()
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        partner.Session.Resources.Upsert(
            "proxy", Guid.NewGuid().ToString(), null, new JsonObject { ["entityId"] = Requestors.Self, ["naturalPersonId"] = Active });
        using var forth = await CreateCustomerAsync(partner, Requestors.Self, requestor: Active);
        using var back = await CreateCustomerAsync(partner, Active, requestor: Requestors.Self);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)forth.StatusCode, Is.EqualTo(200));
            Assert.That(Partner.Rule(back), Is.EqualTo("S4.requestor_id.self_or_proxy"));
        }
    }

    private static Task<HttpResponseMessage> CreateCustomerAsync(Partner partner, string person, string requestor)
    {
        var command = partner.Operation("createCustomer");
        var body = command.RequestExample!.DeepClone();
        body["entityId"] = person;
        return partner.SendAsync(command.Method, command.Path, body, ("Requestor-ID", requestor));
    }

    private static async Task<string> CompanyAsync(Partner partner)
    {
        var command = partner.Operation("createLegalEntity");
        using var reply = await partner.SendAsync(command.Method, command.Path, command.RequestExample);
        return (string)(await Partner.JsonAsync(reply))!["legalEntityId"]!;
    }

    private static Task<HttpResponseMessage> UpdateAsync(Partner partner, string company, string requestor)
    {
        var command = partner.Operation("updateLegalEntity");
        return partner.SendAsync(
            command.Method, command.Path.Replace(
                "{legalEntityId}", company, StringComparison.Ordinal), command.RequestExample, ("Requestor-ID", requestor));
    }
}
