using System.Text;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.SelfTests.Checks;

/// <summary>What a client generated from the contract can read, and what it cannot.</summary>
public sealed class ReplyAgreementTests
{
    private const string Good = """{"customerProductId":"c","productCode":"p","status":"ACTIVE"}""";

    private static readonly Contract Contract = ContractFile.Named("v1");
    private static readonly ReplyAgreement Agreement = new(Contract.Schemas);
    private static readonly Operation Details = Contract.Find("getPartnerDetails")!;
    private static readonly Operation Webhooks = Contract.Find("listWebhooks")!;

    [TestCase("""{"businessName":"b","globalId":"123456789012"}""", Outcome.Satisfied)]
    [TestCase("""{"businessName":"b","globalId":"123456789012","further":1}""", Outcome.Satisfied)]
    [TestCase("""{"businessName":"Bäckerei 東京","globalId":"123456789012"}""", Outcome.Satisfied)]
    [TestCase("""{"businessName":"B\u00e4ckerei","globalId":"123456789012"}""", Outcome.Satisfied)]
    [TestCase("""{"businessName":"b","globalId":"123456789012","address":null}""", Outcome.Unspecified)]
    [TestCase("""{"businessName":"b"}""", Outcome.Violated)]
    [TestCase("""{"businessName":"b","globalId":null}""", Outcome.Violated)]
    [TestCase("""{"businessName":1,"globalId":"123456789012"}""", Outcome.Violated)]
    [TestCase("""{"businessName":"b","globalId":"123456789012","createdOn":"yesterday"}""", Outcome.Tolerated)]
    [TestCase("""{"businessName":1,"globalId":"123456789012","createdOn":"yesterday"}""", Outcome.Violated)]
    [TestCase("""[{"businessName":"b","globalId":"123456789012"}]""", Outcome.Violated)]
    [TestCase("""{"businessName":"b","globalId":"123456789012" """, Outcome.Violated)]
    [TestCase("""{"businessName":"b","businessName":"b","globalId":"123456789012","address":null}""", Outcome.Unspecified)]
    [TestCase("null", Outcome.Violated)]
    [TestCase("7", Outcome.Violated)]
    [TestCase("", Outcome.Violated)]
    [TestCase("<html>", Outcome.Violated)]
    public void An_object_is_compared_with_its_schema(string body, Outcome expected) =>
        Assert.That(Agreement.Schema(Details, Reply(200, body)).Finding.Outcome, Is.EqualTo(expected));

    [TestCase("[]", Outcome.Satisfied)]
    [TestCase("""[{"eventType":"ORDER_STATUS","url":"https://example.org/"}]""", Outcome.Unspecified)]
    [TestCase("""{"data":[]}""", Outcome.Violated)]
    [TestCase("[null]", Outcome.Violated)]
    public void A_list_is_compared_with_its_schema(string body, Outcome expected) =>
        Assert.That(Agreement.Schema(Webhooks, Reply(200, body)).Finding.Outcome, Is.EqualTo(expected));

    [Test]
    public void A_value_is_never_repeated()
    {
        var finding = Agreement.Schema(Details, Reply(200, """{"businessName":"b","globalId":12345678901234567890}""")).Finding;

        Assert.That(finding.Actual, Does.Contain("globalId").And.Not.Contain("12345678901234567890"));
    }

    [TestCase(200, Outcome.Violated)]
    [TestCase(201, Outcome.Violated)]
    [TestCase(202, Outcome.Tolerated)]
    [TestCase(204, Outcome.Tolerated)]
    public void A_success_without_body_is_judged_by_its_status(int status, Outcome expected) =>
        Assert.That(Agreement.Schema(Details, Reply(status, "")).Finding.Outcome, Is.EqualTo(expected));

    [Test]
    public void What_is_inferred_rests_on_that()
    {
        var inferred = Contract.Find("getIbanValidation") ?? Contract.Operations.First(operation =>
            operation.ResponseSchema is { } schema && Contract.Schemas.BasisOf(schema, "") == Basis.Inferred);

        Assert.Multiple(() =>
        {
            Assert.That(Agreement.Schema(inferred, Reply(200, "7")).Basis, Is.EqualTo(Basis.Inferred));
            Assert.That(Agreement.Schema(Details, Reply(200, "7")).Basis, Is.EqualTo(Basis.Documented));
        });
    }

    [TestCase(200, Outcome.Satisfied)]
    [TestCase(201, Outcome.Violated)]
    [TestCase(204, Outcome.Violated)]
    public void A_status_is_one_that_the_contract_declares(int status, Outcome expected) =>
        Assert.That(ReplyAgreement.Status(Details, Reply(status, Good)).Finding.Outcome, Is.EqualTo(expected));

