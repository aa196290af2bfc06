using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.SelfTests.Running;

namespace PartnerApi.Conformance.SelfTests.Secrecy;

public sealed class OutputSecrecyTests
{
    private static readonly string[] Run = ["run", "--out", "reports"];
    private static readonly string[] Platform = ["--report-trx", "--results-directory", "results", "--output", "Detailed"];

    private static IEnumerable<TestCaseData> Ways =>
    [
        new TestCaseData(false, Run).SetArgDisplayNames("a good target", "run"),
        new TestCaseData(true, Run).SetArgDisplayNames("a target that repeats what it hears", "run"),
        new TestCaseData(true, Platform).SetArgDisplayNames("a target that repeats what it hears", "the test platform"),
    ];

    [TestCaseSource(nameof(Ways))]
    public async Task No_output_gives_a_credential_or_a_token_away(bool talkative, string[] arguments)
    {
        await using var mock = await TalkativeMock.StartAsync(talkative);
        var folder = Directory.CreateTempSubdirectory("secrecy-").FullName;
        try
        {
            var traces = await JudgeAsync(mock, folder, arguments);

            Assert.That(mock.Told, Is.Positive, "the secret was never sent, so its absence proves nothing");
            Assert.That(traces.Texts["standard output"], Does.Contain(talkative ? "«client_secret" : " checks, "));
            Assert.That(
                traces.ExitCode,
                talkative ? Is.Positive : Is.AnyOf(0, 3),
                traces.Texts["standard output"] + traces.Texts["standard error"]);
            Assert.That(
                traces.Texts.Keys,
                Is.SupersetOf(
                    arguments is ["run", ..] ? [.. ReportFiles.In("reports").Select(file => file.Path), "job.md"] : Array.Empty<string>()));
            Assert.That(Leaks(traces, [TalkativeMock.ClientSecret, .. mock.Tokens.Select(Signature)]), Is.Empty);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void Every_encoding_of_a_secret_is_found()
    {
        const string Secret = TalkativeMock.ClientSecret;
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TalkativeMock.ClientId}:{Secret}"));

        Assert.That(
            SecretEncodings.Encode(Secret).Select(encoding => SecretEncodings.Found("text", $"« {encoding.Text} »", Secret).Count()),
            Has.All.Positive);
        Assert.That(SecretEncodings.Found("header", $"Authorization: Basic {basic}", Secret), Is.Not.Empty);
        Assert.That(SecretEncodings.Found("page", System.Net.WebUtility.HtmlEncode(Secret[..18]), Secret), Is.Not.Empty);
        Assert.That(
            SecretEncodings.Found("page", System.Text.Encodings.Web.HtmlEncoder.Default.Encode(Secret[18..]), Secret),
            Is.Not.Empty);
        Assert.That(SecretEncodings.Found("file", JsonSerializer.Serialize(Secret[18..]), Secret), Is.Not.Empty);
        Assert.That(SecretEncodings.Found("other", "Authorization: Basic Y2FuYXJ5LWNsaWVudDpub3RoaW5n", Secret), Is.Empty);
    }

    private static Task<Traces> JudgeAsync(TalkativeMock mock, string folder, string[] arguments)
    {
        var target = Path.Combine(folder, "target.json");
        File.WriteAllText(target, $$"""
            {
              "name": "canary",
              "apiAddress": "{{mock.Api.ApiAddress}}",
              "requestorId": "{{mock.Api.RequestorId}}",
              "sideEffects": "all",
              "clockSkewSeconds": 0,
              "operations": {{Skipped(mock)}},
              "badCredentialBudget": 100,
              "minimumMustChecks": 1
            }
            """);
        var environment = new Dictionary<string, string>
        {
            ["PARTNER_API__CREDENTIALS__CLIENTID"] = TalkativeMock.ClientId,
            ["PARTNER_API__CREDENTIALS__CLIENTSECRET"] = TalkativeMock.ClientSecret,
            ["PARTNER_API_TARGET"] = target,
            [ReportFiles.JobSummaryVariable] = Path.Combine(folder, "job.md"),
        };
        return arguments is ["run", ..]
            ? new SuiteProcess(folder) { Environment = environment }.RunAsync([.. arguments, "--target", target])
            : new SuiteProcess(folder) { Environment = environment, Executable = SuiteProcess.TestProgram }.RunAsync(arguments);
    }

    private static string Skipped(TalkativeMock mock) => JsonSerializer.Serialize(
        MockTarget.Sample(mock.Api).Operations.ToDictionary(operation => operation.Key, operation => new { skip = operation.Value.Skip }));

    private static IEnumerable<string> Leaks(Traces traces, ImmutableArray<string> secrets) =>
        traces.Texts.SelectMany(text => SecretEncodings.Found(text.Key, text.Value, secrets)).Take(20);

    // The signature part of a token: output that contains the token contains this part.
    private static string Signature(string token) => token[(token.LastIndexOf('.') + 1)..];
}
