using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using PartnerApi.Mock.Tests.Hosting;

namespace PartnerApi.Mock.Tests.Cli;

/// <summary>The program from outside: what it prints, what it returns, how it stops.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ProgramTests
{
    private const string AnyPorts = "--port 0 --control-port 0";

    [TestCase("INT")]
    [TestCase("TERM")]
    public async Task It_serves_until_it_is_told_to_stop(string signal)
    {
        await using var mock = await MockProcess.StartAsync(AnyPorts);
        var token = await WireConnection.SendAsync(mock.Api, RunningMock.TokenBytes);
        using var control = new HttpClient();
        var health = await control.GetStringAsync(new Uri(mock.Control, "/health"));
        mock.Signal(signal);

        Assert.That((token.Status, health, await mock.ExitCodeAsync()), Is.EqualTo((200, """{"status":"ok"}""", 0)));
    }

    [Test]
    public async Task The_pair_of_calls_that_it_prints_works_when_pasted()
    {
        await using var mock = await MockProcess.StartAsync(AnyPorts);
        var pasted = mock.Banner[mock.Banner.IndexOf("  TOKEN=", StringComparison.Ordinal)..mock.Banner.IndexOf("Stop it", StringComparison.Ordinal)];
        var start = new ProcessStartInfo("bash", ["-c", pasted]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync();

        Assert.That(await shell.StandardError.ReadToEndAsync(), Does.Contain("200"));
        Assert.That(output.TrimEnd(), Does.EndWith("\n200"));
    }

    [Test]
    public async Task A_taken_port_is_one_line_and_exit_2()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var (exitCode, errors) = await MockProcess.RunAsync($"--port {port} --control-port 0");

        Assert.That((exitCode, errors.Length), Is.EqualTo((2, 1)));
        Assert.That(errors[0], Does.StartWith("partner-api-mock: ").And.Contains($"{port}").And.Contains("taken"));
    }

    [Test]
    public async Task A_taken_control_port_is_one_line_and_exit_2()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var (exitCode, errors) = await MockProcess.RunAsync($"--port 0 --control-port {port}");

        Assert.That((exitCode, errors.Length), Is.EqualTo((2, 1)));
        Assert.That(errors[0], Does.Contain($"{port}"));
    }

    [TestCase("--nonsense", "--nonsense")]
    [TestCase("--port", "--port")]
    [TestCase("--port abc", "'port' is 'abc'")]
    [TestCase("--url http://192.0.2.1:8080 --control-port 0", "192.0.2.1")]
    [TestCase("--contract nowhere.json", "nowhere.json")]
    [TestCase("--config nowhere.json", "nowhere.json")]
    [TestCase("--https --certificate nowhere.pfx", "nowhere.pfx")]
    [TestCase("--ready-file nowhere/ready.json", "'readyFile' is 'nowhere/ready.json'")]
    [TestCase("--https --certificate partner-api-mock.json", "partner-api-mock.json")]
    public async Task A_mistake_is_named_and_is_exit_2(string arguments, string named)
    {
        var (exitCode, errors) = await MockProcess.RunAsync(arguments, "{}");

        Assert.That(exitCode, Is.EqualTo(2), string.Join('\n', errors));
        Assert.That(errors, Has.Some.Contains(named));
        Assert.That(errors, Has.None.Match("^ +at "));
    }

    [TestCase("{")]
    [TestCase("[]")]
    public async Task A_settings_file_that_cannot_be_read_is_named_and_is_exit_2(string settings)
    {
        var (exitCode, errors) = await MockProcess.RunAsync("", settings);

        Assert.That(exitCode, Is.EqualTo(2), string.Join('\n', errors));
        Assert.That(errors, Has.Some.Contains("partner-api-mock.json"));
        Assert.That(errors, Has.None.Match("^ +at "));
    }

    [Test]
    public async Task All_mistakes_are_told_at_once()
    {
        var (_, errors) = await MockProcess.RunAsync("--port x --seed y", """{"prot": 1}""", ("PARTNER_API_MOCK__POLICY", "z"), ("PARTNER_API_MOCK__NONSENSE", "1"));

        Assert.That(string.Join('\n', errors), Does.Contain("'port'").And.Contains("'seed'").And.Contains("'prot'").And.Contains("'policy'").And.Contains("'NONSENSE'"));
    }

    [Test]
    public async Task Help_names_every_option_and_is_exit_0()
    {
        var (exitCode, errors) = await MockProcess.RunAsync("--help");

        Assert.That((exitCode, errors.Length), Is.EqualTo((0, 0)));
    }
}
