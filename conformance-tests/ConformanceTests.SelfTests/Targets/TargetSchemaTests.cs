using NJsonSchema;
using NUnit.Framework;
using PartnerApi.Conformance.Targets;
using PartnerApi.Settings;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Targets;

public sealed class TargetSchemaTests
{
    private const string Sources =
        "Settings come from, in this order, where a later source replaces an earlier one: this file, .NET user secrets, a folder with one "
        + "file per setting (credentials__clientSecret), environment variables (PARTNER_API__TIMEOUTSECONDS), --set timeoutSeconds=5, "
        + "options such as --timeout-seconds 5. Secrets must not be in this file. Relative paths of files start at the working directory.";

    private static readonly string Folder = Repository.File("fixtures", "targets");
    private static readonly string SchemaText =
        TargetFile.Description.JsonSchema("A deployment that the conformance suite tests", Sources);

    [Test, Category(Generated.Category)]
    public void The_schema_is_up_to_date() => Generated.CompareFile(Path.Combine(Folder, "target.schema.json"), SchemaText);

    [Test, Category(Generated.Category)]
    public void The_page_about_target_files_is_up_to_date() => Generated.CompareFile(
        Repository.File("docs", "reference", "target-file.md"),
        "# Settings of a target file\n\nGenerated; update it with `./run-tests.sh "
            + $"--update`.\n\n{Sources}\n\n{TargetFile.Description.Table()}");

    [TestCase("mock.json")]
    [TestCase("mock-v2.json")]
    [TestCase("staging.example.json")]
    public async Task The_target_files_of_the_repository_match_the_schema(string file) =>
        Assert.That(await ErrorsAsync(await File.ReadAllTextAsync(Path.Combine(Folder, file))), Is.Empty);

    [TestCase("""{ "timeoutSecond": 5 }""")]
    [TestCase("""{ "timeoutSeconds": 0 }""")]
    [TestCase("""{ "surface": "half" }""")]
    [TestCase("""{ "credentials": { "clientSecret": "s" } }""")]
    [TestCase("""{ "operations": { "x": { "requestor": "maybe" } } }""")]
    [TestCase("""{ "expectations": { "missingRequestor": { "statuses": ["200"] } } }""")]
    public async Task The_schema_rejects_what_the_reader_rejects(string text) => Assert.That(await ErrorsAsync(text), Is.Not.Empty);

    [TestCase("""{ "surface": "tokenEndpoint", "profile": "oauth21" }""")]
    [TestCase("""{ "operations": { "x": { "requestor": "exempt", "skip": "slow" } } }""")]
    [TestCase("""{ "cellarFolder": "tokens", "mustFloor": 5 }""")]
    public async Task The_schema_accepts_what_the_reader_accepts(string text) => Assert.That(await ErrorsAsync(text), Is.Empty);

    [Test]
    public void The_target_file_of_the_mock_is_valid() =>
        Assert.That(TargetFile.Read(Path.Combine(Folder, "mock.json")).Settings.Name, Is.EqualTo("mock"));

    private static async Task<IEnumerable<string>> ErrorsAsync(string text) =>
        (await JsonSchema.FromJsonAsync(SchemaText)).Validate(text).Select(error => error.ToString());
}
