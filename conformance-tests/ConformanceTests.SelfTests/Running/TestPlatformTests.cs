using NUnit.Framework;
using PartnerApi.Mock;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Running;

/// <summary>The scenarios as a test program, which <c>dotnet test</c> runs: how it gets its target, and what filters find.</summary>
public sealed class TestPlatformTests
{
    private const string Filter = "TestCategory=S2.grant_type";

    private readonly TemporaryFolder _folder = new();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [TestCase("TestCategory=S4", "Requestor")]
    [TestCase("TestCategory=RFC9110-15.5", "405")]
    [TestCase("TestCategory=S2.grant_type", "grant", Category = "nightly")]
    [TestCase("TestCategory=RFC6749", "Basic", Category = "nightly")]
    public async Task A_filter_by_section_finds_its_tests(string filter, string part)
    {
        var listed = await RunAsync([], "--list-tests", "--filter", filter, "--no-ansi");

        Assert.That(listed.ExitCode, Is.Zero, listed.Said);
        Assert.That(listed.Out, Does.Contain(part).IgnoreCase);
    }

    [Test]
    public async Task A_target_can_be_named_by_a_parameter_of_a_runsettings_file()
    {
        await using var mock = await PartnerApiMock.StartAsync();

        var run = await RunAsync(
            Secret(mock), "--settings", Settings(("target", Target(mock)), ("clockSkewSeconds", "3")), "--filter", Filter);

        AssertPassed(mock, run);
    }

    [Test]
    public async Task A_target_can_be_named_by_the_environment()
    {
        await using var mock = await PartnerApiMock.StartAsync();

        var run = await RunAsync(
            [.. Secret(mock), ("PARTNER_API_TARGET", Path.Combine(_folder.FullName, Target(mock)))], "--filter", Filter);

        AssertPassed(mock, run);
    }

    [Test]
    public async Task A_parameter_of_the_command_line_wins()
    {
        await using var mock = await PartnerApiMock.StartAsync();

        var run = await RunAsync(
            [.. Secret(mock), ("PARTNER_API_TARGET", "no-such-file.json")],
            "--settings", Settings(("target", "neither-this.json")), "--test-parameter", $"target={Target(mock)}", "--filter", Filter);

        AssertPassed(mock, run);
    }

    [TestCase("strikt", "true", "unknown setting --set strikt")]
    [TestCase("strict", "maybe", "expected true or false")]
    [TestCase("seed", "x", "expected a whole number")]
    [TestCase("timeoutSeconds", "soon", "timeoutSeconds")]
    [TestCase("waivers", "no-such-waivers.json", "no-such-waivers.json")]
    public async Task A_parameter_that_cannot_be_used_is_refused(string name, string value, string reason)
    {
        await using var mock = await PartnerApiMock.StartAsync();

        var run = await RunAsync(Secret(mock), "--settings", Settings(("target", Target(mock)), (name, value)));

        Assert.That(run.ExitCode, Is.EqualTo(2), run.Said);
        Assert.That(run.Error, Does.Contain(reason));
    }

    [Test]
    public async Task A_file_that_is_no_runsettings_file_is_refused()
    {
        File.WriteAllText(_folder.File("broken.runsettings"), "<RunSettings>");

        var run = await RunAsync([], "--settings", "broken.runsettings");

        Assert.That((run.ExitCode, run.Error), Is.EqualTo((2, run.Error)), run.Said);
        Assert.That(run.Error, Does.StartWith("broken.runsettings: "));
    }

    private static void AssertPassed(PartnerApiMock mock, Traces run)
    {
        Assert.That(run.ExitCode, Is.Zero, run.Said);
        Assert.That(mock.Grade.Exchanges, Is.Positive, "the target was not asked");
    }

    private static (string Name, string Value)[] Secret(PartnerApiMock mock) =>
        [("PARTNER_API__CREDENTIALS__CLIENTSECRET", mock.ClientSecret)];

    private string Settings(params (string Name, string Value)[] parameters)
    {
        var lines = parameters.Select(parameter => $"<Parameter name=\"{parameter.Name}\" value=\"{parameter.Value}\" />");
        File.WriteAllText(
            _folder.File("test.runsettings"), $"<RunSettings><TestRunParameters>{string.Concat(lines)}</TestRunParameters></RunSettings>");
        return "test.runsettings";
    }

    private string Target(PartnerApiMock mock)
    {
        File.WriteAllText(_folder.File("target.json"), $$"""
            {
              "apiAddress": "{{mock.ApiAddress}}",
              "requestorId": "{{mock.RequestorId}}",
              "credentials": { "clientId": "{{mock.ClientId}}" }
            }
            """);
        return "target.json";
    }

    private Task<Traces> RunAsync((string Name, string Value)[] environment, params string[] arguments) =>
        new SuiteProcess(_folder.FullName)
        {
            Executable = SuiteProcess.TestProgram,
            Environment = environment.ToDictionary(variable => variable.Name, variable => variable.Value),
        }.RunAsync(arguments);
}
