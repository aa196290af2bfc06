using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PartnerApi.Settings;

namespace PartnerApi.Mock.Cli;

/// <summary>Loads the certificate of an <c>https</c> mock, or generates a self-signed one for this run.</summary>
internal static class Certificates
{
    private static readonly string[] Loopback = ["127.0.0.1", "::1"];

    public static X509Certificate2 Get(string? path, string? password, IEnumerable<string> hosts) =>
        path is null ? Generate(hosts) : Load(path, password);

    public static X509Certificate2Collection Authorities(string path)
    {
        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception error) when (error is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new SettingsException([$"\"clientCa\": cannot read {path}: {error.Message}; expected a .pem file with certificates"]);
        }

        return authorities.Count > 0
            ? authorities
            : throw new SettingsException([$"\"clientCa\": {path} holds no certificate; expected a .pem file with certificates"]);
    }

    private static X509Certificate2 Load(string path, string? password)
    {
        try
        {
            return path.EndsWith(".pem", StringComparison.OrdinalIgnoreCase)
                ? Exportable(X509Certificate2.CreateFromPemFile(path))
                : X509CertificateLoader.LoadPkcs12FromFile(path, password);
        }
        catch (Exception error) when (error is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new SettingsException(
                [$"\"certificate\": cannot read {path}: {error.Message}; expected a .pem file with certificate and key, or a .pfx file"]);
        }
    }

    private static X509Certificate2 Generate(IEnumerable<string> hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=partner-api-mock", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        foreach (var name in Loopback.Concat(hosts.Select(host => host.Trim('[', ']'))).Append(Environment.MachineName).Distinct())
        {
            if (IPAddress.TryParse(name, out var ip))
            {
                names.AddIpAddress(ip);
            }
            else if (Uri.CheckHostName(name) == UriHostNameType.Dns && name != "localhost")
            {
                names.AddDnsName(name);
            }
        }

        // A client that is told to trust it may check strictly, as Python does since 3.13 (RFC 5280, section 4.2).
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], critical: false));
        var id = new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false);
        request.CertificateExtensions.Add(id);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(id));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(90));
        return Exportable(certificate);
    }

    // Some platforms refuse an ephemeral key; exporting and importing it as PKCS #12 makes it usable everywhere.
    private static X509Certificate2 Exportable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
