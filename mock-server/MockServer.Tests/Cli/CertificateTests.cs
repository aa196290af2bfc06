using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using PartnerApi.Mock.Tests.Hosting;
using PartnerApi.Settings;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Cli;

[Parallelizable(ParallelScope.All)]
public sealed class CertificateTests
{
    private readonly TemporaryFolder _folder = new();

    [TearDown]
    public void DeleteTheFolder() => _folder.Dispose();

    [Test]
    public async Task Without_one_a_certificate_is_made()
    {
        await using var mock = await StartAsync(("https", "true"), ("port", "0"));

        Assert.That(mock.ApiAddress.Scheme, Is.EqualTo("https"));
        Assert.That((await WireConnection.SendAsync(mock.ApiAddress, RunningMock.TokenBytes)).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task It_can_be_had_as_a_file_and_from_the_control_API_for_clients_that_trust_nothing_else()
    {
        var path = _folder.File("mock.pem");
        await using var mock = await StartAsync(("https", "true"), ("port", "0"), ("certificateOut", path));
        using var plain = new HttpClient();
        var pem = await plain.GetStringAsync(new Uri(mock.ControlAddress!, "/control/v1/certificate"));
        using var trusted = X509Certificate2.CreateFromPem(pem);
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new()
            {
                CertificateChainPolicy = new()
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { trusted },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        });

        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo(pem).And.Not.Contains("PRIVATE"));
        foreach (var host in (string[])["127.0.0.1", "localhost"])
        {
            using var reply = await http.GetAsync(new UriBuilder(mock.ApiAddress) { Host = host, Path = "/openapi.json" }.Uri);
            Assert.That((int)reply.StatusCode, Is.EqualTo(200), host);
        }

        Assert.That(trusted.MatchesHostname("::1"), Is.True);
    }

    [Test]
    public async Task A_mock_without_https_has_none()
    {
        await using var mock = await StartAsync(("port", "0"));
        using var http = new HttpClient();
        using var reply = await http.GetAsync(new Uri(mock.ControlAddress!, "/control/v1/certificate"));

        Assert.That((int)reply.StatusCode, Is.EqualTo(404));
        Assert.That(
            () => SettingsTests.Read(("certificateOut", "mock.pem")),
            Throws.TypeOf<SettingsException>().With.Message.Contains("https is not"));
    }

    [TestCase("https://127.0.0.1:0")]
    [TestCase("https://localhost:0")]
    public async Task An_https_address_needs_no_flag(string url)
    {
        await using var mock = await StartAsync(("url", url));

        Assert.That((await WireConnection.SendAsync(mock.ApiAddress, RunningMock.TokenBytes)).Status, Is.EqualTo(200));
    }

    [TestCase(true, false)]
    [TestCase(false, false)]
    [TestCase(false, true)]
    public async Task A_given_one_is_shown(bool pem, bool rsa)
    {
        var path = _folder.File(pem ? "given.pem" : "given.pfx");
        using var certificate = Make(rsa);
        await File.WriteAllBytesAsync(path, pem ? Pem(certificate) : certificate.Export(X509ContentType.Pkcs12, "open sesame"));
        await using var mock = await StartAsync(
            ("https", "true"), ("port", "0"), ("certificate", path), ("certificatePassword", "open sesame"));

        Assert.That((await WireConnection.SendAsync(mock.ApiAddress, RunningMock.TokenBytes)).Status, Is.EqualTo(200));
        Assert.That(await WireConnection.CertificateAsync(mock.ApiAddress), Is.EqualTo(certificate.Thumbprint));
    }

    [Test]
    public async Task A_wrong_password_is_told_without_repeating_it()
    {
        var path = _folder.File("given.pfx");
        using var certificate = Make(rsa: false);
        await File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pkcs12, "open sesame"));

        Assert.That(
            () => SettingsTests.Read(("https", "true"), ("certificate", path), ("certificatePassword", "canary")),
            Throws.TypeOf<SettingsException>().With.Message.Contains("given.pfx").And.Message.Not.Contains("canary")
                .And.Message.Not.Contains("\n"));
    }

    private static Task<PartnerApiMock> StartAsync(params (string Name, string Value)[] settings) =>
        PartnerApiMock.StartAsync(SettingsTests.Read([.. settings, ("controlPort", "0")]));

    private static X509Certificate2 Make(bool rsa)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var prime = RSA.Create(2048);
        var request = rsa
            ? new CertificateRequest("CN=partner-api-mock", prime, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=partner-api-mock", curve, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static byte[] Pem(X509Certificate2 certificate) =>
        System.Text.Encoding.ASCII.GetBytes(
            $"{certificate.ExportCertificatePem()}\n{certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n");
}
