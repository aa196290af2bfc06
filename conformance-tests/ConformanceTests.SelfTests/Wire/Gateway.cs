using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PartnerApi.Mock;

namespace PartnerApi.Conformance.SelfTests.Wire;

/// <summary>How a gateway listens.</summary>
internal sealed record GatewayOptions
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    public bool Https { get; init; } = true;

    public HttpProtocols Protocols { get; init; } = HttpProtocols.Http1;

    public bool RequiresClientCertificate { get; init; }

    /// <summary>Reads a whole request with HTTP/1.1, and ends the connection without a reply.</summary>
    public bool EndsHttp1 { get; init; }

    /// <summary>Refuses every client.</summary>
    public bool RefusesClients { get; init; }

    public string Prefix { get; init; } = "";

    public string Host { get; init; } = "localhost";
}

/// <summary>A CA of a test, with a certificate for a server and one for a client.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);

    public TestCertificates(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Authority = request.CreateSelfSigned(From, From.AddDays(90));
        Server = Issue("CN=" + host, host);
        Client = Issue("CN=partner", null);
    }

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Server { get; }

    public X509Certificate2 Client { get; }

    public void Dispose()
    {
        Authority.Dispose();
        Server.Dispose();
        Client.Dispose();
    }

    private X509Certificate2 Issue(string subject, string? host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (host is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(host);
            names.AddIpAddress(IPAddress.IPv6Loopback);
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }

        using var issued = request.Create(Authority, From, From.AddDays(60), RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}

/// <summary>
/// A Kestrel server in front of a mock: with TLS, client certificates, HTTP/2 or a path prefix, as deployments have them.
/// </summary>
internal sealed class Gateway : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly PartnerApiMock _mock;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly GatewayOptions _options;
    private int _requests;
    private int _refusedTokens;

    private Gateway(WebApplication server, PartnerApiMock mock, GatewayOptions options, TestCertificates certificates)
    {
        _server = server;
        _mock = mock;
        _options = options;
        Certificates = certificates;
    }

    public TestCertificates Certificates { get; }

    public PartnerApiMock Mock => _mock;

    public int Requests => _requests;

    /// <summary>Token requests that got no token, also those that got no reply.</summary>
    public int RefusedTokens => _refusedTokens;

    public int Port => new Uri(
        _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    public Uri Address => new($"{(_options.Https ? "https" : "http")}://{Host}:{Port}{_options.Prefix}");

    private string Host => _options.Address.Equals(IPAddress.IPv6Loopback) ? "[::1]" : _options.Host;

    public static async Task<Gateway> StartAsync(GatewayOptions options)
    {
        var certificates = new TestCertificates(options.Host);
        Gateway? gateway = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(options.Address, 0, listen =>
        {
            listen.Protocols = options.Protocols;
            if (options.Https)
            {
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = certificates.Server,
                    ClientCertificateMode = options.RequiresClientCertificate
                        ? ClientCertificateMode.RequireCertificate
                        : ClientCertificateMode.NoCertificate,
                    ClientCertificateValidation = (certificate, _, errors) =>
                        certificate.Thumbprint == certificates.Client.Thumbprint && errors != SslPolicyErrors.RemoteCertificateNotAvailable,
                });
            }

            if (options.EndsHttp1)
            {
                listen.Use(next => connection => IsHttp2(connection) ? next(connection) : gateway!.EndAsync(connection));
            }
        }));
        gateway = new Gateway(builder.Build(), await PartnerApiMock.StartAsync(), options, certificates);
        gateway._server.Run(gateway.ForwardAsync);
        await gateway._server.StartAsync();
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _mock.DisposeAsync();
        _client.Dispose();
        Certificates.Dispose();
    }

    private static bool IsHttp2(ConnectionContext connection) =>
        connection.Features.Get<ISslStreamFeature>()?.SslStream.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2;

    private async Task EndAsync(ConnectionContext connection)
    {
        var text = new StringBuilder();
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await connection.Transport.Input.ReadAsync();
            text.Append(Encoding.Latin1.GetString(read.Buffer));
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }

        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _refusedTokens, text.ToString().Contains("token", StringComparison.Ordinal) ? 1 : 0);
    }

    private async Task ForwardAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        if (context.Request.Path.ToString().Contains("token", StringComparison.Ordinal))
        {
            context.Response.OnCompleted(() =>
            {
                Interlocked.Add(ref _refusedTokens, context.Response.StatusCode == 200 ? 0 : 1);
                return Task.CompletedTask;
            });
        }

        if (_options.RefusesClients)
        {
            context.Response.StatusCode = 401;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"error":"invalid_client"}""");
            return;
        }

        var path = context.Request.Path.ToUriComponent();
        if (!path.StartsWith(_options.Prefix, StringComparison.Ordinal))
        {
            context.Response.StatusCode = 404;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var target = new Uri(_mock.ApiAddress, path[_options.Prefix.Length..] + context.Request.QueryString);
        using var message = new HttpRequestMessage(new(context.Request.Method), target)
        {
            Content = body.Length > 0 || context.Request.ContentType is not null ? new ByteArrayContent(body.ToArray()) : null,
        };
        foreach (var (name, values) in context.Request.Headers.Where(header => !header.Key.StartsWith(':') && header.Key is not "Host"))
        {
            if (!message.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        using var reply = await _client.SendAsync(message);
        context.Response.StatusCode = (int)reply.StatusCode;
        foreach (var (name, values) in reply.Headers.Concat(reply.Content.Headers)
            .Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Server" or "Date" or "Content-Length")))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await context.Response.Body.WriteAsync(await reply.Content.ReadAsByteArrayAsync());
    }
}
