using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace PartnerApi.Mock.Hosting;

/// <summary>Checks that one of the configured authorities issued a client certificate (RFC 8446, section 4.3.2).</summary>
internal static class ClientCertificates
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Checks them, if there are authorities.</summary>
    /// <param name="https">The settings of the listener.</param>
    /// <param name="authorities">The authorities; empty for no check.</param>
    public static void Check(HttpsConnectionAdapterOptions https, X509Certificate2Collection authorities)
    {
        if (authorities.Count > 0)
        {
            https.ClientCertificateValidation = (certificate, sent, _) => IsIssuedBy(authorities, certificate, sent);
        }
    }

    private static bool IsIssuedBy(X509Certificate2Collection authorities, X509Certificate2 certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ApplicationPolicy.Add(new(ClientAuthentication));
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate);
    }
}
