using System.Text;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Mock;

namespace PartnerApi.Conformance.SelfTests.Safety;

public sealed class HostileTargetTests
{
    private const int LimitSeconds = 1;

    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(50);

    private static readonly string[] Names =
    [
        "hangs", "drips", "closes in mid-body", "answers in HTML", "sends 50 MB", "sends invalid JSON", "repeats members",
        "lies about its charset", "redirects to itself",
    ];

    // Time passes only where a server makes the suite wait.
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    [Test]
    public async Task A_hostile_token_endpoint_gets_its_verdict_in_time([ValueSource(nameof(Names))] string way, [Values] bool preflight)
    {
        await using var server = new HostileServer(Way(way));

        var result = await SuiteRun.ExecuteAsync(
            At(server.Address, null, "me"),
            new() { Only = ["S3.reply", "S1.credentials", "RFC6749-5.1"], Time = _time, Preflight = preflight });

        Assert.That(result.ExitCode, Is.AnyOf(ExitCode.DoesNotConform, ExitCode.Unreachable));
        AssertSound(result);
    }

    [Test]
    public async Task A_hostile_API_gets_its_verdict_in_time([ValueSource(nameof(Names))] string way, [Values] bool preflight)
    {
        await using var mock = await PartnerApiMock.StartAsync();
        await using var server = new HostileServer(Way(way));

        var result = await SuiteRun.ExecuteAsync(
            At(server.Address, mock, mock.ClientId),
            new() { Only = ["S3.bearer.missing", "RFC9110-15.5.6"], Time = _time, Preflight = preflight });

        Assert.That(result.ExitCode, Is.Not.EqualTo(ExitCode.Conforms));
        Assert.That(result.Checks.IsEmpty, Is.EqualTo(result.Unreachable is not null));
        AssertSound(result);
    }

    private static void AssertSound(RunResult result)
    {
        Assert.That(result.Checks.Select(check => check.Verdict), Has.None.EqualTo(Verdict.HarnessError));
        Assert.That(result.Checks.Select(check => check.Actual), Has.All.Not.Empty);
        Assert.That(
            result.Exchanges.Select(exchange => exchange.Duration), Has.All.LessThanOrEqualTo(TimeSpan.FromSeconds(LimitSeconds)));
    }

    private static TargetSettings At(Uri api, PartnerApiMock? mock, string client) => new()
    {
        Name = "hostile",
        ApiAddress = api,
        TokenAddress = mock is null ? null : new Uri(mock.ApiAddress, "oauth2/token"),
        Credentials = new(client, mock?.ClientSecret ?? "a-secret-of-mine"),
        RequestorId = "11111111-1111-4111-8111-111111111111",
        TimeoutSeconds = LimitSeconds,
        // Time that passes for one request would pass for others, too.
        Concurrency = 1,
    };

    private Func<Stream, CancellationToken, Task> Way(string name) => name switch
    {
        "hangs" => HangAsync,
        "drips" => DripAsync,
        "closes in mid-body" => Says("application/json", "{\"access_token\":", length: 1000),
        "answers in HTML" => Says("text/html", "<html>welcome</html>"),
        "sends 50 MB" => FloodAsync,
        "sends invalid JSON" => Says("application/json", "{\"access_token\": tru"),
        "repeats members" => Says(
            "application/json", """{"access_token":"a","access_token":"b","token_type":"Bearer","expires_in":1}"""),
        "lies about its charset" => Says("application/json; charset=utf-16", "{\"access_token\":\"\u00e4\"}"),
        "redirects to itself" => (stream, stop) => WriteAsync(
            stream, "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", stop),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such way"),
    };

    private static Func<Stream, CancellationToken, Task> Says(string type, string body, int? length = null)
    {
        var end = length ?? Encoding.UTF8.GetByteCount(body);
        return (stream, stop) => WriteAsync(
            stream, $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {end}\r\nConnection: close\r\n\r\n{body}", stop);
    }

    private static Task WriteAsync(Stream stream, string text, CancellationToken stop) =>
        stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop).AsTask();

    private Task HangAsync(Stream stream, CancellationToken stop)
    {
        _time.Advance(TimeSpan.FromSeconds(LimitSeconds));
        return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
    }

    private async Task DripAsync(Stream stream, CancellationToken stop)
    {
        await WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n", stop);
        for (var time = TimeSpan.Zero; time < TimeSpan.FromSeconds(LimitSeconds); time += Drip)
        {
            await WriteAsync(stream, " ", stop);
            _time.Advance(Drip);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
    }

    private static async Task FloodAsync(Stream stream, CancellationToken stop)
    {
        var chunk = new byte[1024 * 1024];
        Array.Fill(chunk, (byte)' ');
        await WriteAsync(
            stream,
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {50 * chunk.Length}\r\nConnection: close\r\n\r\n",
            stop);
        for (var i = 0; i < 50; i++)
        {
            await stream.WriteAsync(chunk, stop);
        }
    }
}
