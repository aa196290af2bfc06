using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PartnerApi.Conformance.Wire;

/// <summary>How to connect.</summary>
/// <param name="Timeout">Limit for one exchange, its body included.</param>
public sealed record WireSettings(TimeSpan Timeout)
{
    /// <summary>The proxy for addresses of other machines; null for the system's.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Certificates that are trusted in place of the system's; empty for the system's.</summary>
    public X509Certificate2Collection Trusted { get; init; } = [];

    /// <summary>Certificate that the client shows; null for none.</summary>
    public X509Certificate2? Client { get; init; }

    /// <summary>Finds the proxy for an address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The proxy; null when the connection is direct.</returns>
    public Uri? ProxyFor(Uri address) => Proxies().GetProxy(address);

    internal SslClientAuthenticationOptions Tls(string? host)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (Trusted.Count > 0)
        {
            options.CertificateChainPolicy = new(
                )
            { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(Trusted);
        }

        if (Client is { } certificate)
        {
            options.ClientCertificates = [certificate];
        }

        return options;
    }

    internal SocketsHttpHandler Handler(RawLines? raw)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = true,
            Proxy = Proxies(),
            AutomaticDecompression = DecompressionMethods.None,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        };
        handler.SslOptions = Tls(null);
        if (raw is not null)
        {
            handler.PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(raw.Filter(context.PlaintextStream));
        }

        return handler;
    }

    private ConnectionProxy Proxies() => new(Proxy, HttpClient.DefaultProxy);
}
