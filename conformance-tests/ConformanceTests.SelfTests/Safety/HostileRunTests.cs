using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Transport;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Clients;
using PartnerApi.HttpTrace;
using PartnerApi.Mock;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.SelfTests.Safety;

/// <summary>Runs against a mock whose replies are hostile.</summary>
public sealed class HostileRunTests
{
    private const string Secret = "3Kq9Zr7Wv1Xn5Tb8Qh2dJc6";

    private const string Commands = "\n::error::1\r\n \t::add-mask::2\n##vso[task.x]\n##teamcity[x]\u001b[31m\0\u009b\u202e\u2028\ud83d";

    [TestCase("br")]
    [TestCase("deflate")]
    [TestCase("zstd")]
    [TestCase("gzip, br")]
    public async Task A_wrong_content_coding_is_judged_and_no_failure_of_the_suite(string coding)
    {
        var result = await RunAsync(reply => reply with { Headers = reply.Headers.With("Content-Encoding", coding) });

        Assert.That(result.Checks.Select(check => check.Verdict), Has.None.EqualTo(Verdict.HarnessError));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.DoesNotConform));
        Assert.That(result.Checks.Select(check => check.Actual), Has.Some.Contains("coding").Or.Some.Contains("Content-Encoding"));
    }

    [Test]
    public async Task No_text_of_a_target_hides_or_is_a_command_in_any_output()
    {
        var result = await RunAsync(reply => reply.Status < 400 ? reply : Error(Commands) with { Status = reply.Status });

        OutputChecks.AssertBoundedAndVisible(result);
        Assert.That(result.Checks.Select(check => check.Actual), Has.Some.Contains("\\u{001B}[31m"));
    }

    [Test]
    public async Task A_message_of_1_MiB_is_quoted_and_not_copied()
    {
        var text = new string('x', 1024 * 1024);

        var result = await RunAsync(reply => reply.Status < 400 ? reply : Error(text) with { Status = reply.Status });

        Assert.That(OutputChecks.All(result).Single(output => output.Name == "console").Text, Has.Length.LessThan(1024 * 1024));
        Assert.That(OutputChecks.All(result).Single(output => output.Name == "junit.xml").Text, Has.Length.LessThan(2 * 1024 * 1024));
        OutputChecks.AssertBoundedAndVisible(result);
    }

    [Test]
    public void A_run_keeps_no_more_than_its_budget()
    {
        var recorder = new ExchangeRecorder();
        var body = new byte[1024 * 1024];
        for (var at = 0; at < 1_000; at++)
        {
            recorder.Add(Checks.Answers.Create(200, Encoding.Latin1.GetString(body)), "a scenario");
        }

        Assert.That(recorder.KeptBytes, Is.LessThanOrEqualTo(ExchangeRecorder.MaxRun * 2));
        Assert.That(recorder.Raw.Sum(exchange => (long)exchange.Reply!.Body.Length), Is.LessThanOrEqualTo(recorder.KeptBytes));
    }

    [Test]
    public void After_the_time_of_a_run_exchanges_are_reported_without_their_texts()
    {
        var recorder = new ExchangeRecorder();
        recorder.Add(Checks.Answers.Create(400, "a body"), "a scenario");
        recorder.Add(Checks.Answers.Create(401, "a body"), "a scenario");
        var reported = 0;

        var exchanges = recorder.Select(null, RunNotes.CreateRedactor(), () => reported++ > 0);

        Assert.That(exchanges.Select(exchange => (exchange.Status, exchange.ReplyBody)), Is.EqualTo(new[] { (400, "a body"), (401, "") }));
        Assert.That(exchanges[1].RequestLine, Does.Contain("wallClockSeconds"));
    }

    [Test]
    public async Task A_secret_at_the_end_of_a_long_reply_is_found()
    {
        var result = await RunWithSecretAsync(secret => new string('x', 300_000) + secret, "S1.confidential");

        Assert.That(result.Checks.Select(check => check.Verdict), Is.All.EqualTo(Verdict.Fail));
        Assert.That(OutputChecks.All(result).Select(output => output.Text), Has.None.Contains(Secret));
    }

    // What is shown, what is searched for secrets, what is kept: each limit goes through the secret, after many of its characters.
    [TestCase(64 * 1024)]
    [TestCase(80 * 1024)]
    [TestCase(96 * 1024)]
    public async Task Half_a_secret_is_not_shown_where_a_reply_is_cut(int limit)
    {
        const string Start = "{\"error\":\"";
        var replies = 0;

        var result = await RunWithSecretAsync(
            secret =>
            {
                var shift = 5 * Interlocked.Increment(ref replies) % secret.Length;
                return new string('x', limit - Start.Length - shift) + secret + new string('y', 200_000);
            },
            "S1",
            "S2");

        var shown = result.Exchanges.Where(exchange => exchange.Status is 400).Select(exchange => exchange.ReplyBody).ToList();
        Assert.That(replies, Is.GreaterThan(Secret.Length / 2));
        Assert.That(shown, Has.Count.EqualTo(replies).And.All.StartsWith(Start + "xxxx").And.All.Contains("… ("));
        Assert.That(OutputChecks.All(result).Select(output => output.Text), Has.None.Contains("x" + Secret[..3]));
    }

    private static ApiReply Error(string text) => new()
    {
        Status = 400,
        Headers = HeaderList.Empty.With("Content-Type", "application/json"),
        Body = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { error = text, message = text, errorDetails = new[] { text } })),
    };

    // The client that the run uses has this secret, and the same mock repeats it in its refusals.
    private static async Task<RunResult> RunWithSecretAsync(Func<string, string> text, params string[] only)
    {
        var client = new ApiClient { ClientId = "canary", Secrets = [Secret], Description = "The canary." };
        var told = 0;
        await using var mock = await PartnerApiMock.StartAsync(new()
        {
            Clients = [client],
            Intercept = (request, engine) =>
            {
                var reply = engine(request);
                told += Encoding.UTF8.GetString(request.Body.Span).Contains(Secret, StringComparison.Ordinal) ? 1 : 0;
                return reply.Status < 400 ? reply : Error(text(Secret)) with { Status = 400 };
            },
        });

        var result = await SuiteRun.ExecuteAsync(
            MockTarget.Sample(mock) with { Credentials = new("canary", Secret) }, new() { Preflight = false, Only = [.. only] });

        Assert.That(told, Is.Positive, "the secret was never sent, so its absence proves nothing");
        return result;
    }

    private static async Task<RunResult> RunAsync(Func<ApiReply, ApiReply> change, params string[] only)
    {
        await using var mock = await PartnerApiMock.StartAsync(new() { Intercept = (request, engine) => change(engine(request)) });
        return await SuiteRun.ExecuteAsync(
            MockTarget.Sample(mock), new() { Preflight = false, Only = only is [] ? ["S1", "S2", "S3", "S4", "RFC6749"] : [.. only] });
    }
}
