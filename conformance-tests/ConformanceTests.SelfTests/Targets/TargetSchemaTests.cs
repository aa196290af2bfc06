using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NJsonSchema;
using NUnit.Framework;
using PartnerApi.Conformance.Targets;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Targets;

public sealed partial class TargetSchemaTests
{
    // Secrets are settings, and never members of the file.
    private static readonly string[] Secrets =
    [
        "expiredToken", "otherAudienceToken", "otherScopeToken", "cellarKey", "clientCertificatePassword", "credentials:clientSecret",
        "specialCharacters:clientSecret", "withoutGrant:clientSecret", "shortLived:clientSecret",
    ];

    private static readonly string Folder = Repository.File("fixtures", "targets");

    private static readonly JsonObject Schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "target.schema.json")))!.AsObject();

    [Test]
    public void Schema_and_reader_know_the_same_settings() =>
        Assert.That(Leaves(Schema, ""), Is.EquivalentTo(TargetFile.Keys().Except(Secrets)));

    [TestCase("mock.json")]
    [TestCase("mock-v2.json")]
    [TestCase("staging.example.json")]
    public async Task The_files_that_come_along_fit_the_schema(string file)
    {
        var schema = await JsonSchema.FromJsonAsync(Schema.ToJsonString());

        Assert.That(schema.Validate(await File.ReadAllTextAsync(Path.Combine(Folder, file))), Is.Empty);
    }

    [TestCase("""{ "timeoutSecond": 5 }""")]
    [TestCase("""{ "timeoutSeconds": 0 }""")]
    [TestCase("""{ "credentials": { "clientSecret": "s" } }""")]
    [TestCase("""{ "operations": { "x": { "requestor": "maybe" } } }""")]
    public async Task The_schema_refuses_what_the_reader_refuses(string text)
    {
        var schema = await JsonSchema.FromJsonAsync(Schema.ToJsonString());

        Assert.That(schema.Validate(text), Is.Not.Empty);
    }

    [Test]
    public void The_mock_s_file_is_read() =>
        Assert.That(TargetFile.Read(Path.Combine(Folder, "mock.json")).Name, Is.EqualTo("mock"));

    private static IEnumerable<string> Leaves(JsonNode node, string path)
    {
        var shape = node["$ref"] is { } reference ? Schema["definitions"]![Definition().Match(reference.ToString()).Value]! : node;
        return shape switch
        {
            _ when shape["properties"] is JsonObject members => members.SelectMany(member => Leaves(member.Value!, path.Length == 0 ? member.Key : $"{path}:{member.Key}")),
            _ when shape["additionalProperties"] is JsonObject any => Leaves(any, path + ":*"),
            _ => [path],
        };
    }

    [GeneratedRegex("[A-Za-z]+$")]
    private static partial Regex Definition();
}
