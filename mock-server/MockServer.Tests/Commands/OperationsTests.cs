using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Tests.Commands;

/// <summary>Claims that hold for every operation of the contract.</summary>
public sealed class OperationsTests
{
    private readonly EngineUnderTest _engine = new();

    private static IEnumerable<TestCaseData> Operations() =>
        EngineUnderTest.Contract.Operations.Where(operation => operation.Kind != OperationKind.Token).Select(Case);

    private static IEnumerable<TestCaseData> With(ResourceAction action) =>
        EngineUnderTest.Contract.Operations.Where(operation => operation.Resource?.Action == action).Select(Case);

    private static IEnumerable<TestCaseData> Creates() => With(ResourceAction.Create);

    private static IEnumerable<TestCaseData> Named() =>
        EngineUnderTest.Contract.Operations
            .Where(operation => operation.Resource?.Action == ResourceAction.Create && operation.RequestExample?["externalId"] is not null)
            .Select(Case);

    private static IEnumerable<TestCaseData> Updates() => With(ResourceAction.Update);

    private static IEnumerable<TestCaseData> Deletes() => With(ResourceAction.Delete);

    private static IEnumerable<TestCaseData> Targeted() =>
        EngineUnderTest.Contract.Operations
            .Where(operation => operation.PathParameters.Any(parameter => parameter is { ResourceType: not null, Allowed.IsEmpty: true }))
            .Select(Case);

    [TestCaseSource(nameof(Operations))]
    public void A_good_request_gets_the_documented_success(Operation operation)
    {
        var reply = _engine.Answer(_engine.Requests.Of(operation));

        Assert.That(reply.Status, Is.EqualTo(operation.SuccessStatus), reply.Text());
        Assert.That(reply.Headers.First("Content-Type"), Is.EqualTo(operation.ResponseMediaType));
        Assert.That(operation.ResponseSchema is { } schema
            ? EngineUnderTest.Contract.Schemas.Validate(schema, reply.Text())
            : [], Is.Empty, reply.Text());
    }

    [TestCaseSource(nameof(Creates))]
    public void What_was_created_is_read_back(Operation create)
    {
        var request = _engine.Requests.Of(create);
        var made = EngineUnderTest.Json(_engine.Answer(request)).AsObject();
        var id = (string)made[create.Resource!.Id!]!;
        var kept = _engine.Session.Resources.Find(create.Resource.Type, id)!.Body;
        var reads = EngineUnderTest.Contract.Operations.Where(operation =>
            operation is { Resource: { Action: ResourceAction.Read } resource, ResponseSchema: not null }
                && resource.Type == create.Resource.Type
            && operation.PathParameters.All(parameter => parameter.Where is not { } where
                || (string?)create.Resource.Initial?[where.Member] == where.Value));

        foreach (var read in reads)
        {
            var reply = _engine.Answer(Under(read, request.Path, id));

            Assert.That(reply.Status, Is.EqualTo(200), reply.Text());
            Assert.That(EngineUnderTest.Contract.Schemas.Validate(read.ResponseSchema!, reply.Text()), Is.Empty, reply.Text());
            Assert.That(Differing(EngineUnderTest.Json(reply).AsObject(), kept), Is.Empty);
        }
    }

    [TestCaseSource(nameof(Updates))]
    public void What_was_changed_stays_changed(Operation update)
    {
        var request = _engine.Requests.Of(update);
        var reply = _engine.Answer(request);
        var id = Uri.UnescapeDataString(request.Path.Split('/')[^1]);
        var kept = _engine.Session.Resources.Find(update.Resource!.Type, id)!.Body;
        var sent = JsonNode.Parse(request.Body.Span)!.AsObject();

        Assert.That(reply.Status, Is.EqualTo(update.SuccessStatus), reply.Text());
        Assert.That(sent.Where(member => !JsonNode.DeepEquals(member.Value, kept[member.Key])).Select(member => member.Key), Is.Empty);
        Assert.That((string?)kept["modifiedOn"], Is.EqualTo("2025-01-31T12:00:00.000Z"));
    }

