using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace PartnerApi.Mock.Webhooks;

/// <summary>
/// Sends notifications over the network for all sessions. It follows no redirect, keeps no cookie, uses no proxy, and checks the
/// address that it really connects to: a name that resolves to another address than it seems gets nothing.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    private const int MaxConcurrent = 256;
    private const string NotAllowed = "the host is not allowed; add it to the setting webhookHost";
    private const string ControlApi = "the address is the control API of this mock";

    // These frame the message or lead the connection elsewhere; a registration cannot set them.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    private readonly WebhookHosts _hosts;
    private readonly TimeSpan _timeLimit;
    private readonly SemaphoreSlim _slots = new(MaxConcurrent);
    private readonly HttpClient _loopback;
    private readonly HttpClient _allowed;

    /// <summary>Creates a sender.</summary>
    /// <param name="hosts">Where notifications may go.</param>
    /// <param name="timeLimit">How long a receiver may take to answer; above zero.</param>
    public WebhookSender(WebhookHosts hosts, TimeSpan timeLimit)
    {
        _hosts = hosts;
        _timeLimit = timeLimit;
        _loopback = Client(loopbackOnly: true);
        _allowed = Client(loopbackOnly: false);
    }

    /// <summary>Where notifications may go.</summary>
    public WebhookHosts Hosts => _hosts;

    /// <summary>What has become of the notifications of all sessions, in numbers.</summary>
    public DeliveryCounters Counters { get; } = new();

    /// <summary>A local port that receives no notifications, so that a webhook cannot call the control API; 0 for none.</summary>
    public int ForbiddenPort { get; set; }

    /// <summary>Whether a problem stays until the settings change, so that another attempt is of no use.</summary>
    /// <param name="problem">Why there was no answer; null when there was one.</param>
    /// <returns>True when the mock refused to send.</returns>
    public static bool IsFinal(string? problem) => problem is NotAllowed or ControlApi;

    /// <summary>Sends a notification once.</summary>
    /// <param name="notification">The notification.</param>
    /// <param name="stop">Cancels the attempt.</param>
    /// <returns>The receiver's status, or the reason why there was no answer. It never throws for what the network does.</returns>
    public async Task<(int? Status, string? Problem)> SendAsync(Notification notification, CancellationToken stop)
    {
        if (!_hosts.MaySend(notification.Url))
        {
            return (null, NotAllowed);
        }

        await _slots.WaitAsync(stop);
        // By the machine's clock: a receiver does not answer faster because the session's clock was moved.
        using var limit = new CancellationTokenSource(_timeLimit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            using var request = Request(notification);
            using var response = await (_hosts.IsAllowed(notification.Url) ? _allowed : _loopback)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return ((int)response.StatusCode, null);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (null, $"no response within {_timeLimit.TotalSeconds:0.###} seconds");
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return (null, Reason(error));
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loopback.Dispose();
        _allowed.Dispose();
    }

    private static HttpRequestMessage Request(Notification notification)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, notification.Url) { Content = new ReadOnlyMemoryContent(notification.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new("partner-api-mock", null));
        foreach (var (name, value) in notification.Headers.Where(header => !Reserved.Contains(header.Key)))
        {
            request.Headers.Remove(name);
            _ = request.Headers.TryAddWithoutValidation(name, value) || request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static string Reason(Exception error) => error switch
    {
        HttpRequestException { InnerException: RefusedAddressException refused } => refused.Message,
        HttpRequestException { InnerException: SocketException socket } => $"no connection: {socket.SocketErrorCode}",
        HttpRequestException { HttpRequestError: var kind } => $"no response: {kind}",
        _ => $"no response: {error.GetType().Name}",
    };

    // On the loopback interface a certificate is self-signed and proves nothing.
    private HttpClient Client(bool loopbackOnly) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 16,
        SslOptions = loopbackOnly
            ? new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null }
            : new(),
        ConnectCallback = (context, stop) => ConnectAsync(context.DnsEndPoint, loopbackOnly, stop),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint target, bool loopbackOnly, CancellationToken stop)
    {
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(target.Host, stop);
        var open = loopbackOnly ? [.. addresses.Where(WebhookHosts.IsLoopback)] : addresses;
        if (open.Length == 0)
        {
            throw new RefusedAddressException(NotAllowed);
        }

        if (target.Port == ForbiddenPort && open.Any(WebhookHosts.IsLoopback))
        {
            throw new RefusedAddressException(ControlApi);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // The checked addresses, not the name: a second DNS lookup could return others.
            await socket.ConnectAsync(open, target.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class RefusedAddressException(string message) : IOException(message);
}
