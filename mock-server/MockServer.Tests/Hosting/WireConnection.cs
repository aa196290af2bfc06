using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Tests.Hosting;

/// <summary>A connection that sends exactly the bytes it is given, as no HTTP library would.</summary>
internal sealed class WireConnection : IDisposable
{
    private readonly TcpClient _client;
    private readonly Stream _stream;

    private WireConnection(TcpClient client, Stream stream)
    {
        _client = client;
        _stream = stream;
    }

    public static async Task<WireConnection> OpenAsync(Uri address)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address.Host.Trim('[', ']'), address.Port);
        if (address.Scheme == Uri.UriSchemeHttp)
        {
            return new(client, new BufferedStream(client.GetStream()));
        }

        var tls = new SslStream(client.GetStream(), false, (_, certificate, _, _) => certificate?.Subject == "CN=partner-api-mock");
        await tls.AuthenticateAsClientAsync(address.Host);
        return new(client, new BufferedStream(tls));
    }

    /// <summary>The thumbprint of the certificate that a server shows.</summary>
    public static async Task<string> CertificateAsync(Uri address)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var tls = new SslStream(
            client.GetStream(), false, (_, certificate, _, _) => certificate?.Subject == "CN=partner-api-mock");
        await tls.AuthenticateAsClientAsync(address.Host);
        return tls.RemoteCertificate!.GetCertHashString();
    }

    /// <summary>One request on a connection of its own.</summary>
    public static async Task<WireReply> SendAsync(Uri address, ReadOnlyMemory<byte> request)
    {
        using var connection = await OpenAsync(address);
        return await connection.SendAsync(request);
    }

    public static Task<WireReply> SendAsync(Uri address, string request) => SendAsync(address, Encoding.Latin1.GetBytes(request));

    public async Task<WireReply> SendAsync(ReadOnlyMemory<byte> request)
    {
        await WriteAsync(request);
        return await WireReply.ReadAsync(_stream, request.Span.StartsWith("HEAD "u8));
    }

    public Task WriteOnlyAsync(string request) => WriteAsync(Encoding.Latin1.GetBytes(request));

    public Task<WireReply> ReadAsync() => WireReply.ReadAsync(_stream, bodyless: false);

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    /// <summary>The bytes of a request. Its host is the same whatever it is sent to.</summary>
    public static byte[] Bytes(ApiRequest request)
    {
        var head = new StringBuilder(
            $"{request.Method} {request.Path}{(request.Query.Length > 0 ? "?" + request.Query : "")} HTTP/1.1\r\nHost: partner.test\r\n");
        foreach (var field in request.Headers.Fields)
        {
            head.Append($"{field}\r\n");
        }

        head.Append(request.Body.IsEmpty ? "\r\n" : $"Content-Length: {request.Body.Length}\r\n\r\n");
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. request.Body.Span];
    }

    // A server may refuse a body that it has not read, and close; what it has said by then is the reply.
    private async Task WriteAsync(ReadOnlyMemory<byte> request)
    {
        try
        {
            await _stream.WriteAsync(request);
            await _stream.FlushAsync();
        }
        catch (IOException) when (_client.Available > 0)
        {
        }
    }
}