    [TestCaseSource(nameof(Deletes))]
    public void What_was_deleted_is_gone(Operation delete)
    {
        var request = _engine.Requests.Of(delete);
        var first = _engine.Answer(request);
        var second = _engine.Answer(request);

        Assert.That((first.Status, second.Status), Is.EqualTo((delete.SuccessStatus, 404)));
    }

    [TestCaseSource(nameof(Targeted))]
    public void An_unknown_id_is_404(Operation operation)
    {
        var request = _engine.Requests.Of(operation);
        var known = operation.PathParameters.Last(parameter => parameter.ResourceType is not null);
        var path = string.Join('/', operation.Path.Split('/').Zip(request.Path.Split('/'), (template, value) =>
            template == $"{{{known.Name}}}" ? Guid.Empty.ToString() : value));
        var reply = _engine.Answer(request with { Path = path });

        Assert.That((reply.Status, reply.Headers.First(RuleHeader.Name)), Is.EqualTo((404, "API.target.exists")), reply.Text());
    }

    // Each layout has its own path, and under another kind's path an object is as good as none.
    [TestCase("createNaturalPersonCustomer", "getLegalEntityCustomer", 404)]
    [TestCase("createNaturalPersonCustomer", "getJointPersonCustomer", 404)]
    [TestCase("createNaturalPersonCustomer", "getCustomer", 200)]
    [TestCase("createNaturalPersonCustomer", "listBeneficialOwners", 200)]
    [TestCase("createLegalEntityCustomer", "getLegalEntityCustomer", 200)]
    [TestCase("createLegalEntityCustomer", "getJointPersonCustomer", 404)]
    [TestCase("createLegalEntityCustomer", "listBeneficialOwners", 404)]
    [TestCase("createJointPersonCustomer", "getJointPersonCustomer", 200)]
    public void A_customer_is_found_under_the_paths_of_its_kind_alone(string create, string read, int status)
    {
        var customer = (string)EngineUnderTest.Json(_engine.Answer(_engine.Requests.Of(create)))["customerId"]!;
        var path = EngineUnderTest.Contract.Find(read)!.Path.Replace("{customerId}", customer, StringComparison.Ordinal);
        var reply = _engine.Answer(_engine.Requests.Of(read) with { Path = path });

        Assert.That(
            (reply.Status, reply.Headers.First(RuleHeader.Name)), Is.EqualTo((status, status == 404 ? "API.target.exists" : null)),
            reply.Text());
    }

    [TestCaseSource(nameof(Named))]
    public void A_taken_externalId_is_409(Operation create)
    {
        var request = _engine.Requests.Of(create);
        var first = _engine.Answer(request).Status;
        var second = _engine.Answer(request);

        Assert.That((first, second.Status), Is.EqualTo((create.SuccessStatus, 409)));
        Assert.That((string?)EngineUnderTest.Json(second)["errorDetails"]![0]!["field"], Is.EqualTo("externalId"));
    }

    [TestCaseSource(nameof(Operations))]
    public void Requestor_ID_is_asked_for_as_the_guide_says(Operation operation)
    {
        var request = _engine.Requests.Of(operation);
        var reply = _engine.Answer(request with { Headers = request.Headers.Without("Requestor-ID") });
        var exempt = operation.Kind == OperationKind.Query || operation.ExemptGroup is not null;

        Assert.That(
            (reply.Status, reply.Headers.First(RuleHeader.Name)),
            Is.EqualTo(exempt ? (operation.SuccessStatus, null) : (400, "S4.requestor_id.required")));
    }

    private static TestCaseData Case(Operation operation) => new TestCaseData(operation).SetArgDisplayNames(operation.Id);

    private static IEnumerable<string> Differing(JsonObject reply, JsonObject kept) =>
        reply.Where(member => kept[member.Key] is { } value && !JsonNode.DeepEquals(member.Value, value)).Select(member => member.Key);

    // Reads the made object, under the owner that it was made under.
    private ApiRequest Under(Operation read, string createdAt, string id)
    {
        var request = _engine.Requests.Of(read);
        var owner = read.Resource!.Parent;
        var path = string.Join('/', read.Path.Split('/').Zip(request.Path.Split('/'), (template, value) =>
            template == $"{{{read.Resource.Id}}}" ? id : value));
        return request with { Path = owner is null ? path : createdAt + "/" + id };
    }
}
