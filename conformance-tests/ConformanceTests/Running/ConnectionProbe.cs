using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using PartnerApi.Conformance.Targets;

namespace PartnerApi.Conformance.Running;

// Checks name, connection and TLS of one address. Sends no HTTP request.
internal static class ConnectionProbe
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public static async Task<ImmutableArray<Problem>> ProbeAsync(
        Uri address, TargetSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        if (TargetConnection.Read(settings).ProxyFor(address) is { } proxy)
        {
            return
            [
                new(
                    "connection",
                    Health.Ok,
                    $"{address.Authority} is reached through {proxy.Authority}; only the token request can check name and TLS"),
            ];
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(settings.TimeoutSeconds), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var client = new TcpClient();
            var addresses = await Dns.GetHostAddressesAsync(address.DnsSafeHost, both.Token);
            await client.ConnectAsync(addresses, address.Port, both.Token);
            Problem connected = new(
                "connection",
                Health.Ok,
                $"{address.Authority} is {client.Client.RemoteEndPoint} and accepts connections");
            return address.Scheme == "https"
                ? [connected, await TlsAsync(client, address, settings, time, both.Token)]
                : [connected, Plain(address)];
        }
        catch (SocketException error)
        {
            return
            [
                new(
                    "connection",
                    Health.Fail,
                    $"{address.Authority}: {error.Message}",
                    "check the address, DNS and the firewall; if there is a proxy, set proxy",
                    EndsRun: true),
            ];
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return
            [
                new(
                    "connection",
                    Health.Fail,
                    $"{address.Authority} does not answer within {settings.TimeoutSeconds} s",
                    "check the address and the firewall",
                    EndsRun: true),
            ];
        }
    }

    private static Problem Plain(Uri address) => address.IsLoopback
        ? new("TLS", Health.Ok, "none; the address is on this machine")
        : new("TLS", Health.Warn, $"{address} is not encrypted; RFC 6749, section 3.2, requires TLS", "use https");

    private static async Task<Problem> TlsAsync(
        TcpClient client, Uri address, TargetSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        var problems = SslPolicyErrors.None;
        try
        {
            await using var tls = new SslStream(client.GetStream());
            var options = TargetConnection.Read(settings).Tls(address.DnsSafeHost);
            options.RemoteCertificateValidationCallback = (_, _, _, found) => (problems = found) == SslPolicyErrors.None;
            await tls.AuthenticateAsClientAsync(options, cancellation);
            return Described(tls, time);
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            return new(
                "TLS",
                Health.Fail,
                $"{address.Authority}: {error.GetBaseException().Message}",
                Remedy(problems),
                EndsRun: true);
        }
    }

    private static string Remedy(SslPolicyErrors problems) => problems switch
    {
        _ when problems.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => "the certificate is for another name; check the address",
        _ when problems.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) =>
            "the certificate is not trusted; set caFile to the certificate of its CA",
        _ => "check that the port serves https; if it requires a client certificate, set clientCertificate",
    };

    private static Problem Described(SslStream tls, TimeProvider time)
    {
        using var certificate = new X509Certificate2(tls.RemoteCertificate!);
        var left = certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
        var found = $"{Version(tls.SslProtocol)}, certificate until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}";
        return left < Soon
            ? new("TLS", Health.Warn, found, $"{left.TotalDays:0} days are left; renew it")
            : new("TLS", Health.Ok, found);
    }

    private static string Version(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls13 => "TLS 1.3",
        SslProtocols.Tls12 => "TLS 1.2",
        _ => protocol.ToString(),
    };
}
