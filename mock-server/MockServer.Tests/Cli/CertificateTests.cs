using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using PartnerApi.Mock.Tests.Hosting;

namespace PartnerApi.Mock.Tests.Cli;

[Parallelizable(ParallelScope.All)]
public sealed class CertificateTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("partner-api-mock-certificates-");

    [TearDown]
    public void DeleteTheFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Without_one_a_certificate_is_made()
    {
        await using var mock = await MockProcess.StartAsync("--https --port 0 --control-port 0");

        Assert.That(mock.Api.Scheme, Is.EqualTo("https"));
        Assert.That((await WireConnection.SendAsync(mock.Api, RunningMock.TokenBytes)).Status, Is.EqualTo(200));
    }

    [TestCase("https://127.0.0.1:0")]
    [TestCase("https://localhost:0")]
    public async Task An_https_address_needs_no_flag(string url)
    {
        await using var mock = await MockProcess.StartAsync($"--url {url} --control-port 0");

        Assert.That((await WireConnection.SendAsync(mock.Api, RunningMock.TokenBytes)).Status, Is.EqualTo(200));
    }

    [TestCase(true, false)]
    [TestCase(false, false)]
    [TestCase(false, true)]
    public async Task A_given_one_is_shown(bool pem, bool rsa)
    {
        var path = Path.Combine(_folder.FullName, pem ? "given.pem" : "given.pfx");
        using var certificate = Make(rsa);
        await File.WriteAllBytesAsync(path, pem ? Pem(certificate) : certificate.Export(X509ContentType.Pkcs12, "open sesame"));
        await using var mock = await MockProcess.StartAsync(
            $"--https --port 0 --control-port 0 --certificate {path}", null, ("PARTNER_API_MOCK__CERTIFICATEPASSWORD", "open sesame"));

        Assert.That((await WireConnection.SendAsync(mock.Api, RunningMock.TokenBytes)).Status, Is.EqualTo(200));
        Assert.That(await WireConnection.CertificateAsync(mock.Api), Is.EqualTo(certificate.Thumbprint));
    }

    [Test]
    public async Task A_wrong_password_is_told_without_repeating_it()
    {
        var path = Path.Combine(_folder.FullName, "given.pfx");
        using var certificate = Make(rsa: false);
        await File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pkcs12, "open sesame"));
        var (exitCode, errors) = await MockProcess.RunAsync(
            $"--https --port 0 --control-port 0 --certificate {path}", null, ("PARTNER_API_MOCK__CERTIFICATEPASSWORD", "canary"));

        Assert.That((exitCode, errors.Length), Is.EqualTo((2, 1)));
        Assert.That(errors[0], Does.Contain("given.pfx").And.Not.Contains("canary"));
    }

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
        System.Text.Encoding.ASCII.GetBytes($"{certificate.ExportCertificatePem()}\n{certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n");
}