    [TestCase("application/json", Outcome.Satisfied)]
    [TestCase("application/json; charset=utf-8", Outcome.Satisfied)]
    [TestCase("Application/JSON", Outcome.Satisfied)]
    [TestCase("application/hal+json", Outcome.Unspecified)]
    [TestCase("text/plain", Outcome.Violated)]
    [TestCase("nonsense", Outcome.Violated)]
    [TestCase(null, Outcome.Violated)]
    public void A_media_type_is_the_one_that_the_contract_declares(string? type, Outcome expected) =>
        Assert.That(ReplyAgreement.MediaType(Details, Reply(200, Good, type)).Finding.Outcome, Is.EqualTo(expected));

    [TestCase("text/plain", Good, "text/plain")]
    [TestCase(null, Good, "a body without Content-Type")]
    [TestCase("text/plain", "", "no body")]
    public void The_media_type_that_came_is_told(string? type, string body, string actual) =>
        Assert.That(ReplyAgreement.MediaType(Details, Reply(200, body, type)).Finding.Actual, Is.EqualTo(actual));

    [Test]
    public void The_statuses_that_the_contract_declares_are_told()
    {
        var operation = Details with { Statuses = [199, 200, 202, 300, 404] };

        Assert.That(
            ReplyAgreement.Status(operation, Reply(201, Good)).Finding.Expected,
            Is.EqualTo("200 or 202, as the contract declares for getPartnerDetails"));
    }

    [TestCase(4, "")]
    [TestCase(5, "")]
    [TestCase(6, "; 1 more")]
    [TestCase(7, "; 2 more")]
    public void Five_problems_are_told_and_the_others_counted(int wrong, string end)
    {
        var items = string.Join(',', Enumerable.Repeat("""{"eventType":"USER_NOTIFICATION"}""", wrong));

        var actual = Agreement.Schema(Webhooks, Reply(200, $"[{items}]")).Finding.Actual;

        Assert.Multiple(() =>
        {
            Assert.That(actual.Split("; "), Has.Length.EqualTo(Math.Min(wrong, 5) + (end.Length > 0 ? 1 : 0)));
            Assert.That(actual, end.Length > 0 ? Does.EndWith(end) : Does.Not.Contain("more"));
            Assert.That(actual, Does.StartWith("[0].url: "));
        });
    }

    [Test]
    public void A_problem_of_the_whole_body_names_no_member() =>
        Assert.That(Agreement.Schema(Details, Reply(200, "7")).Finding.Actual, Does.StartWith("is not an object"));

    [TestCase(-1, Outcome.Violated)]
    [TestCase(0, Outcome.Violated)]
    [TestCase(1, Outcome.Unspecified)]
    public void A_body_beyond_256_KiB_is_not_compared(int beyond, Outcome expected)
    {
        const string Frame = """{"businessName":""}""";
        var body = Frame.Replace("\"\"", $"\"{new string('b', (256 * 1024) - Frame.Length + beyond)}\"", StringComparison.Ordinal);

        var finding = Agreement.Schema(Details, Reply(200, body)).Finding;

        Assert.That(finding.Outcome, Is.EqualTo(expected));
        Assert.That(beyond <= 0 || finding.Actual == "the body is longer than 256 KiB and was not compared");
    }

    [Test]
    public void A_reply_of_an_inferred_operation_rests_on_that() =>
        Assert.That(
            Agreement.Schema(Details with { Basis = Basis.Inferred }, Reply(200, "7")).Basis, Is.EqualTo(Basis.Inferred));

    [Test]
    public void A_reply_without_body_needs_no_media_type()
    {
        var delete = Contract.Find("deleteWebhook")!;

        Assert.Multiple(() =>
        {
            Assert.That(ReplyAgreement.MediaType(delete, Reply(200, "", null)).Finding.Outcome, Is.EqualTo(Outcome.Satisfied));
            Assert.That(ReplyAgreement.MediaType(delete, Reply(200, "{}")).Finding.Outcome, Is.EqualTo(Outcome.Unspecified));
            Assert.That(ReplyAgreement.MediaType(Details, Reply(204, "", null)).Finding.Outcome, Is.EqualTo(Outcome.NotApplicable));
        });
    }

    [Test]
    public void The_most_serious_finding_counts()
    {
        var findings = ((Outcome, Basis)[])
        [
            (Outcome.Satisfied, Basis.Documented), (Outcome.Violated, Basis.Inferred), (Outcome.Tolerated, Basis.Documented),
            (Outcome.Violated, Basis.Documented), (Outcome.Unspecified, Basis.Documented),
        ];

        var worst = ReplyAgreement.Worst(findings.Select(found => new ReplyFinding(new(found.Item1, "", ""), found.Item2)));

        Assert.That((worst.Finding.Outcome, worst.Basis), Is.EqualTo((Outcome.Violated, Basis.Documented)));
    }

    private static Exchange Reply(int status, string body, string? type = "application/json") => new(
        1,
        new("GET", new("http://127.0.0.1/"), []),
        new(status, "1.1", type is null ? [] : [new HeaderField("Content-Type", type)], Encoding.UTF8.GetBytes(body)),
        null,
        default,
        default);
}
