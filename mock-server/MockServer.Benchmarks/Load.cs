using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Benchmarks;

/// <summary>Result of one run.</summary>
/// <param name="PerSecond">Requests answered per second.</param>
/// <param name="Median">Median latency.</param>
/// <param name="Slowest">99th percentile of the latency.</param>
/// <param name="ServerWork">Processor time of the server per request.</param>
internal sealed record Measured(double PerSecond, TimeSpan Median, TimeSpan Slowest, TimeSpan ServerWork);

/// <summary>Repeats one request on a fixed number of persistent connections, without pipelining.</summary>
internal static class Load
{
    public const string ClientId = "partner-local";
    public const string ClientSecret = "local-only-secret-of-partner-local";

    public const string ProductId = "44444444-4444-4444-8444-444444444444";

    private const string Form = $"grant_type=client_credentials&client_id={ClientId}&client_secret={ClientSecret}";
    private const string Transfer =
        $$"""{"customerProductId":"{{ProductId}}","amount":1.5,"currency":"EUR","reference":"rent","recipientName":"Test Person"}""";

    public static byte[] TokenRequest { get; } = Bytes("/oauth2/token", "Content-Type: application/x-www-form-urlencoded", Form);

    public static async Task<byte[]> CommandRequestAsync(Uri address) => CommandBytes(await TokenAsync(address));

    /// <summary>The same command without Requestor-ID: both servers refuse it with 400.</summary>
    public static async Task<byte[]> RefusedRequestAsync(Uri address) => RefusedBytes(await TokenAsync(address));

    private static async Task<string> TokenAsync(Uri address)
    {
        using var connection = await LoadConnection.OpenAsync(address);
        var body = await connection.SendAsync(TokenRequest);
        return (string)JsonNode.Parse(body.Span)!["access_token"]!;
    }

    private static byte[] CommandBytes(string token) => Bytes(
        "/transfers",
        $"Authorization: Bearer {token}\r\nRequestor-ID: 11111111-1111-4111-8111-111111111111\r\nContent-Type: application/json",
        Transfer);

    private static byte[] RefusedBytes(string token) =>
        Bytes("/transfers", $"Authorization: Bearer {token}\r\nContent-Type: application/json", Transfer);

    /// <summary>The same token request without the network.</summary>
    public static ApiRequest TokenCall { get; } = Call(TokenRequest);

    /// <summary>The same command without the network.</summary>
    public static ApiRequest CommandCall(string token) => Call(CommandBytes(token));

    /// <summary>The same refused command without the network.</summary>
    public static ApiRequest RefusedCall(string token) => Call(RefusedBytes(token));

    public static async Task<Measured> RunAsync(ServerProcess server, byte[] request, int connections, TimeSpan time, int status = 200)
    {
        var before = server.Work;
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var latencies = await Task.WhenAll(
            Enumerable.Range(0, connections).Select(_ => Task.Run(() => RepeatAsync(server.Address, request, end, status))));
        var elapsed = Stopwatch.GetElapsedTime(start);
        var work = server.Work - before;
        long[] all = [.. latencies.SelectMany(each => each)];
        Array.Sort(all);
        return new(all.Length / elapsed.TotalSeconds, Latency(all, 0.5), Latency(all, 0.99), work / all.Length);
    }

    /// <summary>Sends a request a number of times.</summary>
    public static Task SendAsync(ServerProcess server, byte[] request, int connections, int count) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Run(async () =>
        {
            using var connection = await LoadConnection.OpenAsync(server.Address);
            for (var sent = number; sent < count; sent += connections)
            {
                await connection.SendAsync(request);
            }
        })));

    private static async Task<List<long>> RepeatAsync(Uri address, byte[] request, long end, int status)
    {
        using var connection = await LoadConnection.OpenAsync(address, status);
        var latencies = new List<long>(100_000);
        for (var now = Stopwatch.GetTimestamp(); now < end;)
        {
            await connection.SendAsync(request);
            var then = Stopwatch.GetTimestamp();
            latencies.Add(then - now);
            now = then;
        }

        return latencies;
    }

    private static TimeSpan Latency(long[] sorted, double share) =>
        TimeSpan.FromSeconds((double)sorted[(int)(sorted.Length * share)] / Stopwatch.Frequency);

    private static ApiRequest Call(byte[] request)
    {
        var lines = Encoding.ASCII.GetString(request).Split("\r\n");
        return new()
        {
            Method = "POST",
            Path = lines[0].Split(' ')[1],
            Headers = new([.. lines[1..^2].Select(line => line.Split(": ", 2)).Select(pair => new HeaderField(pair[0], pair[1]))]),
            Body = Encoding.ASCII.GetBytes(lines[^1]),
        };
    }

    private static byte[] Bytes(string path, string headers, string body) =>
        Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
}

/// <summary>A persistent connection with a minimal HTTP client: status, length, body.</summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];

    private readonly byte[] _expected;

    private LoadConnection(int status) => _expected = Encoding.ASCII.GetBytes($"HTTP/1.1 {status}");

    public static async Task<LoadConnection> OpenAsync(Uri address, int status = 200)
    {
        var connection = new LoadConnection(status);
        await connection._socket.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    /// <summary>Sends a request and waits for the whole reply.</summary>
    /// <exception cref="InvalidOperationException">The reply has another status, so that a refusal is never counted as success.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> SendAsync(byte[] request)
    {
        await _socket.SendAsync(request);
        var filled = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(filled));
            filled = read > 0 ? filled + read : throw new InvalidOperationException("the server closed the connection");
            if (Whole(_buffer.AsSpan(0, filled)) is { } start)
            {
                return _buffer.AsMemory(start, filled - start);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    // The start of the body, when it is complete.
    private int? Whole(ReadOnlySpan<byte> reply)
    {
        var head = reply.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return null;
        }

        if (!reply.StartsWith(_expected))
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(reply));
        }

        var length = reply[(reply.IndexOf("Content-Length: "u8) + 16)..];
        var size = int.Parse(length[..length.IndexOf((byte)'\r')], System.Globalization.CultureInfo.InvariantCulture);
        return reply.Length >= head + 4 + size ? head + 4 : null;
    }
}
