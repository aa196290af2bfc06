using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using NUnit.Framework;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.ProcessTests;

/// <summary>The program as a process: output, exit codes, shutdown.</summary>
public sealed class ProgramTests
{
    [TestCase(PosixSignal.SIGINT)]
    [TestCase(PosixSignal.SIGTERM)]
    public async Task It_serves_until_it_receives_a_signal(PosixSignal signal)
    {
        await using var mock = await MockProcess.StartAsync();
        using var http = new HttpClient();
        var health = await http.GetStringAsync(new Uri(mock.Control, "/health"));
        using var refused = await http.GetAsync(mock.Api);
        Assert.That(
            (health, refused.StatusCode, File.Exists(mock.ReadyFile)),
            Is.EqualTo(("""{"status":"ok"}""", HttpStatusCode.NotFound, true)));

        mock.Process.Signal(signal);
        var ended = await mock.Process.ExitAsync();

        Assert.That((ended.ExitCode, ended.Errors, File.Exists(mock.ReadyFile)), Is.EqualTo((0, "", false)));
        Assert.That(ended.Output, Does.EndWith("\nStopping ...\n"));
    }

    // The bound is 10 seconds; 20 leave room for a busy machine. Without it, the program waited for half a minute and more.
    [Test]
    public async Task It_stops_soon_although_a_client_uploads_slowly_and_a_reply_is_delayed()
    {
        await using var mock = await MockProcess.StartAsync();
        using var http = new HttpClient();
        using var order = new StringContent("""{"kind": "latency", "operation": "*", "seconds": 300}""");
        using var ordered = await http.PostAsync(new Uri(mock.Control, "/control/v1/sessions/default/faults"), order);
        using var uploader = new TcpClient();
        await uploader.ConnectAsync(mock.Api.Host, mock.Api.Port);
        await uploader.GetStream().WriteAsync("POST /users HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{"u8.ToArray());
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_id", "partner-local"),
            new("client_secret", "local-only-secret-of-partner-local")]);
        var delayed = http.PostAsync(new Uri(mock.Api, "/oauth2/token"), form);
        using var journal = await http.GetAsync(new Uri(mock.Control, "/control/v1/sessions/default/journal?wait=30"));
        var before = TimeProvider.System.GetTimestamp();

        mock.Process.Signal(PosixSignal.SIGTERM);
        var ended = await mock.Process.ExitAsync();

        Assert.That(ordered.IsSuccessStatusCode && journal.IsSuccessStatusCode, Is.True);
        Assert.That((ended.ExitCode, ended.Errors), Is.EqualTo((0, "")));
        Assert.That(TimeProvider.System.GetElapsedTime(before), Is.LessThan(TimeSpan.FromSeconds(20)));
        await Assert.ThatAsync(() => delayed, Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public async Task The_pair_of_calls_that_it_prints_works_when_pasted()
    {
        await using var mock = await MockProcess.StartAsync();
        var from = mock.Banner.IndexOf("  TOKEN=", StringComparison.Ordinal);
        var pasted = mock.Banner[from..mock.Banner.IndexOf("Press Ctrl-C", StringComparison.Ordinal)];

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
        Assert.That(ended.Errors, Does.Match($@"^partner-api-mock: [^\n]*{port}[^\n]*already in use[^\n]*\n$"));
    }

    [Test]
    public async Task A_population_that_does_not_fit_is_one_line_and_exit_2()
    {
        var ended = await MockProcess.RunAsync(["--customers", "20000", "--orders", "20000"]);

        Assert.That((ended.ExitCode, ended.Output), Is.EqualTo((2, "")));
        Assert.That(ended.Errors, Does.Match(@"^partner-api-mock: the generated objects do not fit[^\n]*\n$"));
    }

    [Test]
    public async Task A_ready_file_that_cannot_be_written_is_one_line_and_exit_2()
    {
        var ended = await MockProcess.RunAsync(["--ready-file", "nowhere/ready.json"]);

        Assert.That((ended.ExitCode, ended.Output), Is.EqualTo((2, "")));
        Assert.That(ended.Errors, Does.Match(@"^partner-api-mock: ""readyFile"": cannot write nowhere/ready\.json[^\n]*\n$"));
    }

    [Test]
    public async Task All_errors_are_reported_at_once_from_every_source()
    {
        var ended = await MockProcess.RunAsync(["--port", "x", "--seed", "y"], """{"prot": 1}""", ("POLICY", "z"), ("NONSENSE", "1"));

        Assert.That(ended.ExitCode, Is.EqualTo(2));
        Assert.That(
            ended.Errors,
            Does.Contain("--port is \"x\"").And.Contains("--seed is \"y\"")
                .And.Contains("unknown setting \"prot\" in partner-api-mock.json (did you mean \"port\"?)")
                .And.Contains("PARTNER_API_MOCK__POLICY is \"z\"").And.Contains("unknown setting PARTNER_API_MOCK__NONSENSE"));
    }

    [TestCase("--prot 1", "", "unknown option --prot (did you mean --port?)")]
    [TestCase("--port 0", "{\"prot\": 1}", "unknown setting \"prot\" in partner-api-mock.json (did you mean \"port\"?)")]
    [TestCase("graed", "", "unknown argument \"graed\" (did you mean \"grade\"?)")]
    public async Task A_mistyped_name_gets_a_suggestion(string arguments, string settings, string expected)
    {
        var ended = await MockProcess.RunAsync(arguments.Split(' '), settings.Length == 0 ? null : settings);

        Assert.That((ended.ExitCode, ended.Output), Is.EqualTo((2, "")));
        Assert.That(ended.Errors, Does.StartWith("partner-api-mock: " + expected + Environment.NewLine));
    }

    [TestCase("/oauth/token", "(did you mean /oauth2/token?)")]
    [TestCase("/users/", "(did you mean /users, ")]
    [TestCase("/natural-person/11111111-1111-4111-8111-111111111111", "(did you mean /natural-persons/{naturalPersonId} or ")]
    public async Task A_mistyped_path_gets_a_suggestion(string path, string expected)
    {
        await using var mock = await MockProcess.StartAsync();
        using var http = new HttpClient();
        using var refused = await http.GetAsync(new Uri(mock.Api, path));

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain(expected));
    }

    [Test]
    public async Task A_deprecated_name_is_accepted_with_one_line_on_standard_error()
    {
        await using var mock = await MockProcess.StartAsync("--requestor-step", "format");
        using var http = new HttpClient();
        var session = await http.GetStringAsync(new Uri(mock.Control, "/control/v1/sessions/default/requestor"));
        mock.Process.Signal(PosixSignal.SIGTERM);
        var ended = await mock.Process.ExitAsync();

        Assert.That(session, Does.Contain("\"format\""));
        Assert.That(ended.Errors.Trim(), Is.EqualTo("partner-api-mock: --requestor-step is deprecated; use --requestor-check"));
    }

    [Test]
    public async Task An_option_overrides_the_environment_and_the_environment_overrides_the_file()
    {
        const string Settings = """{"port": 1, "controlPort": 1, "explain": false, "seed": 1}""";
        await using var mock = await MockProcess.StartAsync(["--port", "0"], Settings, ("PORT", "2"), ("CONTROLPORT", "0"));
        using var http = new HttpClient();
        using var refused = await http.GetAsync(new Uri(mock.Api, "/nonsense"));

        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("The request was refused."), "only the file sets it");
    }
}
