using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using NUnit.Framework;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Control;

/// <summary>What the control API says of itself is what it does.</summary>
internal sealed class SelfDescription
{
    private static PartnerApiMock _mock = null!;

    [OneTimeSetUp]
    public static async Task StartAsync() =>
        _mock = await Mocks.StartAsync("v1", options => options with { ControlAddress = new("http://127.0.0.1:0") });

    [OneTimeTearDown]
    public static async Task StopAsync() => await _mock.DisposeAsync();

    [Test]
    public async Task It_is_valid_OpenAPI()
    {
        var result = Microsoft.OpenApi.OpenApiDocument.Parse((await DocumentAsync()).ToJsonString(), OpenApiConstants.Json);
        Assert.That(result.Diagnostic!.Errors.Concat(result.Diagnostic.Warnings).Select(error => error.Message), Is.Empty);
    }

    [Test]
    public async Task It_names_every_endpoint_and_no_other()
    {
        var described =
            from path in (await DocumentAsync())["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            select $"{operation.Key.ToUpperInvariant()} {path.Key}";
        Assert.That(described, Is.EquivalentTo(_mock.ControlEndpoints));
    }

    [Test]
    public async Task Every_query_is_answered_in_the_shape_that_it_describes()
    {
        using var control = new ControlClient(_mock);
        _mock.Faults.Add(new FaultOptions { Kind = "5xx-once" });
        using var partner = new HttpClient { BaseAddress = _mock.ApiAddress };
        using var exchange = await partner.GetAsync(new Uri("nowhere", UriKind.Relative));
        var paths = (await DocumentAsync())["paths"]!.AsObject();
        foreach (var (path, operations) in paths
            .Where(path => path.Value!["get"]?["responses"]!["200"]!["content"]?["application/json"] is not null))
        {
            var schema = operations!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!;
            var (status, body) = await control.CallAsync("GET", await FilledAsync(path, operations!["get"]!));
            using (Assert.EnterMultipleScope())
            {
                Assert.That(status, Is.EqualTo(200), path);
                Assert.That(await MissingAsync(schema, body!), Is.Empty, path);
            }
        }
    }

    [Test]
    public async Task The_partners_contract_and_the_rules_are_served_too()
    {
        using var control = new ControlClient(_mock);
        var (_, contract) = await control.CallAsync("GET", "/control/v1/contract");
        var (_, rules) = await control.CallAsync("GET", "/control/v1/rules");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((string?)contract!["info"]!["version"], Is.EqualTo("v1"));
            Assert.That(rules!["commands"]!.AsArray().Select(rule => (string?)rule!["statement"]), Has.None.Null);
        }
    }

    // The path with the examples that the document gives for its parameters.
    private static async Task<string> FilledAsync(string path, JsonNode operation)
    {
        var known = (await DocumentAsync())["components"]!["parameters"]!;
        return (operation["parameters"] as JsonArray ?? [])
            .Select(parameter => known[Regex.Match($"{parameter!["$ref"]}", "[^/]+$").Value]!)
            .Aggregate(
                path,
                (filled, parameter) => filled.Replace($"{{{parameter["name"]}}}", $"{parameter["example"]}", StringComparison.Ordinal));
    }

    // Members that the schema requires and the body lacks.
    private static async Task<string[]> MissingAsync(JsonNode schema, JsonNode body)
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;
        var known = schema["$ref"] is { } reference ? schemas[Regex.Match($"{reference}", "[^/]+$").Value]! : schema;
        if (body is JsonArray items)
        {
            return items.Count == 0 ? [] : await MissingAsync(known["items"]!, items[0]!);
        }

        return [.. (known["required"] as JsonArray ?? []).Select(name => $"{name}").Where(name => body[name] is null)];
    }

    private static async Task<JsonNode> DocumentAsync()
    {
        using var control = new ControlClient(_mock);
        return (await control.CallAsync("GET", "/control/v1/openapi.json")).Body!;
    }
}
