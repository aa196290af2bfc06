using System.Collections.Concurrent;
using System.Text.Json;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.SelfTests.Wire;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Token;

namespace PartnerApi.Conformance.SelfTests.Running;

public sealed class SuiteRunTests
{
    [Test]
    public async Task The_mock_conforms_and_no_requirement_is_forgotten()
    {
        var result = await Judge(new());

        Assert.That(result.Checks.Where(check => check.Gates).Select(CheckText.Line), Is.Empty);
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conforms));
        Assert.That(result.MustExecuted, Is.GreaterThan(110));
    }

    // Each run alone says what the two together must say: the same checks, verdict by verdict.
    [Test]
    public async Task Two_runs_at_once_each_judge_their_own_target()
    {
        var requests = new ConcurrentQueue<string>();
        MockOptions broken = new() { TokenRules = TokenRules.All.Without("S2.grant_type.unknown"), Intercept = Log("broken") };
        MockOptions whole = new() { Contract = ContractFile.V2(), Intercept = Log("whole") };
        var alone = (Broken: await Judge(broken), Whole: await Judge(whole));
        requests.Clear();

        var together = await Task.WhenAll(Judge(broken), Judge(whole));

        Assert.That(
            requests.SkipWhile(name => name == requests.First()).SkipWhile(name => name != requests.First()),
            Is.Not.Empty,
            "the runs did not overlap");
        Assert.That(
            together[0].Checks.Where(check => check.Verdict == Verdict.Fail).Select(check => check.Id),
            Does.Contain("S2.grant_type.unknown"));
        Assert.That(Verdicts(together[0]), Is.EqualTo(Verdicts(alone.Broken)));
        Assert.That((together[0].ExitCode, together[1].ExitCode), Is.EqualTo((ExitCode.DoesNotConform, ExitCode.Conforms)));
        Assert.That(Verdicts(together[1]), Is.EqualTo(Verdicts(alone.Whole)));

        Func<ApiRequest, Func<ApiRequest, ApiReply>, ApiReply> Log(string name) => (request, engine) =>
        {
            requests.Enqueue(name);
            return engine(request);
        };
    }

    [Test]
    public async Task A_rate_limit_blocks_and_does_not_fail()
    {
        var result = await Judge(new() { Intercept = (_, _) => ApiReply.Empty(429) }, "S1.client_secret");

        Assert.That(result.Checks.Select(check => check.Verdict), Is.All.EqualTo(Verdict.Blocked));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Unreachable));
    }

    [Test]
    public async Task A_page_in_HTML_is_told_as_what_it_is()
    {
        await using var server = new RawServer(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<html></html>");

        var result = await SuiteRun.ExecuteAsync(Elsewhere(server.Address));

        Assert.That(result.Unreachable, Does.Contain("HTML page"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Unreachable));
    }

    [Test]
    public async Task An_unreachable_target_is_reported_once()
    {
        var server = new RawServer("");
        await server.DisposeAsync();

        var result = await SuiteRun.ExecuteAsync(Elsewhere(server.Address));

        Assert.That(result.Unreachable, Does.Contain(server.Address.Authority).And.Contain("check the address"));
        Assert.That(result.Checks, Is.Empty);
    }

    [TestCase("nonsense")]
    [TestCase("S0")]
    public void A_prefix_that_selects_no_test_is_refused(string prefix) =>
        Assert.That(() => Judge(new(), prefix), Throws.TypeOf<TargetException>().With.Message.Contains("--only " + prefix));

    [Test]
    public async Task A_selection_holds_what_was_asked_for_and_nothing_else()
    {
        var result = await Judge(new(), "S2.grant_type", "RFC9700");

        Assert.That(result.Checks.Select(check => check.Section).Distinct(), Is.EqualTo(new[] { "S2", "RFC9700" }));
    }

    [Test]
    public async Task A_cancelled_run_still_has_a_result()
    {
        using var cancel = new CancellationTokenSource();
        await using var mock = await PartnerApiMock.StartAsync();

        var result = await SuiteRun.ExecuteAsync(MockTarget.Settings(mock), null, new CancelAtFirst(cancel), cancel.Token);

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Cancelled));
    }

    [Test]
    public async Task No_secret_and_no_token_is_in_the_result()
    {
        await using var mock = await PartnerApiMock.StartAsync(new() { Intercept = Echo });

        var result = await SuiteRun.ExecuteAsync(MockTarget.Sample(mock));

        var everything = JsonSerializer.Serialize(result);
        Assert.That(everything, Does.Not.Contain(mock.ClientSecret));
        Assert.That(everything, Does.Not.Match(@"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"));
        Assert.That(
            result.Checks.Where(check => check.Verdict == Verdict.Fail).Select(check => check.Id),
            Does.Contain("S1.confidential").And.Contain("RFC9700-4.9.token_secrecy"));
    }

    [Test]
    public async Task A_spent_budget_of_bad_credentials_makes_untestable_and_shows_no_more_of_them()
    {
        await using var mock = await PartnerApiMock.StartAsync();

        var result = await SuiteRun.ExecuteAsync(
            MockTarget.Settings(mock) with { BadCredentialBudget = 0 },
            new() { Only = ["S1.client_secret"] });

        var beyond = result.Checks.Single(check => check.Id == "S1.client_secret/exact.not_tried");
        Assert.That(beyond.Verdict, Is.EqualTo(Verdict.Info));
        Assert.That(beyond.Because, Does.Contain("badCredentialBudget (0)").And.Contain("with a blank behind it"));
        Assert.That(result.Checks.Except([beyond]).Select(check => check.Verdict), Is.Not.Empty.And.All.EqualTo(Verdict.Untestable));
    }

    [Test]
    public async Task On_a_token_endpoint_alone_what_needs_the_API_is_not_applicable()
    {
        await using var mock = await PartnerApiMock.StartAsync();

        var result = await SuiteRun.ExecuteAsync(MockTarget.Settings(mock) with { Surface = Surface.TokenEndpoint, ControlAddress = null });

        Assert.That(
            result.Checks.Where(check => check.Section == "S4").Select(check => check.Verdict),
            Is.All.EqualTo(Verdict.NotApplicable));
        Assert.That(result.Checks.Where(check => check.Section == "S2").Select(check => check.Verdict), Is.All.EqualTo(Verdict.Pass));
        Assert.That(result.Checks.Where(check => check.Gates).Select(CheckText.Line), Is.Empty);
        Assert.That(result.Exchanges.Select(exchange => exchange.RequestLine), Is.All.Contains("/oauth2/token"));
    }

    // A server that repeats in its reply everything that was sent to it.
    private static ApiReply Echo(ApiRequest request, Func<ApiRequest, ApiReply> engine)
    {
        var reply = engine(request);
        var sent =
            $"{System.Text.Encoding.UTF8.GetString(request.Body.Span)} "
                + $"{string.Join(' ', request.Headers.Fields.Select(field => field.Value))}";
        return reply.Status < 400 ? reply : reply with { Headers = reply.Headers.With("X-Echo", sent.ReplaceLineEndings(" ")) };
    }

    private static TargetSettings Elsewhere(Uri address) => new()
    {
        Name = "elsewhere",
        ApiAddress = address,
        TokenAddress = address,
        Credentials = new("me", "a-secret-of-mine"),
        RequestorId = "r",
    };

    private static async Task<RunResult> Judge(MockOptions options, params string[] only)
    {
        await using var mock = await PartnerApiMock.StartAsync(options);
        return await SuiteRun.ExecuteAsync(MockTarget.Settings(mock), new() { Only = [.. only] });
    }

    private static IEnumerable<string> Verdicts(RunResult result) =>
        result.Checks.Select(check => $"{check.Id} in {check.Scenario}: {check.Verdict}").Order(StringComparer.Ordinal);

    private sealed class CancelAtFirst(CancellationTokenSource cancel) : IProgress<CheckResult>
    {
        public void Report(CheckResult value) => cancel.Cancel();
    }
}
