using System.Text;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Conformance.ExpiredTokens;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Mock;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.ExpiredTokens;

public sealed class ExpiryTests
{
    private static readonly RunOptions Only = new() { Only = ["S3.bearer.expired", "S3.renewal"] };

    private readonly FakeTimeProvider _time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly string _folder = Directory.CreateTempSubdirectory("tokens-").FullName;

    [TearDown]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Without_any_source_it_is_untestable_and_every_remedy_is_named()
    {
        await using var mock = await PartnerApiMock.StartAsync();

        var result = await SuiteRun.ExecuteAsync(Real(mock), Only);

        Assert.That(result.Checks.Select(check => check.Verdict), Is.All.EqualTo(Verdict.Untestable));
        Assert.That(result.Checks.Select(check => check.Because), Is.All.EqualTo(ExpiredTokenSource.Remedies));
        Assert.That(
            ExpiredTokenSource.Remedies,
            Does.Contain("controlAddress").And.Contain("shortLived").And.Contain("expiredToken").And.Contain("expiredTokenFolder"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.TooLittleTested));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_stored_token_verifies_expiry_in_a_second_run_without_waiting(bool sound)
    {
        await using var mock = await PartnerApiMock.StartAsync(new() { Clock = _time, Intercept = sound ? null : Lenient });
        var settings = Real(mock) with { ExpiredTokenFolder = _folder };

        var first = await SuiteRun.ExecuteAsync(settings, Only with { Only = ["S3"], Time = _time });
        _time.Advance(TimeSpan.FromSeconds(3602));
        var second = await SuiteRun.ExecuteAsync(settings, Only with { Time = _time });

        Assert.That(Expired(first), Is.All.EqualTo(Verdict.Untestable));
        Assert.That(Expired(second), Is.All.EqualTo(sound ? Verdict.Pass : Verdict.Fail));
        Assert.That(second.Checks.Single(check => check.Requirement == "S3.renewal").Verdict, Is.EqualTo(Verdict.Pass));
    }

    // What a user copies first: with a client, a requestor and addresses of one's own, a later run leaves nothing open.
    [Test]
    public async Task The_example_of_a_target_file_reaches_exit_code_0_in_its_second_run()
    {
        await using var mock = await PartnerApiMock.StartAsync(new() { Clock = _time });
        var settings = TargetFile.Read(Repository.File("fixtures", "targets", "staging.example.json"), new Dictionary<string, string?>
        {
            ["apiAddress"] = mock.ApiAddress.AbsoluteUri,
            ["tokenAddress"] = new Uri(mock.ApiAddress, "oauth2/token").AbsoluteUri,
            ["credentials:clientId"] = mock.ClientId,
            ["credentials:clientSecret"] = mock.ClientSecret,
            ["requestorId"] = mock.RequestorId,
        }).Settings;
        Assert.That(settings.ExpiredTokenFolder, Is.Not.Null);
        settings = settings with { ExpiredTokenFolder = _folder };

        var first = await SuiteRun.ExecuteAsync(settings, new() { Time = _time });
        _time.Advance(TimeSpan.FromSeconds(3600 + settings.ClockSkewSeconds + 2));
        var second = await SuiteRun.ExecuteAsync(settings, new() { Time = _time });

        Assert.That(first.ExitCode, Is.EqualTo(ExitCode.TooLittleTested));
        Assert.That(
            first.Checks.Where(check => check.Gates)
                .Select(check => check.Because).Distinct(), Is.EqualTo(new[] { ExpiredTokenSource.Remedies }));
        Assert.That(second.Checks.Where(check => check.Gates).Select(CheckText.Line), Is.Empty);
        Assert.That(second.ExitCode, Is.EqualTo(ExitCode.Conforms));
    }

    [Test]
    public async Task The_suite_waits_for_a_short_lived_token_and_notes_the_wait()
    {
        await using var mock = await PartnerApiMock.StartAsync(new() { Clock = _time });
        var settings = Real(mock) with { ShortLived = Fake("partner-short-lived") };

        var result = await SuiteRun.ExecuteAsync(settings, Only with { Time = new SkippingTime(_time) });

        Assert.That(result.Checks.Select(check => check.Verdict), Is.All.EqualTo(Verdict.Pass));
        Assert.That(result.Notes, Has.Some.Contains("waiting 3 s for a token of partner-short-lived to expire"));
    }

    [Test]
    public async Task A_wait_beyond_the_cap_is_not_begun()
    {
        await using var mock = await PartnerApiMock.StartAsync();

        var result = await SuiteRun.ExecuteAsync(Real(mock) with { ShortLived = Fake("partner-short-lived"), MaxWaitSeconds = 2 }, Only);

        Assert.That(result.Checks.Select(check => check.Verdict), Is.All.EqualTo(Verdict.Untestable));
        Assert.That(result.Notes, Has.Some.Contains("more than maxWaitSeconds (2 s)"));
    }

    [Test]
    public async Task A_supplied_token_is_presented_and_not_shown()
    {
        await using var mock = await PartnerApiMock.StartAsync(new() { Clock = _time });
        var old = (await SuiteToken.OfAsync(mock))!;
        _time.Advance(TimeSpan.FromSeconds(3602));

        var result = await SuiteRun.ExecuteAsync(Real(mock) with { ExpiredToken = old }, Only with { Time = _time });

        Assert.That(result.Checks.Single(check => check.Id == "S3.bearer.expired").Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That(result.Checks.Single(check => check.Id == "S3.bearer.expired/used").Verdict, Is.EqualTo(Verdict.Info));
        Assert.That(System.Text.Json.JsonSerializer.Serialize(result), Does.Not.Contain(old));
    }

    // Tokens of two minutes in a run of ten: a suite that does not read the lifetime would go on with an expired one.
    [Category("nightly")]
    [TestCase("\"120\"")]
    [TestCase("120.0")]
    [TestCase("1.2e2")]
    public async Task A_lifetime_that_is_no_integer_does_not_spoil_the_rest_of_the_run(string lifetime)
    {
        var usual = await JudgeAsync("120");
        var result = await JudgeAsync(lifetime);

        Assert.That(
            Failed(result).Except(Failed(usual)), lifetime[0] == '"' ? Is.EqualTo(new[] { "S3.reply.expires_in" }) : Is.Empty);

        async Task<RunResult> JudgeAsync(string written)
        {
            var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow()) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(100) };
            await using var mock = await PartnerApiMock.StartAsync(new()
            {
                Clock = time,
                Clients = [.. ClientsFile.Embedded().Select(client => client with { TokenLifetimeSeconds = 120 })],
                Intercept = (request, engine) =>
                {
                    var reply = engine(request);
                    var text = Encoding.UTF8.GetString(reply.Body.Span);
                    return text.Contains("\"expires_in\":120", StringComparison.Ordinal)
                        ? reply with { Body = Encoding.UTF8.GetBytes(text.Replace("\"expires_in\":120", $"\"expires_in\":{written}")) }
                        : reply;
                },
            });
            var started = time.GetUtcNow();
            var run = await SuiteRun.ExecuteAsync(Real(mock) with { Concurrency = 1, TimeoutSeconds = 600 }, new() { Time = time });
            Assert.That(time.GetUtcNow() - started, Is.GreaterThan(TimeSpan.FromSeconds(240)));
            return run;
        }

        static IEnumerable<string> Failed(RunResult run) =>
            run.Checks.Where(check => check.Verdict is Verdict.Fail or Verdict.HarnessError).Select(check => check.Id).Distinct();
    }

    private static Mock.Http.ApiReply Lenient(Mock.Http.ApiRequest request, Func<Mock.Http.ApiRequest, Mock.Http.ApiReply> engine)
    {
        var reply = engine(request);
        return reply.Status == 401 ? reply with { Status = 200 } : reply;
    }

    private static IEnumerable<Verdict> Expired(RunResult result) =>
        result.Checks.Where(check => check.Requirement == "S3.bearer.expired").Select(check => check.Verdict);

    private static Credentials Fake(string id) =>
        ClientsFile.Embedded().Where(client => client.ClientId == id).Select(
            client => new Credentials(client.ClientId, client.Secrets[0])).Single();

    private static TargetSettings Real(PartnerApiMock mock) =>
        MockTarget.Sample(mock) with { ControlAddress = null, MaxWaitSeconds = 90 };
}
