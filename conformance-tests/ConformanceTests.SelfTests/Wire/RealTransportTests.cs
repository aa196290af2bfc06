using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.SelfTests.Safety;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Wire;

/// <summary>The suite over connections as deployments have them, each against a real server.</summary>
public sealed class RealTransportTests
{
    private static readonly string[] Some = ["S1.credentials", "S2.grant_type", "S3.bearer.missing", "S4.requestor_id.required"];

    private readonly TemporaryFolder _folder = new();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task A_CA_of_the_company_is_trusted_when_caFile_names_it()
    {
        await using var gateway = await Gateway.StartAsync(new());

        AssertPassed(await RunAsync(gateway, settings => settings), gateway);
        AssertRefused(await RunAsync(gateway, settings => settings with { CaFile = null }), "caFile");
    }

    [TestCase(".pfx", null)]
    [TestCase(".pfx", "a password")]
    [TestCase(".pem", null)]
    [TestCase(".pem", "a password")]
    public async Task A_client_certificate_is_shown(string form, string? password)
    {
        await using var gateway = await Gateway.StartAsync(new() { RequiresClientCertificate = true });
        var file = ClientCertificate(gateway, form, password);

        AssertPassed(
            await RunAsync(gateway, settings => settings with { ClientCertificate = file, ClientCertificatePassword = password }), gateway);
        AssertRefused(await RunAsync(gateway, settings => settings), "clientCertificate");
    }

    // Both programs of this repository: the mock requires the certificate that the suite shows.
    [TestCase("127.0.0.1")]
    [TestCase("[::1]")]
    public async Task A_mock_that_requires_a_client_certificate_conforms(string host)
    {
        using var certificates = new TestCertificates("localhost");
        await using var mock = await PartnerApiMock.StartAsync(new MockOptions
        {
            ApiAddress = new($"https://{host}:0"),
            Certificate = certificates.Server,
            ClientAuthorities = [certificates.Authority],
        });
        var (authority, client) = (_folder.File("ca.pem"), _folder.File("client.pfx"));
        await File.WriteAllTextAsync(authority, certificates.Authority.ExportCertificatePem());
        await File.WriteAllBytesAsync(client, certificates.Client.Export(X509ContentType.Pkcs12));
        var settings = MockTarget.Sample(mock) with { CaFile = authority };

        var with = await SuiteRun.ExecuteAsync(settings with { ClientCertificate = client });
        var without = await SuiteRun.ExecuteAsync(settings);

        Assert.That(with.Checks.Where(check => check.Gates).Select(CheckText.Line), Is.Empty);
        Assert.That(with.ExitCode, Is.EqualTo(ExitCode.Conforms));
        AssertRefused(without, "clientCertificate");
    }

    [TestCase(HttpProtocols.Http2)]
    [TestCase(HttpProtocols.Http1AndHttp2)]
    public async Task HTTP_2_over_TLS_is_spoken(HttpProtocols protocols)
    {
        await using var gateway = await Gateway.StartAsync(new() { Protocols = protocols });

        AssertPassed(await RunAsync(gateway, settings => settings), gateway);
    }

    [Test]
    public async Task Where_HTTP_2_alone_is_spoken_header_lines_are_untestable()
    {
        await using var gateway = await Gateway.StartAsync(new() { Protocols = HttpProtocols.Http2 });

        var result = await RunAsync(gateway, settings => settings, "S4.requestor_id");

        Assert.That(
            result.Checks.Where(check => check.Verdict == Verdict.Untestable).Select(check => check.Actual),
            Has.Some.Contains("HTTP/2 only"));
        Assert.That(
            result.Checks.Select(check => check.Verdict),
            Has.None.EqualTo(Verdict.HarnessError).And.None.EqualTo(Verdict.Blocked).And.None.EqualTo(Verdict.Fail));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_IPv6_address_is_reached(bool https)
    {
        await using var gateway = await Gateway.StartAsync(new() { Address = IPAddress.IPv6Loopback, Https = https });

        AssertPassed(await RunAsync(gateway, settings => settings), gateway);
    }

    [TestCase("/partner/live")]
    [TestCase("/partner%20x")]
    public async Task A_path_prefix_is_kept(string prefix)
    {
        await using var gateway = await Gateway.StartAsync(new() { Prefix = prefix });

        AssertPassed(await RunAsync(gateway, settings => settings), gateway);
    }

    [Test]
    public async Task A_forward_proxy_is_used([Values] bool https, [Values(null, "someone:p%40ss:word")] string? credentials)
    {
        const string Name = "api.example.test";
        await using var gateway = await Gateway.StartAsync(new() { Https = https, Host = Name });
        await using var proxy = new ForwardProxy(gateway.Port, credentials is null ? null : Uri.UnescapeDataString(credentials)).Start();
        var address = new Uri($"http://{(credentials is null ? "" : credentials + "@")}{proxy.Authority}/");

        var result = await RunAsync(gateway, settings => settings with { Proxy = address });

        AssertPassed(result, gateway);
        Assert.That(proxy.Tunnels, Is.Positive);
        Assert.That(OutputChecks.All(result).Select(output => output.Text), Has.None.Contains("p@ss").And.None.Contains("p%40ss"));
    }

    [Test]
    public async Task A_proxy_that_refuses_is_named()
    {
        await using var gateway = await Gateway.StartAsync(new() { Host = "api.example.test" });
        await using var proxy = new ForwardProxy(gateway.Port, "someone:else").Start();

        var result = await RunAsync(gateway, settings => settings with { Proxy = new($"http://{proxy.Authority}/") });

        AssertRefused(result, "proxy");
        Assert.That(gateway.Requests, Is.Zero);
    }

    private static void AssertPassed(RunResult result, Gateway gateway)
    {
        Assert.That(result.Unreachable, Is.Null);
        Assert.That(
            result.Checks.Where(check => check.Gates)
                .Select(check => $"{check.Id} {check.Verdict} {check.Actual} {check.Because}"), Is.Empty);
        Assert.That((result.ExitCode, gateway.Requests > 0), Is.EqualTo((ExitCode.Conforms, true)));
    }

    private static void AssertRefused(RunResult result, string setting)
    {
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Unreachable));
        Assert.That(result.Unreachable, Does.Contain(setting));
    }

    private async Task<RunResult> RunAsync(Gateway gateway, Func<TargetSettings, TargetSettings> change, params string[] only)
    {
        var file = _folder.File($"ca-{gateway.Port}.pem");
        await File.WriteAllTextAsync(file, gateway.Certificates.Authority.ExportCertificatePem());
        var settings = MockTarget.Sample(gateway.Mock) with
        {
            ApiAddress = gateway.Address,
            TokenAddress = null,
            ControlAddress = null,
            CaFile = file,
        };
        return await SuiteRun.ExecuteAsync(change(settings), new() { Only = only is [] ? [.. Some] : [.. only] });
    }

    private string ClientCertificate(Gateway gateway, string form, string? password)
    {
        var certificate = gateway.Certificates.Client;
        var file = _folder.File($"client-{gateway.Port}{form}");
        if (form == ".pfx")
        {
            File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12, password));
            return file;
        }

        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(file, certificate.ExportCertificatePem() + "\n" + (password is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(password, new(
                PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))));
        return file;
    }
}
