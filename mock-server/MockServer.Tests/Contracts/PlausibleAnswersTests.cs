using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Tests.Contracts;

/// <summary>Answers follow from the question, properties are filled, and contradictions are refused.</summary>
internal sealed class PlausibleAnswersTests
{
    private readonly EngineUnderTest _engine = new();

    [TestCase("DE89370400440532013000", true)]
    [TestCase("DE88370400440532013000", false)]
    [TestCase("DE8937040044053201300", false)]
    [TestCase("GB82WEST12345698765432", true)]
    [TestCase("XX", false)]
    public void An_IBAN_is_valid_when_its_check_digits_are_right(string iban, bool valid)
    {
        var reply = EngineUnderTest.Json(_engine.Answer(_engine.Requests.Of("validateIban") with { Query = "iban=" + iban }));

        Assert.That(((string?)reply["iban"], (bool)reply["valid"]!), Is.EqualTo((iban, valid)));
    }

    [Test]
    public void Ex_ante_costs_are_of_the_order_that_was_asked_about()
    {
        var request = With("createExAnte", """{"tradeSide":"SELL","quantity":7,"isin":"US0378331005"}""");
        var (first, second) = (EngineUnderTest.Json(_engine.Answer(request)), EngineUnderTest.Json(_engine.Answer(request)));

        Assert.That(
            ((string?)first["asset"]!["isin"], (string?)first["order"]!["tradeSide"], (int)first["order"]!["quantity"]!),
            Is.EqualTo(("US0378331005", "SELL", 7)));
        Assert.That((string?)second["exAnteId"], Is.Not.EqualTo((string?)first["exAnteId"]));
        Assert.That(second["total"]!.ToJsonString(), Is.EqualTo(first["total"]!.ToJsonString()));
    }

    [Test]
    public void A_vendor_search_finds_companies_of_the_name_and_the_country()
    {
        var request = _engine.Requests.Of("searchVendorLegalEntities") with { Query = "country=AT&companyName=Acme" };
        var found = EngineUnderTest.Json(_engine.Answer(request))["data"]!.AsArray();

        Assert.That(found.Select(company => (string?)company!["legalName"]), Is.Not.Empty.And.All.StartsWith("Acme"));
        Assert.That(found.Select(company => (string?)company!["registerCountry"]), Is.All.EqualTo("AT"));
    }

    [Test]
    public void A_cash_account_has_an_IBAN_and_a_balance_that_a_transfer_raises()
    {
        var product = _engine.Requests.Created("customerProduct");
        var transfer = With("createIncomingTestTransfer", $$"""{"customerProductId":"{{product}}","amount":12.5}""");
        var status = _engine.Answer(transfer).Status;
        var account = _engine.Session.Resources.Find("customerProduct", product)!.Body["accountData"]!;

        Assert.That((status, (double)account["availableBalance"]!), Is.EqualTo((202, 12.5)));
        Assert.That((string?)account["iban"], Does.Match("^DE[0-9]{20}$"));
    }

    [Test]
    public void A_customer_shows_in_the_roles_of_its_person()
    {
        var customer = _engine.Requests.Created("customer");
        var person = (string)_engine.Session.Resources.Find("customer", customer)!.Body["naturalPersonId"]!;
        var role = _engine.Session.Resources.Find(ResourceStore.NaturalPerson, person)!.Body["roles"]!.AsArray().Single()!;

        Assert.That(((string?)role["roleName"], (string?)role["roleId"]), Is.EqualTo(("CUSTOMER", customer)));
    }

    [TestCase("createDigitalMarketOrder")]
    [TestCase("createDigitalQuoteOrder")]
    public void A_filled_order_tells_its_execution(string create)
    {
        var order = (string)EngineUnderTest.Json(_engine.Answer(_engine.Requests.Of(create)))["orderId"]!;
        var read = _engine.Requests.Of("getDigitalOrder");
        read = read with { Path = string.Join('/', [.. read.Path.Split('/')[..^1], order]) };
        var before = EngineUnderTest.Json(_engine.Answer(read))["executionData"];
        _engine.Session.Resources.Patch("digitalOrder", order, new() { ["status"] = "FILLED" });
        var after = EngineUnderTest.Json(_engine.Answer(read))["executionData"]!;

        Assert.That(before, Is.Null);
        Assert.That(
            (double)after["executionAmount"]!,
            Is.EqualTo((double)after["quantity"]! * (double)after["executionPrice"]!).Within(0.01));
    }

    [TestCase("createIdentification", """{"identificationDate":"2023-01-30"}""", "identificationDate")]
    [TestCase("createIdentification", """{"identificationDate":"2025-02-02"}""", "identificationDate")]
    [TestCase("createIdentification", """{"identificationDocumentType":"BIRTH_CERTIFICATE"}""", "documentMotherFullName")]
    [TestCase("createNaturalPerson", """{"isUsNationality":true,"nationalities":[{"countryCode":"DE"}]}""", "isUsNationality")]
    [TestCase("createNaturalPerson", """{"isUsNationality":false,"nationalities":[{"countryCode":"US"}]}""", "isUsNationality")]
    public void A_documented_check_refuses(string operation, string changes, string field) =>
        Assert.That(Decided(With(operation, changes)), Is.EqualTo((400, "API.business", field)));

    [TestCase("createLimitOrder", """{"limitPrice":null}""", "limitPrice")]
    [TestCase("createStopOrder", """{"stopPrice":null}""", "stopPrice")]
    [TestCase("createLimitOrder", """{"orderType":"MARKET"}""", "orderType")]
    [TestCase("createJointPersonCustomer", """{"secondNaturalPersonId":"firstNaturalPersonId"}""", "secondNaturalPersonId")]
    public void A_contradiction_is_refused(string operation, string changes, string field) =>
        Assert.That(Decided(With(operation, changes)), Is.EqualTo((400, "API.business.inferred", field)));

    [Test]
    public void An_order_on_a_closed_product_is_refused()
    {
        var request = _engine.Requests.Of("createDigitalMarketOrder");
        var product = (string)JsonNode.Parse(request.Body.Span)!["walletCustomerProductId"]!;
        _engine.Session.Resources.Patch("customerProduct", product, new() { ["status"] = "CLOSED" });

        Assert.That(Decided(request), Is.EqualTo((400, "API.business.inferred", "walletCustomerProductId")));
    }

    private (int Status, string? Rule, string? Field) Decided(ApiRequest request)
    {
        var reply = _engine.Answer(request);
        return (reply.Status, reply.Headers.First(RuleHeader.Name), (string?)EngineUnderTest.Json(reply)["errorDetails"]?[0]!["field"]);
    }

    // Null takes a member away; the name of another member repeats its value.
    private ApiRequest With(string operation, string changes)
    {
        var request = _engine.Requests.Of(operation);
        var body = JsonNode.Parse(request.Body.Span)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject())
        {
            body.Remove(name);
            if (value is not null)
            {
                body[name] = (
                    value is JsonValue text && text.TryGetValue<string>(out var other)
                        ? body[other]
                        : null)?.DeepClone() ?? value.DeepClone();
            }
        }

        return request with { Body = EngineUnderTest.Bytes(body.ToJsonString()) };
    }
}
