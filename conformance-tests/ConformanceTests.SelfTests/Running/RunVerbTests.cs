using System.Runtime.InteropServices;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Token;

namespace PartnerApi.Conformance.SelfTests.Running;

public sealed class RunVerbTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("exit-").FullName;

    [TearDown]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestCase(0, null, new[] { "--only", "S2" })]
    [TestCase(1, "S2.grant_type.unknown", new[] { "--only", "S2" })]
    [TestCase(2, null, new[] { "--only", "nonsense" })]
    [TestCase(2, null, new[] { "--set", "concurrency=0" })]
    [TestCase(3, null, new[] { "--set", "requestBudget=3" })]
    [TestCase(4, null, new[] { "--set", "apiAddress=http://127.0.0.1:1" })]
    public async Task A_run_ends_with_the_code_that_says_why(int expected, string? broken, string[] arguments)
    {
        await using var mock = await PartnerApiMock.StartAsync(
            broken is null ? new() : new() { TokenRules = TokenRules.All.Without(broken) });

        var traces = await SuiteCommandLine.RunAsync(["run", "--target", Target(mock), .. Secret(mock), .. arguments]);

        Assert.That(traces.ExitCode, Is.EqualTo(expected), traces.Said);
    }

    [Test]
    public async Task A_partial_run_does_not_say_that_the_target_conforms()
    {
        var traces = await SuiteCommandLine.RunAsync(["run", "--only", "S2.grant_type.unknown"]);

        Assert.That(traces.Said, Does.Contain("passed the selected checks, which is not a full run").And.Not.Contain("conforms ("));
    }

    [TestCase(0, "v2")]
    [TestCase(2, "v3")]
    public async Task One_switch_of_the_suite_starts_the_mock_with_another_contract(int expected, string contract)
    {
        var traces = await SuiteCommandLine.RunAsync(["run", "--contract", contract, "--only", "S2"]);

        Assert.That(traces.ExitCode, Is.EqualTo(expected), traces.Said);
        Assert.That(traces.Said, Does.Contain(expected == 0 ? $"contract {contract}" : "v1, v2"));
    }

    // The wrong contract asks at a path that this deployment does not have.
    [TestCase(0, "v2")]
    [TestCase(4, "v1")]
    public async Task The_switch_wins_over_the_target_file(int expected, string contract)
    {
        await using var mock = await PartnerApiMock.StartAsync(new MockOptions { Contract = ContractFile.V2() });

        var traces = await SuiteCommandLine.RunAsync(
            ["run", "--target", Target(mock), .. Secret(mock), "--contract", contract, "--only", "S2"]);

        Assert.That(traces.ExitCode, Is.EqualTo(expected), traces.Said);
    }

    [Test]
    public async Task An_expired_waiver_is_bad_input()
    {
        var waivers = Path.Combine(_folder, "waivers.json");
        await File.WriteAllTextAsync(
            waivers,
            """{"waivers":[{"check":"S1.client_id","target":"t","reason":"r","owner":"o","ticket":"t","expires":"2020-01-01"}]}""");

        var traces = await SuiteCommandLine.RunAsync(["run", "--only", "S2", "--waivers", waivers]);

        Assert.That(traces.ExitCode, Is.EqualTo(2));
        Assert.That(traces.Error, Does.Contain("expired on 2020-01-01"));
    }

    [Test]
    public async Task A_waiver_is_drafted_and_not_without_its_owner()
    {
        string[] whole = ["waive", "S2.grant_type.unknown", "--target", "staging", "--reason", "r", "--ticket", "T-1", "--owner", "o"];

        var drafted = await SuiteCommandLine.RunAsync(whole);
        var refused = await SuiteCommandLine.RunAsync(whole[..^2]);

        Assert.That((drafted.ExitCode, refused.ExitCode), Is.EqualTo((0, 2)));
        Assert.That(drafted.Out, Does.Contain("\"check\": \"S2.grant_type.unknown\"").And.Contain("\"expires\""));
        Assert.That(refused.Error, Does.Contain("--owner is missing"));
    }

    [Test]
    public async Task The_doctor_finds_a_sound_target_well()
    {
        await using var mock = await PartnerApiMock.StartAsync();

        var traces = await SuiteCommandLine.RunAsync(["doctor", "--target", Target(mock), .. Secret(mock)]);

        Assert.That(traces.ExitCode, Is.Zero, traces.Said);
        Assert.That(traces.Out, Does.Contain("ok    token").And.Not.Contain(mock.ClientSecret));
    }

    [TestCase(PosixSignal.SIGINT)]
    [TestCase(PosixSignal.SIGTERM)]
    [Platform(Exclude = "Win")]
    public async Task An_interrupted_run_reports_what_it_did_and_ends_with_130(PosixSignal signal)
    {
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = 0;
        await using var mock = await PartnerApiMock.StartAsync(new()
        {
            Intercept = (request, engine) =>
            {
                if (Interlocked.Increment(ref seen) == 30)
                {
                    busy.SetResult();
                }

                return engine(request);
            },
        });

        var traces = await new SuiteProcess(_folder)
        {
            Environment = new Dictionary<string, string> { ["PARTNER_API__CREDENTIALS__CLIENTSECRET"] = mock.ClientSecret },
            Meanwhile = async (process, ended) =>
            {
                await busy.Task.WaitAsync(ended);
                process.Signal(signal);
            },
        }.RunAsync("run", "--target", Target(mock), "--set", "concurrency=1");

        Assert.That(traces.ExitCode, Is.EqualTo(130), traces.Said);
        Assert.That(traces.Out, Does.Contain("the run was cancelled"));
    }

    private static string[] Secret(PartnerApiMock mock) => ["--set", $"credentials:clientSecret={mock.ClientSecret}"];

    private string Target(PartnerApiMock mock)
    {
        var file = Path.Combine(_folder, "target.json");
        File.WriteAllText(file, $$"""
            {
              "apiAddress": "{{mock.ApiAddress}}",
              "controlAddress": "{{mock.ControlAddress}}",
              "requestorId": "{{mock.RequestorId}}",
              "credentials": { "clientId": "{{mock.ClientId}}" },
              "sideEffects": "all",
              "badCredentialBudget": 100
            }
            """);
        return file;
    }
}
