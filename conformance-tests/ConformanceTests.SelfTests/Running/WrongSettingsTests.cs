using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.SelfTests.Wire;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Conformance.SelfTests.Running;

/// <summary>A wrong setting ends the run in the preflight: one sentence that names it, nothing judged, nothing repeated.</summary>
public sealed class WrongSettingsTests
{
    // The rest that a deployment may allow before it locks a client out.
    private const int MaxRefusals = 6;

    private int _refused;
    private int _requests;

    [TestCase("secret", "credentials:clientSecret")]
    [TestCase("client id", "credentials:clientId")]
    [TestCase("client of shortLived", "shortLived:clientSecret")]
    [TestCase("token path", "tokenAddress")]
    [TestCase("API prefix", "apiAddress")]
    [TestCase("contract", "contract")]
    [TestCase("scheme: https at an http port", "port serves https")]
    [TestCase("port", "address")]
    [TestCase("host", "address")]
    public async Task A_wrong_setting_ends_the_run_before_the_first_check(string wrong, string named)
    {
        await using var mock = await PartnerApiMock.StartAsync(Counting(new()));

        var result = await SuiteRun.ExecuteAsync(With(wrong, mock));

        AssertEnded(result, named);
    }

    [TestCase("http://127.0.0.1", "https")]
    [TestCase("https://127.0.0.1", "caFile")]
    public async Task A_wrong_scheme_and_an_unknown_CA_end_the_run_before_the_first_check(string start, string named)
    {
        using var certificate = Certificate();
        await using var mock = await PartnerApiMock.StartAsync(
            Counting(new() { ApiAddress = new("https://127.0.0.1:0"), Certificate = certificate }));
        var address = new Uri($"{start}:{mock.ApiAddress.Port}/");

        var result = await SuiteRun.ExecuteAsync(MockTarget.Settings(mock) with { ApiAddress = address, PublicFakes = false });

        AssertEnded(result, named);
    }

    // A correct deployment that knows its people, with the id of somebody else in the target file.
    [TestCase(SideEffects.None)]
    [TestCase(SideEffects.All)]
    public async Task A_requestor_that_the_deployment_does_not_know_accuses_nobody(SideEffects sideEffects)
    {
        await using var mock = await PartnerApiMock.StartAsync(
            Counting(new() { RequestorValidation = RequestorValidation.At(RequestorCheckLevel.Known) }));

        var result = await SuiteRun.ExecuteAsync(With("requestor", mock) with { SideEffects = sideEffects });

        AssertEnded(result, "requestorId");
    }

    // The client is locked out by its own tests: from then on its right secret is refused, too.
    [TestCase(1)]
    [TestCase(8)]
    [TestCase(64)]
    public async Task A_client_that_is_locked_out_in_the_middle_is_left_alone(int concurrency)
    {
        var bad = 0;
        await using var mock = await PartnerApiMock.StartAsync(Counting(new()
        {
            Intercept = (request, engine) =>
            {
                var reply = engine(request);
                if (request.Path == "/oauth2/token" && reply.Headers.First("X-Mock-Rule") == "S1.client_secret")
                {
                    Interlocked.Increment(ref bad);
                }

                return bad >= 2 && request.Path == "/oauth2/token"
                    ? ApiReply.FromJson(401, """{"error":"invalid_client"}"""u8.ToArray())
                    : reply;
            },
        }));
        var settings = MockTarget.Settings(mock) with { BadCredentialBudget = MaxRefusals, PublicFakes = false, Concurrency = concurrency };

        var result = await SuiteRun.ExecuteAsync(settings, new() { Only = ["S1", "S2", "S3", "RFC6749-5"] });

        var named = result.Exchanges.Count(exchange =>
            exchange.Status == 401 && exchange.RequestBody.Contains($"client_id={mock.ClientId}", StringComparison.Ordinal));
        Assert.That(named, Is.LessThanOrEqualTo(MaxRefusals));
        Assert.That(result.Checks.Select(check => check.Verdict), Has.Some.EqualTo(Verdict.Blocked).And.None.EqualTo(Verdict.HarnessError));
        Assert.That(result.Checks.Select(check => check.Actual), Has.Some.Contains("badCredentialBudget"));
    }

    // Not a correct deployment, but not a wrong setting either: the checks must say so.
    [Test]
    public async Task A_success_without_a_token_is_judged()
    {
        await using var server = new RawServer(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
        TargetSettings settings = new()
        {
            Name = "t",
            ApiAddress = server.Address,
            Credentials = new("me", "a-secret-of-mine"),
            RequestorId = "r",
        };

        var result = await SuiteRun.ExecuteAsync(settings, new() { Only = ["S1.credentials"] });

        Assert.That((result.Unreachable, result.ExitCode), Is.EqualTo(((string?)null, ExitCode.DoesNotConform)));
    }

    private void AssertEnded(RunResult result, string named)
    {
        Assert.That(result.Unreachable, Does.Contain(named).And.Not.Contain('\n'));
        Assert.That((result.ExitCode, result.Checks.Length), Is.EqualTo((ExitCode.Unreachable, 0)));
        Assert.That(_refused, Is.LessThanOrEqualTo(1), "refused token requests");
        Assert.That(_requests, Is.LessThanOrEqualTo(MaxRefusals), "requests");
    }

    private static TargetSettings With(string wrong, PartnerApiMock mock)
    {
        var settings = MockTarget.Settings(mock) with { PublicFakes = false, BadCredentialBudget = MaxRefusals };
        return wrong switch
        {
            "secret" => settings with { Credentials = settings.Credentials with { ClientSecret = "mistyped-secret" } },
            "client id" => settings with { Credentials = settings.Credentials with { ClientId = "mistyped" } },
            "client of shortLived" => settings with { ShortLived = new("partner-short-lived", "mistyped-secret"), ControlAddress = null },
            "token path" => settings with { TokenAddress = new(mock.ApiAddress, "oauth/token") },
            "API prefix" => settings with { TokenAddress = new(mock.ApiAddress, "oauth2/token"), ApiAddress = new(mock.ApiAddress, "v7/") },
            "contract" => settings with { Contract = ContractFile.Names.Last() },
            "scheme: https at an http port" => settings with { ApiAddress = new($"https://127.0.0.1:{mock.ApiAddress.Port}/") },
            "port" => settings with { ApiAddress = new("http://127.0.0.1:1/") },
            "host" => settings with { ApiAddress = new("http://no-such-host.invalid/") },
            _ => settings with { RequestorId = "77777777-7777-4777-8777-777777777777" },
        };
    }

    private MockOptions Counting(MockOptions options)
    {
        var inner = options.Intercept ?? ((request, engine) => engine(request));
        return options with
        {
            Intercept = (request, engine) =>
            {
                var reply = inner(request, engine);
                Interlocked.Increment(ref _requests);
                if (request.Path.Contains("token", StringComparison.Ordinal) && reply.Status >= 400)
                {
                    Interlocked.Increment(ref _refused);
                }

                return reply;
            },
        };
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(30));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
