using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Engine;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Tests.Contracts;

/// <summary>The document that a mock serves describes that mock: policy, settings and address.</summary>
internal sealed class ServedContractTests
{
    private static IEnumerable<string> Names => ContractFile.Names;

    [TestCaseSource(nameof(Names))]
    public async Task Both_ports_serve_the_same_document_with_the_address_in_use(string name)
    {
        await using var mock = await PartnerApiMock.StartAsync(new MockOptions { Contract = ContractFile.Named(name) });
        using var http = new HttpClient();
        var api = await http.GetStringAsync(new Uri(mock.ApiAddress, "/openapi.json"));
        var control = await http.GetStringAsync(new Uri(mock.ControlAddress!, "/openapi.json"));
        var named = await http.GetStringAsync(new Uri(mock.ControlAddress!, "/control/v1/contract"));
        var document = JsonNode.Parse(api)!;

        Assert.That((control, named), Is.EqualTo((api, api)));
        Assert.That(
            (
                (string?)document["servers"]![0]!["url"],
                (string?)document["components"]!["securitySchemes"]!["oauth2"]!["flows"]!["clientCredentials"]!["tokenUrl"]),
            Is.EqualTo((mock.ApiAddress.GetLeftPart(UriPartial.Authority), new Uri(mock.ApiAddress, mock.Contract.Token.Path).ToString())));
    }

    [Test]
    public async Task A_HEAD_request_has_no_body_and_any_other_method_is_an_unknown_path()
    {
        await using var mock = await PartnerApiMock.StartAsync(new MockOptions { ControlAddress = null });
        using var http = new HttpClient();
        using var head = await http.SendAsync(new(HttpMethod.Head, new Uri(mock.ApiAddress, "/openapi.json")));
        using var post = await http.PostAsync(new Uri(mock.ApiAddress, "/openapi.json"), null);

        Assert.That(
            ((int)head.StatusCode, (await head.Content.ReadAsByteArrayAsync()).Length, (int)post.StatusCode), Is.EqualTo((200, 0, 404)));
    }

    [Test]
    public async Task A_client_behind_a_published_port_gets_the_address_that_it_used()
    {
        await using var mock = await PartnerApiMock.StartAsync(new MockOptions { ControlAddress = null });
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(mock.ApiAddress, "/openapi.json"));
        request.Headers.Host = "mock.example.org:9000";
        using var reply = await http.SendAsync(request);

        Assert.That(
            (string?)JsonNode.Parse(
                await reply.Content.ReadAsStringAsync())!["servers"]![0]!["url"], Is.EqualTo("http://mock.example.org:9000"));
    }

    [Test]
    public void Requestor_ID_is_listed_exactly_where_the_mock_demands_it(
        [ValueSource(nameof(Names))] string name, [Values] RequestorPolicy policy)
    {
        using var mock = new EngineOf(new() { Contract = ContractFile.Named(name), Policy = policy });
        var document = JsonNode.Parse(mock.Engine.Served.At(new("http://127.0.0.1:1234")))!;
        var wrong =
            from operation in mock.Engine.Contract.Operations
            where operation.Kind != OperationKind.Token
            let listed = Parameters(document, operation)
                .Any(parameter => (string?)parameter["name"] == "Requestor-ID" && (bool)parameter["required"]!)
            let demanded = mock.Engine.Answer(Bare(operation, mock.Token)).Headers.First(RuleHeader.Name) == "S4.requestor_id.required"
            where listed != demanded
            select operation.Id;

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void It_is_a_contract_that_the_loader_accepts_and_that_keeps_its_settings(
        [ValueSource(nameof(Names))] string name, [Values] RequestorPolicy policy, [Values] ScopeSemantics semantics)
    {
        var scope = semantics == ScopeSemantics.Rejected ? ScopeRule.None : new(semantics, "orders people");
        var served = new ServedContract(
            ContractFile.Named(name), policy, RequestorValidation.At(RequestorCheckLevel.Active), scope, TimeProvider.System)
            .At(new("https://127.0.0.1:1234"));
        var read = ContractFile.Parse("served.json", served);
        var form = JsonNode.Parse(served)!["components"]!["schemas"]!["TokenRequest"]!;

        Assert.That((read.Defaults.Scope, read.Defaults.RequestorCheckLevel), Is.EqualTo((scope, RequestorCheckLevel.Active)));
        Assert.That(
            (form["properties"]!["scope"] is not null, form["required"]!.AsArray().Any(member => (string?)member == "scope")),
            Is.EqualTo((semantics != ScopeSemantics.Rejected, semantics == ScopeSemantics.Required)));
        Assert.That(
            read.Operations.Where(operation => operation.NeedsRequestor(RequestorPolicy.Reference)).Select(operation => operation.Id),
            Is.EqualTo(ContractFile.Named(name).Operations.Where(operation => operation.NeedsRequestor(policy))
                .Select(operation => operation.Id)));
    }

    [Test]
    public void Its_examples_have_recent_dates([ValueSource(nameof(Names))] string name)
    {
        var later = new FakeTimeProvider(new(2036, 2, 29, 12, 0, 0, TimeSpan.Zero));
        var served = new ServedContract(
            ContractFile.Named(name), RequestorPolicy.Guide, RequestorValidation.At(RequestorCheckLevel.Active), ScopeRule.None, later)
                .At(new("http://127.0.0.1:1"));
        var operation = ContractFile.Parse("served.json", served).Find("createIdentification")!;

        Assert.That((string?)operation.RequestExample!["identificationDate"], Is.EqualTo("2036-02-22"));
        Assert.That((string?)operation.Probe!["identificationDate"], Is.EqualTo("2036-02-22"));
    }

    private static IEnumerable<JsonNode> Parameters(JsonNode document, Operation operation) =>
        (document["paths"]![operation.Path]![operation.Method.ToLowerInvariant()]!["parameters"] as JsonArray ?? [])
            .Select(parameter => (string?)parameter!["$ref"] is { } reference
                ? document["components"]!["parameters"]![reference.Split('/')[^1]]!
                : parameter);

    private static ApiRequest Bare(Operation operation, string token) => new()
    {
        Method = operation.Method,
        Path = operation.PathParameters.Aggregate(
            operation.Path, (path, parameter) => path.Replace($"{{{parameter.Name}}}", "x", StringComparison.Ordinal)),
        Headers = HeaderList.Empty.With("Authorization", "Bearer " + token),
    };
}
