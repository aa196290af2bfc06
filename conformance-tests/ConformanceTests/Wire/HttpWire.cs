using System.Net.Sockets;

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
    private volatile bool _isHttp2Only;
    private volatile bool _hasReplied;

    /// <summary>Whether the server was found to accept no connection but one with HTTP/2.</summary>
    public bool IsHttp2Only => _isHttp2Only;

    /// <summary>Sends a request.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <param name="onRepetition">
    /// Called before the request is sent again with HTTP/2; null for nothing. An exception ends the sending.
    /// </param>
    /// <returns>The exchange, also when there was no reply.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public async Task<Exchange> SendAsync(WireRequest request, CancellationToken cancellation, Action? onRepetition = null)
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
            await ExchangeAsync(request, partial, onRepetition, both.Token);
        }
        catch (Exception error) when (Explain(error, limit.Token) is { } explained && !cancellation.IsCancellationRequested)
        {
            failure = explained;
        }

        return new(number, request, partial.Finish(), failure, started, time.GetElapsedTime(stamp));
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task ExchangeAsync(
        WireRequest request, PartialReply partial, Action? onRepetition, CancellationToken cancellation)
    {
        if (!request.NeedsRawLines)
        {
            await SendPlainAsync(request, partial, onRepetition, cancellation);
            return;
        }

        var raw = RawLines.Read(request);
        using var client = new HttpMessageInvoker(settings.Handler(raw));
        await SendAsync(client, raw.Stripped.ToMessage(), partial, cancellation);
    }

    // HTTP/1.1 keeps the letters of header names, so it is tried first. A server that speaks HTTP/2 alone ends the connection without a
    // reply. HTTP/2 is then tried once: it is negotiated before anything is sent (RFC 7301), and never after a reply with HTTP/1.1.
    private async Task SendPlainAsync(
        WireRequest request, PartialReply partial, Action? onRepetition, CancellationToken cancellation)
    {
        using var own = request.NewConnection ? new HttpMessageInvoker(settings.Handler(null)) : null;
        try
        {
            await SendAsync(own ?? _client, request.ToMessage(_isHttp2Only), partial, cancellation);
            _hasReplied = true;
        }
        catch (HttpRequestException error) when (!_hasReplied && request.Uri.Scheme == "https" && MayBeHttp2Only(error))
        {
            onRepetition?.Invoke();
            if (!await TryHttp2Async(request, partial, cancellation))
            {
                throw;
            }
        }
    }

    private async Task<bool> TryHttp2Async(WireRequest request, PartialReply partial, CancellationToken cancellation)
    {
        try
        {
            await SendAsync(_client, request.ToMessage(useHttp2: true), partial, cancellation);
            _isHttp2Only = true;
            _hasReplied = true;
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static bool MayBeHttp2Only(HttpRequestException error) => error.HttpRequestError
        is HttpRequestError.SecureConnectionError or HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse;

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
