using System.Collections.Concurrent;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.HttpTrace;
using PartnerApi.Mock;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.SelfTests.Safety;

public sealed class BudgetTests
{
    [Test]
    public async Task A_used_up_request_budget_makes_the_rest_untestable_and_sends_nothing()
    {
        await using var mock = await PartnerApiMock.StartAsync();

        var result = await SuiteRun.ExecuteAsync(MockTarget.Settings(mock) with { RequestBudget = 20 });

        Assert.That(result.Exchanges, Has.Length.EqualTo(20));
        Assert.That(
            result.Checks.Where(check => check.Actual == "the run has sent 20 requests").Select(check => check.Verdict),
            Is.Not.Empty.And.All.EqualTo(Verdict.Untestable));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.TooLittleTested));
        Assert.That(result.Checks.Select(check => check.Verdict), Has.None.EqualTo(Verdict.HarnessError));
    }

    [Test]
    public async Task After_the_time_limit_the_rest_is_untestable()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(100) };
        await using var mock = await PartnerApiMock.StartAsync();

        // Each look at the clock takes 0.1 s, which must not make a request time out.
        var settings = MockTarget.Settings(mock) with { WallClockSeconds = 5, TimeoutSeconds = 3600 };
        var result = await SuiteRun.ExecuteAsync(settings, new() { Time = time });

        Assert.That(
            result.Checks.Where(check => check.Actual == "the run has lasted 5 s").Select(check => check.Verdict),
            Is.Not.Empty.And.All.EqualTo(Verdict.Untestable));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.TooLittleTested));
    }

    [Test]
    public async Task A_short_Retry_After_is_waited_for_once_and_noted()
    {
        var refused = 0;
        await using var mock = await PartnerApiMock.StartAsync(new()
        {
            Intercept = (request, engine) => Interlocked.Exchange(ref refused, 1) == 0 ? Limited("0") : engine(request),
        });

        var result = await SuiteRun.ExecuteAsync(Real(mock), new() { Only = ["S1.credentials"] });

        Assert.That(result.Checks.Select(check => check.Verdict), Is.All.EqualTo(Verdict.Pass));
        Assert.That(result.Notes, Has.Some.Contains("got 429; waiting 0 s for Retry-After, then retrying once"));
    }

    [Test]
    public async Task A_Retry_After_beyond_the_cap_blocks()
    {
        await using var mock = await PartnerApiMock.StartAsync(new() { Intercept = (_, _) => Limited("91") });

        var result = await SuiteRun.ExecuteAsync(Real(mock), new() { Only = ["S1.credentials"] });

        Assert.That(result.Checks.Select(check => check.Verdict), Is.All.EqualTo(Verdict.Blocked));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Unreachable));
    }

    [Test]
    public async Task After_two_limits_a_real_target_is_asked_no_more()
    {
        await using var mock = await PartnerApiMock.StartAsync(new() { Intercept = (_, _) => ApiReply.Empty(429) });

        var result = await SuiteRun.ExecuteAsync(Real(mock) with { Concurrency = 1 });

        Assert.That(result.Exchanges, Has.Length.EqualTo(2));
        Assert.That(result.Checks.Where(check => check.Verdict == Verdict.Fail), Is.Empty);
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Unreachable));
    }

    [Test]
    public async Task A_page_of_a_proxy_blocks_and_is_no_refusal_of_the_target()
    {
        await using var mock = await PartnerApiMock.StartAsync(new()
        {
            Intercept = (request, engine) => request.Path == "/oauth2/token"
                ? engine(request)
                : new(
                    )
                {
                    Status = 403,
                    Headers = HeaderList.Empty.With(
                        "Content-Type",
                        "text/html").With("Server", "edge-wall"),
                    Body = "<html>blocked</html>"u8.ToArray()
                },
        });

        var result = await SuiteRun.ExecuteAsync(Real(mock), new() { Only = ["S3.bearer.missing"] });

        Assert.That(result.Checks.Select(check => check.Verdict), Is.All.EqualTo(Verdict.Blocked));
        Assert.That(result.Checks.Select(check => check.Because), Has.Some.Contains("edge-wall"));
    }

    [Test]
    public async Task No_address_holds_a_real_secret_or_token()
    {
        var queries = new ConcurrentBag<string>();
        await using var mock = await PartnerApiMock.StartAsync(new()
        {
            Intercept = (request, engine) =>
            {
                queries.Add(request.Query);
                return engine(request);
            },
        });

        var result = await SuiteRun.ExecuteAsync(Real(mock));

        Assert.That(queries, Has.Some.Contains("client_secret=").And.None.Contains("eyJ").And.None.Contains(mock.ClientSecret));
        Assert.That(result.Checks.Select(check => check.Verdict), Has.None.EqualTo(Verdict.HarnessError));
    }

    private static ApiReply Limited(string seconds) => new() { Status = 429, Headers = HeaderList.Empty.With("Retry-After", seconds) };

    private static TargetSettings Real(PartnerApiMock mock) => MockTarget.Settings(mock) with
    {
        PublicFakes = false,
        MaxWaitSeconds = 90,
        BadCredentialBudget = 100,
    };
}
