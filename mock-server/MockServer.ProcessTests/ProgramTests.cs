using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using NUnit.Framework;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.ProcessTests;

/// <summary>The program from outside: what it prints, what it returns, how it stops.</summary>
public sealed class ProgramTests
{
    [TestCase(PosixSignal.SIGINT)]
    [TestCase(PosixSignal.SIGTERM)]
    public async Task It_serves_until_it_is_told_to_stop(PosixSignal signal)
    {
        await using var mock = await MockProcess.StartAsync();
        using var http = new HttpClient();
        var health = await http.GetStringAsync(new Uri(mock.Control, "/health"));
        using var refused = await http.GetAsync(mock.Api);
        Assert.That((health, refused.StatusCode, File.Exists(mock.ReadyFile)), Is.EqualTo(("""{"status":"ok"}""", HttpStatusCode.NotFound, true)));

        mock.Process.Signal(signal);
        var ended = await mock.Process.ExitAsync();

        Assert.That((ended.ExitCode, ended.Errors, File.Exists(mock.ReadyFile)), Is.EqualTo((0, "", false)));
        Assert.That(ended.Output, Does.EndWith("\nStopping ...\n"));
    }

    [Test]
    public async Task The_pair_of_calls_that_it_prints_works_when_pasted()
    {
        await using var mock = await MockProcess.StartAsync();
        var from = mock.Banner.IndexOf("  TOKEN=", StringComparison.Ordinal);
        var pasted = mock.Banner[from..mock.Banner.IndexOf("Stop it", StringComparison.Ordinal)];

        var shell = await ChildProcess.BashAsync(pasted);

        Assert.That(shell.Errors, Does.Contain("200"));
        Assert.That(shell.Output.TrimEnd(), Does.EndWith("\n200"));
    }

    [Test]
    public async Task A_taken_port_is_one_line_and_exit_2()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var ended = await MockProcess.RunAsync(["--port", $"{port}"]);

        Assert.That((ended.ExitCode, ended.Output), Is.EqualTo((2, "")));
        Assert.That(ended.Errors, Does.Match($@"^partner-api-mock: [^\n]*{port}[^\n]*taken[^\n]*\n$"));
    }

    [Test]
    public async Task A_ready_file_that_cannot_be_written_is_one_line_and_exit_2()
    {
        var ended = await MockProcess.RunAsync(["--ready-file", "nowhere/ready.json"]);

        Assert.That((ended.ExitCode, ended.Output), Is.EqualTo((2, "")));
        Assert.That(ended.Errors, Does.Match(@"^partner-api-mock: 'readyFile' is 'nowhere/ready.json'[^\n]*\n$"));
    }

    [Test]
    public async Task All_mistakes_are_told_at_once_wherever_they_were_made()
    {
        var ended = await MockProcess.RunAsync(["--port", "x", "--seed", "y"], """{"prot": 1}""", ("POLICY", "z"), ("NONSENSE", "1"));

        Assert.That(ended.ExitCode, Is.EqualTo(2));
        Assert.That(
            ended.Errors,
            Does.Contain("--port is \"x\"").And.Contains("--seed is \"y\"")
                .And.Contains("unknown setting \"prot\" in partner-api-mock.json (did you mean \"port\"?)")
                .And.Contains("PARTNER_API_MOCK__POLICY is \"z\"").And.Contains("unknown setting PARTNER_API_MOCK__NONSENSE"));
    }

    [Test]
    public async Task A_flag_wins_over_the_environment_and_the_environment_over_the_file()
    {
        const string Settings = """{"port": 1, "controlPort": 1, "explain": false, "seed": 1}""";
        await using var mock = await MockProcess.StartAsync(["--port", "0"], Settings, ("PORT", "2"), ("CONTROLPORT", "0"));
        using var http = new HttpClient();
        using var refused = await http.GetAsync(new Uri(mock.Api, "/nonsense"));

        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("The request was refused."), "the file's word on what nobody else mentions");
    }
}
