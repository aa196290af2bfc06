using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using PartnerApi.Settings;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Cli;

/// <summary>A mock that requires a client certificate (<c>--client-ca</c>), and addresses with IPv6.</summary>
public sealed class ClientCertificateTests
{
    private const string ServerPurpose = "1.3.6.1.5.5.7.3.1";
    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly TemporaryFolder _folder = new();

    [TearDown]
    public void DeleteTheFolder() => _folder.Dispose();

    [Category("nightly")]
    [Test]
    public async Task A_certificate_of_the_authority_is_required(
        [Values("the authority", "the authority, for clients", "an intermediate", "nobody", "another authority", "itself", "expired",
            "for servers")] string issuedBy,
        [Values("1.1", "2.0")] string version,
        [Values("127.0.0.1", "[::1]")] string host)
    {
        using var authority = Authority("CN=test CA");
        await using var mock = await StartAsync(authority, host);
        using var client = await ClientAsync(mock, Shown(issuedBy, authority));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(mock.ApiAddress, "/openapi.json"))
        {
            Version = new(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        if (issuedBy is "the authority" or "the authority, for clients" or "an intermediate")
        {
            using var reply = await client.SendAsync(request);
            Assert.That((reply.StatusCode, reply.Version.ToString()), Is.EqualTo((HttpStatusCode.OK, version)));
        }
        else
        {
            await Assert.ThatAsync(() => client.SendAsync(request), Throws.InstanceOf<HttpRequestException>());
        }
    }

    [Test]
    public async Task The_control_API_requires_none()
    {
        using var authority = Authority("CN=test CA");
        await using var mock = await StartAsync(authority, "127.0.0.1");
        using var client = new HttpClient();

        Assert.That(await client.GetStringAsync(new Uri(mock.ControlAddress!, "/health")), Does.Contain("ok"));
    }

    [Test]
    public void A_mistake_is_told()
    {
        var empty = _folder.File("empty.pem");
        File.WriteAllText(empty, "nothing");

        Assert.That(Refusal(("https", "true"), ("clientCa", empty)), Does.Contain("\"clientCa\"").And.Contain("holds no certificate"));
        Assert.That(Refusal(("https", "true"), ("clientCa", _folder.File("no-such.pem"))), Does.Contain("\"clientCa\": cannot read"));
        Assert.That(Refusal(("clientCa", empty)), Does.Contain("clientCa").And.Contain("set https as well"));
    }

    private static string Refusal(params (string Name, string Value)[] settings) =>
        Assert.Throws<SettingsException>(() => SettingsTests.Read(settings))!.Message;

    private async Task<PartnerApiMock> StartAsync(X509Certificate2 authority, string host)
    {
        var file = _folder.File("ca.pem");
        await File.WriteAllTextAsync(file, authority.ExportCertificatePem());
        return await PartnerApiMock.StartAsync(
            SettingsTests.Read(("url", $"https://{host}:0"), ("clientCa", file), ("controlPort", "0")));
    }

    private static X509Certificate2[] Shown(string issuedBy, X509Certificate2 authority)
    {
        switch (issuedBy)
        {
            case "the authority":
                return [Issue(authority)];
            case "the authority, for clients":
                return [Issue(authority, purpose: ClientPurpose)];
            case "an intermediate":
                var intermediate = Issue(authority, isAuthority: true);
                return [Issue(intermediate), intermediate];
            case "another authority":
                return [Issue(Authority("CN=test CA"))];
            case "itself":
                return [Authority("CN=partner")];
            case "expired":
                return [Issue(authority, until: Now.AddDays(-1))];
            case "for servers":
                return [Issue(authority, purpose: ServerPurpose)];
            default:
                return [];
        }
    }

    // Intermediates go along, as a client with a chain sends them.
    private static async Task<HttpClient> ClientAsync(PartnerApiMock mock, X509Certificate2[] shown)
    {
        using var plain = new HttpClient();
        var pem = await plain.GetStringAsync(new Uri(mock.ControlAddress!, "/control/v1/certificate"));
        return new(new SocketsHttpHandler
        {
            SslOptions = new()
            {
                CertificateChainPolicy = new()
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { X509Certificate2.CreateFromPem(pem) },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
                ClientCertificateContext = shown is []
                    ? null
                    : SslStreamCertificateContext.Create(shown[0], [.. shown[1..]], offline: true),
            },
        });
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(90));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2 Issue(
        X509Certificate2 issuer, string? purpose = null, DateTimeOffset? until = null, bool isAuthority = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(isAuthority ? "CN=test intermediate" : "CN=partner", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (purpose is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(purpose)], critical: false));
        }

        using var issued = request.Create(issuer, Now.AddDays(-5), until ?? Now.AddDays(30), RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
