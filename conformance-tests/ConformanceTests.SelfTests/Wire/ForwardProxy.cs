using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PartnerApi.Conformance.SelfTests.Wire;

/// <summary>A forward proxy that connects every name with one port of this machine, by CONNECT or by absolute addresses.</summary>
/// <param name="port">The port.</param>
/// <param name="credentials">What <c>Proxy-Authorization</c> must hold, as user:password; null for a proxy that asks for nothing.</param>
internal sealed class ForwardProxy(int port, string? credentials) : IAsyncDisposable
{
    private readonly TcpListener _listener = Started();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _open = [];
    private Task _serving = Task.CompletedTask;
    private int _tunnels;
    private int _refusals;

    public int Tunnels => _tunnels;

    public int Refusals => _refusals;

    public string Authority => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public ForwardProxy Start()
    {
        _serving = ServeAsync();
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        await Task.WhenAll(_open);
        _stop.Dispose();
        _listener.Dispose();
    }

    private static TcpListener Started()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                _open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await ServeAsync(client.GetStream());
            }
            catch (Exception error) when (error is OperationCanceledException or IOException)
            {
                // One side has hung up, or the test is over.
            }
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        while (await HeadAsync(stream) is { Length: > 0 } head)
        {
            var expected = "Proxy-Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials ?? ""));
            if (credentials is not null && !head.Contains(expected, StringComparison.OrdinalIgnoreCase))
            {
                Interlocked.Increment(ref _refusals);
                await SkipBodyAsync(stream, head);
                await stream.WriteAsync(
                    "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                continue;
            }

            Interlocked.Increment(ref _tunnels);
            using var target = new TcpClient();
            await target.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
            var inner = target.GetStream();
            if (head.StartsWith("CONNECT ", StringComparison.Ordinal))
            {
                await stream.WriteAsync("HTTP/1.1 200 Connected\r\n\r\n"u8.ToArray());
            }
            else
            {
                await inner.WriteAsync(Encoding.Latin1.GetBytes(head));
            }

            await Task.WhenAny(stream.CopyToAsync(inner, _stop.Token), inner.CopyToAsync(stream, _stop.Token));
            return;
        }
    }

    private async Task SkipBodyAsync(NetworkStream stream, string head)
    {
        var length = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        if (length is not null)
        {
            await stream.ReadExactlyAsync(
                new byte[int.Parse(length[16..], System.Globalization.CultureInfo.InvariantCulture)], _stop.Token);
        }
    }

    private async Task<string> HeadAsync(NetworkStream stream)
    {
        var one = new byte[1];
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) > 0)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
