using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Tests.Cli;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.RequestorChecks;

/// <summary>The one documented outcome for a requestor who is not ACTIVE: accepted, then INVALID, and gone after 48 hours.</summary>
public sealed class InactiveRequestorTests
{
    private const string Inactive = "44444444-4444-4444-8444-444444444444";
    private const string Order = "createDigitalMarketOrder";

    [TestCase("v1", "*", Order, true)]
    [TestCase("v1", Order, Order, true)]
    [TestCase("v1", null, Order, false)]
    [TestCase("v1", "none", Order, false)]
    [TestCase("v2", null, Order, true)]
    [TestCase("v2", null, "createLimitOrder", true)]
    [TestCase("v2", null, "createTokenizedMarketOrder", true)]
    [TestCase("v2", "none", Order, false)]
    [TestCase("v2", "createLimitOrder", Order, false)]
    public async Task By_setting_and_contract(string contract, string? setting, string operation, bool isDeferred)
    {
        var settings = new List<(string, string)>
        {
            ("contract", contract), ("port", "0"), ("controlPort", "0"), ("requestorCheck", "active"), ("checkReferences", "false"),
        };
        if (setting is not null)
        {
            settings.Add(("deferInactive", setting));
        }

        await using var mock = await PartnerApiMock.StartAsync(SettingsTests.Read([.. settings]));

        Verify(mock, operation, isDeferred);
    }

    [Test]
    public async Task By_session()
    {
        await using var mock = await PartnerApiMock.StartAsync(options => options with { CheckReferences = false });
        using var control = new ControlClient(mock);
        var set = await control.CallAsync(
            "PUT", "/control/v1/sessions/default/requestor", $$"""{"step": "active", "deferInactive": ["{{Order}}"]}""");

        Assert.That(set.Body!["deferInactive"]!.AsArray().Select(name => (string?)name), Is.EqualTo((string[])[Order]));
        Verify(mock, Order, isDeferred: true);
        mock.Reset();
        mock.Session.RequestorValidation = RequestorValidation.At(RequestorCheckLevel.Active);
        Verify(mock, Order, isDeferred: false);
    }

    [TestCase("")]
    [TestCase("no-uuid")]
    [TestCase("99999999-9999-4999-8999-999999999999")]
    public async Task Any_other_fault_is_refused_at_once(string requestor)
    {
        await using var mock = await PartnerApiMock.StartAsync(
            options => options with { Contract = ContractFile.V2(), CheckReferences = false });

        Assert.That(mock.Answer(Command(mock, Order).Instead("Requestor-ID", requestor)).Status, Is.EqualTo(400));
    }

    [Test]
    public void A_wrong_name_is_refused_with_a_suggestion() => Assert.That(
        () => SettingsTests.Read(("deferInactive", "createDigitalMarketOrders")),
        Throws.Exception.With.Message.Contains("did you mean \"createDigitalMarketOrder\""));

    private static void Verify(PartnerApiMock mock, string operation, bool isDeferred)
    {
        var person = new JsonObject { ["naturalPersonId"] = Inactive, ["status"] = "INACTIVE" };
        mock.Session.Resources.Upsert("naturalPerson", Inactive, null, person);
        var reply = mock.Answer(Command(mock, operation).Instead("Requestor-ID", Inactive));
        if (!isDeferred)
        {
            Assert.That((reply.Status, reply.Headers.First("X-Mock-Rule")), Is.EqualTo((400, "S4.requestor_id.active")), reply.Text());
            return;
        }

        Assert.That(reply.Status, Is.EqualTo(200), reply.Text());
        var type = mock.Contract.Find(operation)!.Resource!.Type;
        var id = (string)JsonNode.Parse(reply.Body.Span)!["orderId"]!;
        Assert.That(mock.Session.Resources.Find(type, id)!.Text("status"), Is.EqualTo("INVALID"));
        mock.Clock.Advance(TimeSpan.FromHours(47));
        Assert.That(mock.Session.Resources.Exists(type, id), Is.True);
        mock.Clock.Advance(TimeSpan.FromHours(2));
        Assert.That(mock.Session.Resources.Exists(type, id), Is.False);
    }

    private static ApiRequest Command(PartnerApiMock mock, string operation) =>
        Calls.Command(mock, mock.Answer(CallsOf(mock)).TokenOf(), operation);

    private static ApiRequest CallsOf(PartnerApiMock mock) => Calls.Token(mock) with { Path = mock.Contract.Token.Path };
}
