using Microsoft.AspNetCore.Server.Kestrel.Core;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Wire;

/// <summary>
/// A server that counts every token request which gets no token, also one without a reply: whatever setting is wrong, a run sends few.
/// </summary>
public sealed class CredentialBudgetTests
{
    private const int Budget = 6;

    private readonly TemporaryFolder _folder = new();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [TestCase("secret", 1)]
    [TestCase("client id", 1)]
    [TestCase("token path", 1)]
    [TestCase("path prefix", 1)]
    [TestCase("scope", 1)]
    [TestCase("http at an https port", 0)]
    [TestCase("https at an http port", 0)]
    [TestCase("name that the certificate does not have", 0)]
    [TestCase("unknown CA", 0)]
    [TestCase("missing client certificate", 0)]
    [TestCase("HTTP/1.1 ends without a reply, HTTP/2 refuses", 2)]
    [TestCase("HTTP/1.1 ends without a reply, no HTTP/2", 1)]
    [TestCase("HTTP/2 without TLS", 0)]
    public async Task A_run_with_a_wrong_setting_sends_few_token_requests(string wrong, int refused)
    {
        await using var gateway = await Gateway.StartAsync(Options(wrong));
        var settings = await SettingsAsync(gateway, wrong);

        var result = await SuiteRun.ExecuteAsync(settings);

        Assert.That(gateway.RefusedTokens, Is.EqualTo(refused).And.LessThanOrEqualTo(Budget));
        Assert.That((result.ExitCode, result.Checks.Length), Is.EqualTo((ExitCode.Unreachable, 0)), result.Unreachable);
        Assert.That(result.Unreachable, Does.Not.Contain('\n'));
    }

    // The repetition with HTTP/2 shows the secret once more.
    [TestCase("HTTP/1.1 ends without a reply, HTTP/2 refuses", 1)]
    [TestCase("HTTP/1.1 ends without a reply, HTTP/2 refuses", 8)]
    [TestCase("HTTP/1.1 ends without a reply, no HTTP/2", 1)]
    [TestCase("HTTP/1.1 ends without a reply, no HTTP/2", 8)]
    public async Task Without_a_preflight_the_budget_holds_for_both_versions_of_HTTP(string wrong, int concurrency)
    {
        await using var gateway = await Gateway.StartAsync(Options(wrong));
        var settings = await SettingsAsync(gateway, "nothing") with { Concurrency = concurrency };

        await SuiteRun.ExecuteAsync(settings, new() { Preflight = false, Only = ["S1.credentials", "S3", "S4"] });

        Assert.That(gateway.RefusedTokens, Is.InRange(Budget / 2, Budget));
    }

    private static GatewayOptions Options(string wrong) => wrong switch
    {
        "https at an http port" => new() { Https = false },
        "name that the certificate does not have" => new() { Host = "api.example.test" },
        "missing client certificate" => new() { RequiresClientCertificate = true },
        "HTTP/1.1 ends without a reply, HTTP/2 refuses" =>
            new() { EndsHttp1 = true, RefusesClients = true, Protocols = HttpProtocols.Http1AndHttp2 },
        "HTTP/1.1 ends without a reply, no HTTP/2" => new() { EndsHttp1 = true },
        "HTTP/2 without TLS" => new() { Https = false, Protocols = HttpProtocols.Http2 },
        _ => new() { Prefix = wrong == "path prefix" ? "/live" : "" },
    };

    private async Task<TargetSettings> SettingsAsync(Gateway gateway, string wrong)
    {
        var file = _folder.File("ca.pem");
        await File.WriteAllTextAsync(file, gateway.Certificates.Authority.ExportCertificatePem());
        var settings = MockTarget.Settings(gateway.Mock) with
        {
            ApiAddress = gateway.Address,
            TokenAddress = null,
            ControlAddress = null,
            CaFile = file,
            PublicFakes = false,
            BadCredentialBudget = Budget,
        };
        return wrong switch
        {
            "secret" => settings with { Credentials = settings.Credentials with { ClientSecret = "mistyped-secret" } },
            "client id" => settings with { Credentials = settings.Credentials with { ClientId = "mistyped" } },
            "token path" => settings with { TokenAddress = new(gateway.Address, "oauth/tokens") },
            "path prefix" => settings with { ApiAddress = new(gateway.Address, "/test") },
            "scope" => settings with { Scope = "no:such-scope" },
            "http at an https port" => settings with { ApiAddress = new($"http://localhost:{gateway.Port}/") },
            "https at an http port" => settings with { ApiAddress = new($"https://localhost:{gateway.Port}/") },
            "name that the certificate does not have" => settings with { ApiAddress = new($"https://localhost:{gateway.Port}/") },
            "unknown CA" => settings with { CaFile = null },
            _ => settings,
        };
    }
}
