using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Mock;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Safety;

public sealed class HostileTargetTests
{
    private const int LimitSeconds = 1;

    // A scenario holds its own replies of 1 MiB; a run 32 MiB.
    private const double MaxGrowth = 2;
    private const long MaxHeld = 384L * 1024 * 1024;
    private const int MaxResults = 48 * 1024 * 1024;

    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(50);

    private static readonly string[] Names =
    [
        "hangs", "drips", "closes in mid-body", "answers in HTML", "sends 50 MB", "sends invalid JSON", "repeats members",
        "lies about its charset", "redirects to itself", "sends a gzip bomb", "sends a gzip bomb twice packed",
            "sends endless header fields",
        "sends endless interim replies", "sends endless chunks", "sends endless trailers", "sends thousands of header fields",
        "nests deeply", "repeats long members deep inside", "sends invalid UTF-8", "says br", "says deflate", "says an unknown coding",
        "says many codings", "cuts its gzip short", "sends workflow commands", "sends a message of 1 MiB", "sends a token with line ends",
        "sends a token of 1 MiB", "sends a chunk size that overflows", "sends a negative length", "sends no status", "sends status 999",
        "answers twice", "switches protocols",
    ];

    private const string Commands =
        "x\n::error file=a::1\r\n  "
            + "::add-mask::2\n##vso[task.complete]3\n##[error]4\n##teamcity[message]\u001b[31m\0\u009b\u202e\u2066\ud83d";

    // Time passes only where a server makes the suite wait.
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    [Test]
    public async Task A_hostile_token_endpoint_gets_its_verdict_in_time([ValueSource(nameof(Names))] string way, [Values] bool preflight)
    {
        await using var server = new HostileServer(Way(way));

        var result = await SuiteRun.ExecuteAsync(
            At(server.Address, null, "me"),
            new() { Only = ["S3.reply", "S1.credentials", "RFC6749-5.1", "S1.confidential"], Time = _time, Preflight = preflight });

        Assert.That(result.ExitCode, Is.AnyOf(ExitCode.DoesNotConform, ExitCode.Unreachable));
        AssertSound(result);
    }

    private static bool[] Preflights => PropertyCases.IsInFull ? [true, false] : [false];

    [Test]
    public async Task A_hostile_API_gets_its_verdict_in_time(
        [ValueSource(nameof(Names))] string way, [ValueSource(nameof(Preflights))] bool preflight)
    {
        await using var mock = await PartnerApiMock.StartAsync();
        await using var server = new HostileServer(Way(way));

        var result = await SuiteRun.ExecuteAsync(
            OperationSample.Apply(At(server.Address, mock, mock.ClientId), mock.Contract),
            new() { Only = ["S3.bearer.missing", "RFC9110-15.5.6"], Time = _time, Preflight = preflight });

        Assert.That(result.ExitCode, Is.Not.EqualTo(ExitCode.Conforms));
        Assert.That(result.Checks.IsEmpty, Is.EqualTo(result.Unreachable is not null));
        AssertSound(result);
    }

    // A bomb of 256 MiB, 50 MB for each request, endless streams: what a run holds does not grow with the number of requests.
    [Category("nightly")]
    [Test, NonParallelizable]
    public async Task What_a_run_holds_of_a_hostile_API_does_not_grow()
    {
        var ways = Names.Where(name => PropertyCases.IsInFull
            || name.Contains("bomb", StringComparison.Ordinal)
            || name is "sends 50 MB" or "sends a message of 1 MiB");
        foreach (var way in ways)
        {
            var few = await HeldAsync(Way(way), 60);
            var many = await HeldAsync(Way(way), PropertyCases.Bound(1800));
            TestContext.Out.WriteLine($"{way}: {few >> 20} MiB, {many >> 20} MiB, {(double)many / few:0.00}");
            Assert.That((double)many / few, Is.LessThan(MaxGrowth), way);
            Assert.That(many, Is.LessThan(MaxHeld), way);
        }
    }

    // The most that is reachable when a check ends.
    private async Task<long> HeldAsync(Func<Stream, CancellationToken, Task> way, int requests)
    {
        await using var mock = await PartnerApiMock.StartAsync();
        await using var server = new HostileServer(way);
        var watch = new MemoryWatch();

        var result = await SuiteRun.ExecuteAsync(
            At(server.Address, mock, mock.ClientId) with { RequestBudget = requests },
            new() { Time = _time, Preflight = false },
            watch);
        watch.Look();
        Assert.That(ResultsJson.Write(result), Has.Length.LessThan(MaxResults));
        return watch.Most;
    }

    private sealed class MemoryWatch : IProgress<CheckResult>
    {
        private int _checks;

        public long Most { get; private set; }

        public void Report(CheckResult value)
        {
            if (_checks++ % 10 == 0)
            {
                Look();
            }
        }

        public void Look() => Most = Math.Max(Most, GC.GetTotalMemory(forceFullCollection: true));
    }

