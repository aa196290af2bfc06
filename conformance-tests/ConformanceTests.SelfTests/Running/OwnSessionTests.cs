using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Mock;

namespace PartnerApi.Conformance.SelfTests.Running;

/// <summary>Runs that share a mock with others.</summary>
public sealed class OwnSessionTests
{
    private const string ControlToken = "a-control-token-of-this-test";

    private readonly string _folder = Directory.CreateTempSubdirectory("session-").FullName;

    [TearDown]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    // Each of them moves a clock by hours.
    [Test]
    public async Task Runs_side_by_side_do_not_disturb_each_other()
    {
        await using var mock = await PartnerApiMock.StartAsync();
        var settings = MockTarget.Sample(mock) with { OwnSession = true };

        var results = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => SuiteRun.ExecuteAsync(settings, new() { Only = ["S3", "RFC6750"] })));

        Assert.That(results.Select(result => result.ExitCode), Is.All.EqualTo(ExitCode.Conforms));
        Assert.That(results.SelectMany(result => result.Checks).Select(check => check.Verdict), Has.None.EqualTo(Verdict.Untestable));
        Assert.That(mock.Session.Clock.IsFrozen, Is.False);
    }

    // Another caller of the mock stops the clock of the default session, whose tokens then never expire.
    [Test]
    public async Task A_clock_that_another_caller_stopped_does_not_matter()
    {
        await using var mock = await PartnerApiMock.StartAsync();
        mock.Session.Clock.Freeze();
        var settings = MockTarget.Sample(mock) with { OwnSession = true };

        var result = await SuiteRun.ExecuteAsync(settings, new() { Only = ["S3"] });

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conforms));
        Assert.That(mock.Session.Clock.IsFrozen, Is.True);
    }

    [TestCase(null, "set controlToken (PARTNER_API__CONTROLTOKEN)")]
    [TestCase("a-control-token-of-another-test", "check controlToken")]
    public async Task A_run_without_the_control_token_ends_before_anything_is_judged(string? token, string expected)
    {
        await using var mock = await PartnerApiMock.StartAsync(new() { ControlToken = ControlToken });

        var result = await SuiteRun.ExecuteAsync(MockTarget.Sample(mock) with { OwnSession = true, ControlToken = token });

        Assert.That((result.ExitCode, result.Checks.Length), Is.EqualTo((ExitCode.Unreachable, 0)));
        Assert.That(result.Unreachable, Does.Contain(expected).And.Not.Contain(token ?? "\n"));
    }

    [Test]
    public async Task The_control_token_is_sent_and_not_shown()
    {
        await using var mock = await PartnerApiMock.StartAsync(new() { ControlToken = ControlToken });

        var traces = await new SuiteProcess(_folder)
        {
            Environment = Variables(mock, ("PARTNER_API__CONTROLTOKEN", ControlToken)),
        }.RunAsync("run", "--target", Target(mock), "--only", "S3", "--out", "out");

        Assert.That(traces.ExitCode, Is.Zero, traces.Said);
        Assert.That(traces.Texts.Values, Has.None.Contains(ControlToken));
    }

    // Nothing listens at the proxy.
    [Test]
    public async Task A_proxy_of_the_environment_is_not_used_for_this_machine()
    {
        await using var mock = await PartnerApiMock.StartAsync();

        var traces = await new SuiteProcess(_folder)
        {
            Environment = Variables(
                mock, ("http_proxy", "http://127.0.0.1:1"), ("HTTP_PROXY", "http://127.0.0.1:1"), ("no_proxy", ""), ("NO_PROXY", "")),
        }.RunAsync("run", "--target", Target(mock), "--only", "S3");

        Assert.That(traces.ExitCode, Is.Zero, traces.Said);
    }

    // The test platform has no summary line of the suite, and no reason to ask a deployment more than once.
    [Test]
    public async Task The_test_platform_stops_at_a_refused_client_too()
    {
        var refused = 0;
        await using var mock = await PartnerApiMock.StartAsync(new()
        {
            Intercept = (request, engine) =>
            {
                var reply = engine(request);
                Interlocked.Add(ref refused, reply.Status >= 400 && request.Path.EndsWith("/token", StringComparison.Ordinal) ? 1 : 0);
                return reply;
            },
        });
        var variables = Variables(mock, ("PARTNER_API_TARGET", Target(mock)));
        variables["PARTNER_API__CREDENTIALS__CLIENTSECRET"] = "mistyped-secret";

        var traces = await new SuiteProcess(_folder) { Environment = variables, Executable = SuiteProcess.TestProgram }.RunAsync();

        Assert.That((traces.ExitCode, refused), Is.EqualTo((4, 1)), traces.Said);
        Assert.That(traces.Error, Does.Contain("check credentials:clientId and credentials:clientSecret"));
    }

    private static Dictionary<string, string> Variables(PartnerApiMock mock, params (string Name, string Value)[] more)
    {
        var variables = more.ToDictionary(variable => variable.Name, variable => variable.Value);
        variables["PARTNER_API__CREDENTIALS__CLIENTSECRET"] = mock.ClientSecret;
        return variables;
    }

    private string Target(PartnerApiMock mock)
    {
        var file = Path.Combine(_folder, "target.json");
        File.WriteAllText(file, $$"""
            {
              "apiAddress": "{{mock.ApiAddress}}",
              "controlAddress": "{{mock.ControlAddress}}",
              "requestorId": "{{mock.RequestorId}}",
              "credentials": { "clientId": "{{mock.ClientId}}" },
              "sideEffects": "all"
            }
            """);
        return file;
    }
}
