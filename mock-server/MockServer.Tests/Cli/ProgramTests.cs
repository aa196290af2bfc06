using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Cli;

/// <summary>What the program says and returns when it cannot start.</summary>
public sealed class ProgramTests
{
    private readonly TemporaryFolder _folder = new();

    [TearDown]
    public void DeleteTheFolder() => _folder.Dispose();

    [TestCase("--port", "--control-port")]
    [TestCase("--control-port", "--port")]
    public async Task A_taken_port_is_one_line_and_exit_2(string taken, string free)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var ended = await CommandLine.RunAsync(taken, $"{port}", free, "0");

        Assert.That((ended.ExitCode, ended.Output), Is.EqualTo((2, "")));
        Assert.That(ended.Errors, Does.Match($@"^partner-api-mock: [^\n]*{port}[^\n]*already in use[^\n]*\n$"));
    }

    [TestCase("--nonsense", "--nonsense")]
    [TestCase("--port", "--port")]
    [TestCase("--port abc", "--port is \"abc\"")]
    [TestCase("--url http://192.0.2.1:8080 --control-port 0", "192.0.2.1")]
    [TestCase("--contract nowhere.json", "nowhere.json")]
    [TestCase("--config nowhere.json", "nowhere.json")]
    [TestCase("--https --certificate nowhere.pfx", "nowhere.pfx")]
    [TestCase("--https --certificate {}", "partner-api-mock.json")]
    [TestCase("--ready-file nowhere/ready.json", "\"readyFile\": cannot write nowhere/ready.json")]
    [TestCase("--state {}", "the state file '")]
    public async Task A_mistake_is_named_and_is_exit_2(string arguments, string named)
    {
        var file = _folder.File("partner-api-mock.json");
        await File.WriteAllTextAsync(file, "{}");
        var ended = await CommandLine.RunAsync([.. arguments.Split(' ').Select(argument => argument.Replace(
            "{}", file, StringComparison.Ordinal))]);

        Assert.That(ended.ExitCode, Is.EqualTo(2), ended.Errors);
        Assert.That(ended.Errors, Does.StartWith("partner-api-mock: ").And.Contain(named).And.Not.Match("(?m)^ +at "));
    }

    [TestCase("{")]
    [TestCase("[]")]
    public async Task A_settings_file_that_cannot_be_read_is_named_and_is_exit_2(string settings)
    {
        var file = _folder.File("partner-api-mock.json");
        await File.WriteAllTextAsync(file, settings);
        var ended = await CommandLine.RunAsync("--config", file);

        Assert.That(ended.ExitCode, Is.EqualTo(2), ended.Errors);
        Assert.That(ended.Errors, Does.Contain("partner-api-mock.json").And.Not.Match("(?m)^ +at "));
    }

    [Test]
    public async Task Help_is_exit_0()
    {
        var ended = await CommandLine.RunAsync("--help");

        Assert.That((ended.ExitCode, ended.Errors), Is.EqualTo((0, "")));
        Assert.That(ended.Output, Does.Contain("--control-port"));
    }
}
