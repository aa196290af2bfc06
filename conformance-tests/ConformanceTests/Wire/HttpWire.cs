using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text;

namespace PartnerApi.Conformance.Wire;

/// <summary>
/// Sends requests as they are meant and keeps replies as they came: follows no redirect, keeps no cookie, retries nothing.
/// Whatever goes wrong is part of the <see cref="Exchange"/>.
/// </summary>
/// <param name="settings">How to connect.</param>
/// <param name="time">Measures and limits.</param>
public sealed class HttpWire(WireSettings settings, TimeProvider time) : IDisposable
{
    /// <summary>Bytes of a reply's body that are read; the rest is cut off and said to be.</summary>
    public const int BodyLimit = 1024 * 1024;

    private readonly HttpMessageInvoker _client = new(settings.Handler(null));
    private int _sent;

    /// <summary>Sends a request.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>The exchange, also when there was no reply.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public async Task<Exchange> SendAsync(WireRequest request, CancellationToken cancellation)
    {
        var number = Interlocked.Increment(ref _sent);
        var started = time.GetUtcNow();
        var stamp = time.GetTimestamp();
        using var limit = new CancellationTokenSource(settings.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var partial = new PartialReply();
        WireFailure? failure = null;
        try
        {
            await ExchangeAsync(request, partial, both.Token);
        }
        catch (Exception error) when (Explain(error, limit.Token) is { } explained && !cancellation.IsCancellationRequested)
        {
            failure = explained;
        }

        return new(number, request, partial.Finish(), failure, started, time.GetElapsedTime(stamp));
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task ExchangeAsync(WireRequest request, PartialReply partial, CancellationToken cancellation)
    {
        if (!request.NeedsRawLines)
        {
            await SendAsync(_client, RequestMessage.Of(request), partial, cancellation);
            return;
        }

        var raw = RawLines.Of(request);
        using var client = new HttpMessageInvoker(settings.Handler(raw));
        await SendAsync(client, RequestMessage.Of(raw.Stripped), partial, cancellation);
    }

    private static async Task SendAsync(
        HttpMessageInvoker client, HttpRequestMessage message, PartialReply partial, CancellationToken cancellation)
    {
        using (message)
        {
            using var response = await client.SendAsync(message, cancellation);
            partial.Head(response);
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            await partial.ReadAsync(body, BodyLimit, cancellation);
        }
    }

    private WireFailure? Explain(Exception error, CancellationToken limit) => error switch
    {
        OperationCanceledException when limit.IsCancellationRequested =>
            new(FailureKind.Timeout, $"no whole reply within {settings.Timeout.TotalSeconds:0.###} s"),
        HttpRequestException http => new(Kind(http.HttpRequestError), Innermost(http)),
        HttpIOException io => new(Kind(io.HttpRequestError), Innermost(io)),
        IOException or SocketException => new(FailureKind.ClosedEarly, Innermost(error)),
        _ => null,
    };

    private static FailureKind Kind(HttpRequestError error) => error switch
    {
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError =>
            FailureKind.Refused,
        HttpRequestError.SecureConnectionError => FailureKind.Tls,
        HttpRequestError.ConfigurationLimitExceeded => FailureKind.TooLarge,
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => FailureKind.Malformed,
        _ => FailureKind.ClosedEarly,
    };

    private static string Innermost(Exception error) => error.GetBaseException().Message;
}

/// <summary>How to connect.</summary>
/// <param name="Timeout">Limit for one exchange, its body included.</param>
/// <param name="UseProxy">Whether the system's proxy is used.</param>
public sealed record WireSettings(TimeSpan Timeout, bool UseProxy)
{
    internal SocketsHttpHandler Handler(RawLines? raw)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = UseProxy,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        };
        if (raw is not null)
        {
            handler.PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(raw.Filter(context.PlaintextStream));
        }

        return handler;
    }
}

internal sealed record RawLines(WireRequest Stripped, byte[] StandIn, byte[] Lines)
{
    private const string Name = "X-Raw-Lines";

    public static RawLines Of(WireRequest request)
    {
        var repeated = request.Headers.GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase)
            .Where(lines => lines.Count() > 1).Select(lines => lines.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var raw = request.Headers.Where(header => header.Verbatim || repeated.Contains(header.Name)).ToImmutableArray();
        var text = string.Concat(raw.Select(header => $"{header.Name}:{(header.Verbatim ? "" : " ")}{header.Value}\r\n"));
        var stripped = request with { Headers = [.. request.Headers.Except(raw), new(Name, "1")] };
        return new(stripped, Encoding.UTF8.GetBytes($"{Name}: 1\r\n"), Encoding.UTF8.GetBytes(text));
    }

    public RawLinesStream Filter(Stream inner) => new(inner, StandIn, Lines);
}

internal static class RequestMessage
{
    public static HttpRequestMessage Of(WireRequest request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Uri)
        {
            Version = System.Net.HttpVersion.Version11,
            Content = request.Body is { } body ? new ReadOnlyMemoryContent(body) : null,
        };
        foreach (var header in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(header.Name, header.Value))
            {
                message.Content ??= new ReadOnlyMemoryContent(ReadOnlyMemory<byte>.Empty);
                message.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
            }
        }

        return message;
    }
}
