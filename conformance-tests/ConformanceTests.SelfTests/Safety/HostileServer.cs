using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PartnerApi.Conformance.SelfTests.Safety;

/// <summary>Reads a request's header section, then treats the connection as configured; many at a time.</summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public HostileServer(Func<Stream, CancellationToken, Task> treat)
    {
        _listener.Start();
        _serving = ServeAsync(treat);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task ServeAsync(Func<Stream, CancellationToken, Task> treat)
    {
        List<Task> open = [];
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                open.Add(TreatAsync(await _listener.AcceptTcpClientAsync(_stop.Token), treat));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // The test is over.
        }

        await Task.WhenAll(open);
    }

    private async Task TreatAsync(TcpClient client, Func<Stream, CancellationToken, Task> treat)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (await ReadAsync(stream))
                {
                    await treat(stream, _stop.Token);
                }
            }
            catch (Exception error) when (error is OperationCanceledException or IOException)
            {
                // The suite gave up on it, or the test is over.
            }
        }
    }

    // False when the connection ends without a request, as that of a probe does.
    private async Task<bool> ReadAsync(NetworkStream stream)
    {
        var buffer = new byte[16 * 1024];
        var text = "";
        while (!text.Contains("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, _stop.Token) is > 0 and var read)
        {
            text += Encoding.Latin1.GetString(buffer, 0, read);
        }

        return text.Length > 0;
    }
}
