using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Targets;

// The connection settings of a target.
internal static class TargetConnection
{
    public static WireSettings Read(TargetSettings settings) =>
        new(TimeSpan.FromSeconds(settings.TimeoutSeconds))
        {
            Proxy = settings.Proxy,
            Trusted = Trusted(settings.CaFile),
            Client = settings.ClientCertificate is { } file ? Client(file, settings.ClientCertificatePassword) : null,
        };

    private static X509Certificate2Collection Trusted(string? file)
    {
        X509Certificate2Collection trusted = [];
        if (file is not null)
        {
            Load("caFile", file, () => trusted.ImportFromPemFile(file));
            if (trusted.Count == 0)
            {
                throw new TargetException([$"caFile {file}: contains no PEM certificate"]);
            }
        }

        return trusted;
    }

    private static X509Certificate2 Client(string file, string? password)
    {
        X509Certificate2? certificate = null;
        Load("clientCertificate", file, () => certificate = X509Certificate2.GetCertContentType(file) == X509ContentType.Pkcs12
            ? X509CertificateLoader.LoadPkcs12FromFile(file, password)
            : password is null ? X509Certificate2.CreateFromPemFile(file) : X509Certificate2.CreateFromEncryptedPemFile(file, password));
        return certificate!;
    }

    private static void Load(string setting, string file, Action load)
    {
        try
        {
            load();
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new TargetException([$"{setting} {file}: {error.Message}"]);
        }
    }
}
