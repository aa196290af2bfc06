using NJsonSchema;
using NUnit.Framework;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.SelfTests.Verdicts;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Loading;

namespace PartnerApi.Conformance.SelfTests.Reports;

public sealed class ResultsJsonTests
{
    private static IEnumerable<TestCaseData> Runs =>
    [
        new TestCaseData(PreparedRun.All).SetArgDisplayNames("all verdicts"),
        new TestCaseData(Results.Run() with { Unreachable = "nothing answers" }).SetArgDisplayNames("unreachable"),
        new TestCaseData(PreparedRun.All with { Cancelled = true }).SetArgDisplayNames("cancelled"),
    ];

    [TestCaseSource(nameof(Runs))]
    public async Task A_run_fits_the_published_schema(RunResult result)
    {
        var schema = await SchemaAsync();

        Assert.That(schema.Validate(ResultsJson.Write(result)).Select(error => error.ToString()), Is.Empty);
    }

    [TestCase("\"verdict\": \"PASS\"", "\"verdict\": \"GREEN\"")]
    [TestCase("\"level\": \"must\"", "\"level\": \"MUST\"")]
    [TestCase("\"exitCode\": 5", "\"exitCode\": 6")]
    [TestCase("\"formatVersion\": \"1.1\"", "\"formatVersion\": \"2.0\"")]
    [TestCase("\"gates\":", "\"gate\":")]
    public async Task The_schema_refuses_what_is_no_result(string right, string wrong)
    {
        var schema = await SchemaAsync();
        var text = ResultsJson.Write(PreparedRun.All);

        Assert.That(text, Does.Contain(right));
        Assert.That(schema.Validate(text.Replace(right, wrong, StringComparison.Ordinal)), Is.Not.Empty);
    }

    [Test]
    public void What_was_written_can_be_read()
    {
        var file = Written(ResultsJson.Write(PreparedRun.All));

        var read = ResultsJson.Read(file);

        Assert.That(read.Outcome.ExitCode, Is.EqualTo(5));
        Assert.That(read.Checks.CountBy(check => check.Verdict).ToDictionary(), Is.EquivalentTo(PreparedRun.Counts));
    }

    [TestCase("", "is not a results.json")]
    [TestCase("[]", "is not a results.json")]
    [TestCase("{\"formatVersion\": \"1.1\"}", "is not a results.json")]
    [TestCase("null", "expected 1.1")]
    public void Another_file_is_refused_with_its_name(string text, string reason)
    {
        var file = Written(text);

        Assert.That(
            () => ResultsJson.Read(file),
            Throws.TypeOf<FixtureException>().With.Message.Contains(reason).And.Message.Contains(file));
    }

    [Test]
    public void Another_version_is_refused() => Assert.That(
        () =>
            ResultsJson.Read(
                Written(
                    ResultsJson.Write(PreparedRun.All).Replace(
                        "\"formatVersion\": \"1.1\"",
                        "\"formatVersion\": \"2.0\"",
                        StringComparison.Ordinal))),
        Throws.TypeOf<FixtureException>().With.Message.Contains("is 2.0; expected 1.1"));

    [Test]
    public void A_file_that_is_not_there_is_refused() =>
        Assert.That(
            () => ResultsJson.Read("/nowhere/results.json"),
            Throws.TypeOf<FixtureException>().With.Message.Contains("cannot be read"));

    private static string Written(string text)
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}.json");
        File.WriteAllText(file, text);
        return file;
    }

    private static async Task<JsonSchema> SchemaAsync()
    {
        await using var stream = typeof(ResultsJson).Assembly.GetManifestResourceStream("reports/results.schema.json")!;
        using var reader = new StreamReader(stream);
        return await JsonSchema.FromJsonAsync(await reader.ReadToEndAsync());
    }
}
