using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Running;

/// <summary>One switch makes mock and suite follow another contract, in one process or in two.</summary>
[TestFixtureSource(typeof(ContractFile), nameof(ContractFile.Names))]
public sealed class ContractRunTests(string contract)
{
    private Contract Contract { get; } = ContractFile.Named(contract);

    [Category("nightly")]
    [Test]
    public async Task The_mock_conforms_in_process_and_over_the_network_alike()
    {
        var near = await JudgeAsync(new() { Contract = Contract });
        var (far, said) = await OverTheNetworkAsync();

        Assert.That(near.Checks.Where(check => check.Gates).Select(CheckText.Line), Is.Empty);
        Assert.That(near.ExitCode, Is.EqualTo(ExitCode.Conforms));
        Assert.That((int?)far["outcome"]!["exitCode"], Is.Zero, said);
        Assert.That((string?)far["target"]!["contract"], Is.EqualTo(contract));
        Assert.That(
            (int)far["outcome"]!["mustExecuted"]!,
            Is.GreaterThanOrEqualTo((int)far["outcome"]!["minimumMustChecks"]!).And.EqualTo(near.MustExecuted));
        Assert.That(Verdicts(far), Is.EqualTo(Verdicts(near)));
    }

    [Category("nightly")]
    [Test]
    public async Task The_mock_conforms_in_ten_years([Values(SideEffects.All, SideEffects.None)] SideEffects effects)
    {
        var later = new FakeTimeProvider(new(2036, 2, 29, 12, 0, 0, TimeSpan.Zero));

        var result = await JudgeAsync(new() { Contract = Contract, Clock = later }, effects, new() { Time = later });

        Assert.That(result.Checks.Where(check => check.Gates).Select(CheckText.Line), Is.Empty);
    }

    [TestCase(200, SideEffects.All)]
    [TestCase(400, SideEffects.All)]
    [TestCase(401, SideEffects.All)]
    [TestCase(403, SideEffects.All)]
    [TestCase(404, SideEffects.All)]
    [TestCase(500, SideEffects.All)]
    [TestCase(400, SideEffects.None)]
    [TestCase(403, SideEffects.None)]
    public async Task A_server_that_always_answers_alike_passes_nothing(int status, SideEffects effects)
    {
        var result = await JudgeAsync(
            new() { Contract = Contract, Intercept = (_, _) => ApiReply.Empty(status) }, effects, new() { Preflight = false });

        Assert.That(result.Checks.Where(check => check.Verdict is Verdict.Pass or Verdict.Warn).Select(check => check.Id), Is.Empty);
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.DoesNotConform));
    }

    // A label is a word that the partner's own customers may have.
    [Test]
    public async Task Only_labels_of_its_own_are_renamed_or_deleted()
    {
        var changed = new System.Collections.Concurrent.ConcurrentBag<string>();
        await using var mock = await PartnerApiMock.StartAsync(new MockOptions
        {
            Contract = Contract,
            Intercept = (request, engine) =>
            {
                var reply = engine(request);
                if (request.Operation()?.Id is "renameCustomerLabel" or "deleteCustomerLabel" && reply.Status < 300)
                {
                    changed.Add(request.Path.Split('/')[^1]);
                }

                return reply;
            },
        });

        await SuiteRun.ExecuteAsync(MockTarget.Settings(mock), new() { Only = ["S4.requestor_id.required"] });

        Assert.That(changed, Is.Not.Empty.And.All.StartsWith("conformance-"));
    }

    [Test]
    public async Task A_run_on_nonexistent_ids_conforms_and_creates_nothing()
    {
        var done = new System.Collections.Concurrent.ConcurrentBag<string>();
        var commands = Contract.Commands.Select(command => command.Method).ToHashSet();
        var token = Contract.Token.Path;
        await using var mock = await PartnerApiMock.StartAsync(new MockOptions
        {
            Contract = Contract,
            Intercept = (request, engine) =>
            {
                var reply = engine(request);
                if (commands.Contains(request.Method) && request.Path != token && reply.Status < 300)
                {
                    done.Add($"{request.Method} {request.Path}");
                }

                return reply;
            },
        });

        var result = await SuiteRun.ExecuteAsync(
            MockTarget.Settings(mock) with { SideEffects = SideEffects.None, MinimumMustChecks = 100 });

        Assert.That(done.Distinct().Order(), Is.Empty);
        Assert.That(
            result.ExitCode,
            Is.EqualTo(ExitCode.Conforms),
            string.Join('\n', result.Checks.Where(check => check.Gates).Select(CheckText.Line)));
    }

    private async Task<(JsonNode Results, string Said)> OverTheNetworkAsync()
    {
        using var folder = new TemporaryFolder();
        await using var mock = await MockProcess.StartAsync("--contract", contract);
        var target = Repository.File("fixtures", "targets", contract == ContractFile.Guide ? "mock.json" : $"mock-{contract}.json");
        string[] addresses = ["--set", $"apiAddress={mock.Api}", "--set", $"controlAddress={mock.Control}"];
        var results = Path.Combine(folder.FullName, "results.json");
        var traces = await SuiteCommandLine.RunAsync(["run", "--target", target, .. addresses, "--json", results, "--no-color"]);
        return (JsonNode.Parse(await File.ReadAllTextAsync(results))!, traces.Said);
    }

    private static async Task<RunResult> JudgeAsync(MockOptions options, SideEffects effects = SideEffects.All, RunOptions? run = null)
    {
        await using var mock = await PartnerApiMock.StartAsync(options);
        return await SuiteRun.ExecuteAsync(MockTarget.Settings(mock) with { SideEffects = effects }, run);
    }

    private static IEnumerable<string> Verdicts(RunResult result) =>
        result.Checks.Select(check => $"{check.Id} in {check.Scenario}: {CheckText.Name(check.Verdict)}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Verdicts(JsonNode results) =>
        results["checks"]!.AsArray().Select(
            check => $"{check!["id"]} in {check["scenario"]}: {check["verdict"]}").Order(StringComparer.Ordinal);
}