    private static void AssertSound(RunResult result)
    {
        Assert.That(result.Checks.Select(check => check.Verdict), Has.None.EqualTo(Verdict.HarnessError));
        Assert.That(result.Checks.Select(check => check.Actual), Has.All.Not.Empty);
        Assert.That(
            result.Exchanges.Select(exchange => exchange.Duration), Has.All.LessThanOrEqualTo(TimeSpan.FromSeconds(LimitSeconds)));
        OutputChecks.AssertBoundedAndVisible(result);
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
        "sends a gzip bomb" => Sends(Packed("gzip", Bomb.Value)),
        "sends a gzip bomb twice packed" => Sends(Packed("gzip, gzip", Gzip(Bomb.Value))),
        "sends endless header fields" => EndlessAsync("HTTP/1.1 200 OK\r\n", "X-{0}: value\r\n"),
        "sends endless interim replies" => EndlessAsync("", "HTTP/1.1 103 Early\r\nLink: <{0}>\r\n\r\n"),
        "sends endless chunks" => EndlessAsync(Chunked, "7\r\n\"{0:D5}\r\n"),
        "sends endless trailers" => EndlessAsync(Chunked + "1\r\n{\r\n0\r\n", "X-{0}: value\r\n"),
        "sends thousands of header fields" =>
            Sends([.. Head(string.Concat(Enumerable.Range(0, 2_000).Select(at => $"X-{at}: some value\r\n"))), .. "{}"u8]),
        "nests deeply" => Says("application/json", string.Concat(Enumerable.Repeat("{\"a\":[", 100_000))),
        "repeats long members deep inside" => Says("application/json", Repeated()),
        "sends invalid UTF-8" =>
            Sends([
                .. Head(Json),.. "{\"access_token\":\""u8, 0xC3, 0x28, 0xFF, 0xED, 0xA0, 0x80,.. "\",\"message\":\"a"u8, 0xFE,
                .. "\"}"u8]),
        "says br" => Sends(Packed("br", "{\"access_token\":\"plain\"}"u8)),
        "says deflate" => Sends(Packed("deflate", "{\"access_token\":\"plain\"}"u8)),
        "says an unknown coding" => Sends(Packed("zstd, x-own", "{\"access_token\":\"plain\"}"u8)),
        "says many codings" => Sends(Packed(string.Join(", ", Enumerable.Repeat("gzip", 1_000)), Bomb.Value)),
        "cuts its gzip short" => Sends(Packed("gzip", Gzip(Encoding.UTF8.GetBytes(Guid.Empty + Repeated())).AsSpan(0, 60))),
        "sends workflow commands" => Sends([
            .. Head(Json + "X-A: ::error::1\r\nX-B: ##vso[task]\r\n", "400 ##vso[task]"),
            .. JsonSerializer.SerializeToUtf8Bytes(new { error = Commands, message = Commands, errorDetails = new[] { Commands } })]),
        "sends a message of 1 MiB" => Says(
            "application/json", JsonSerializer.Serialize(new { error = Long, message = Long, access_token = Long }), status: "400 No"),
        "sends a token with line ends" => Says("application/json", Token("a\r\nX-Injected: 1\r\n\r\n\0\u001b\u202eb")),
        "sends a token of 1 MiB" => Says("application/json", Token(Long)),
        "sends a chunk size that overflows" => Sends([.. Encoding.ASCII.GetBytes(Chunked + "fffffffffffffffff\r\n{}\r\n0\r\n\r\n")]),
        "sends a negative length" => Sends([.. Head("Content-Length: -1\r\n"), .. "{}"u8]),
        "sends no status" => Sends([.. "HTTP/1.1\r\n\r\n"u8]),
        "sends status 999" => Sends([.. Head(Json, "999 X"), .. "{}"u8]),
        "answers twice" => Sends([.. Head(Json + "Content-Length: 2\r\n"), .. "{}"u8, .. Head(Json + "Content-Length: 2\r\n"), .. "[]"u8]),
        "switches protocols" => Sends([.. Head("Upgrade: x\r\nConnection: upgrade\r\n", "101 Go"), .. "{}"u8]),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such way"),
    };

    private const string Json = "Content-Type: application/json\r\n";
    private const string Chunked = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

    // 256 MiB of spaces in 256 KiB.
    private static readonly Lazy<byte[]> Bomb = new(() => Gzip(new byte[256 * 1024 * 1024]));

    private static readonly string Long = new('x', 1024 * 1024);

    private static byte[] Head(string headers, string status = "200 OK") =>
        Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n");

    private static byte[] Packed(string coding, ReadOnlySpan<byte> body) =>
        [.. Head($"{Json}Content-Encoding: {coding}\r\nContent-Length: {body.Length}\r\n"), .. body];

    private static byte[] Gzip(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }

    // The path of each repeated member would be as long as all the names around it.
    private static string Repeated() =>
        string.Concat(Enumerable.Range(0, 50).Select(at => $"{{\"{new string('n', 10_000)}{at}\":"))
        + "{" + string.Join(',', Enumerable.Repeat("\"a\":1", 50_000)) + "}" + new string('}', 50);

    private static string Token(string token) =>
        JsonSerializer.Serialize(new { access_token = token, token_type = "Bearer", expires_in = 3600 });

    private static Func<Stream, CancellationToken, Task> Sends(byte[] reply) => (stream, stop) => stream.WriteAsync(reply, stop).AsTask();

    // 16 MiB, then silence.
    private Func<Stream, CancellationToken, Task> EndlessAsync(string first, string repeated) => async (stream, stop) =>
    {
        await WriteAsync(stream, first, stop);
        var part = string.Concat(Enumerable.Range(0, 10_000).Select(at => string.Format(CultureInfo.InvariantCulture, repeated, at)));
        for (var sent = 0; sent < 16 * 1024 * 1024; sent += part.Length)
        {
            await WriteAsync(stream, part, stop);
        }

        await HangAsync(stream, stop);
    };

    private static Func<Stream, CancellationToken, Task> Says(string type, string body, int? length = null, string status = "200 OK")
    {
        var end = length ?? Encoding.UTF8.GetByteCount(body);
        return (stream, stop) => WriteAsync(
            stream, $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {end}\r\nConnection: close\r\n\r\n{body}", stop);
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
