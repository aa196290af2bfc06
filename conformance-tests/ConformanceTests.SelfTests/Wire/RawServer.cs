using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PartnerApi.Conformance.SelfTests.Wire;

/// <summary>Reads one request per connection byte for byte, and answers with the configured bytes, HTTP or not.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public RawServer(string answer, bool hangUp = true)
        : this(Encoding.Latin1.GetBytes(answer), hangUp)
    {
    }

    public RawServer(byte[] answer, bool hangUp = true)
    {
        _listener.Start();
        _serving = ServeAsync(answer, hangUp);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public string Received { get; private set; } = "";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task ServeAsync(byte[] answer, bool hangUp)
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream(), answer, hangUp);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or IOException)
        {
            // The test is over, or the client under test gave up: both end the conversation.
        }
    }

    private async Task AnswerAsync(NetworkStream stream, byte[] answer, bool hangUp)
    {
        var buffer = new byte[64 * 1024];
        var text = new StringBuilder();
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
            {
                return;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        Received = text.ToString();
        await stream.WriteAsync(answer, _stop.Token);
        if (!hangUp)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
        }
    }
}
