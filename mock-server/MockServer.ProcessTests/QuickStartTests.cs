using NUnit.Framework;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.ProcessTests;

/// <summary>The README, followed to the letter: the mock is started by its command, and its calls are pasted.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class QuickStartTests
{
    private static StartedMock _mock = null!;

    [OneTimeSetUp]
    public static async Task Start() =>
        _mock = await StartedMock.StartAsync(ReadmePage.CommandLike("dotnet run --project mock-server/MockServer"));

    [OneTimeTearDown]
    public static async Task Stop() => await _mock.DisposeAsync();

    [Test]
    public async Task The_printed_pair_of_calls_answers_200_twice_when_pasted()
    {
        var result = await ChildProcess.BashAsync(_mock.FirstCall, Repository.Root);

        Assert.That(result.Errors.Trim(), Is.EqualTo("200"), result.Output);
        Assert.That(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], Is.EqualTo("200"), result.Output);
    }

    [Test, Category(Generated.Category)]
    public void The_pair_of_calls_on_the_page_is_the_printed_one_on_the_usual_port()
    {
        var usual = _mock.FirstCall.Replace(_mock.Value("API"), "http://127.0.0.1:8080", StringComparison.Ordinal);

        ReadmePage.CompareBlock("first call", $"```bash\n{usual}\n```\n");
    }

    [Test]
    public async Task The_control_calls_answer_as_pasted()
    {
        var calls = ReadmePage.Text.Split('\n').Where(line => line.StartsWith("curl ", StringComparison.Ordinal) && line.Contains("http://127.0.0.1:8081", StringComparison.Ordinal)).ToList();
        var script = string.Join('\n', calls.Select(call => call.Replace("http://127.0.0.1:8081", _mock.Value("Control"), StringComparison.Ordinal) + " --fail -sS"));

        var result = await ChildProcess.BashAsync("set -e\n" + script, Repository.Root);

        Assert.That(calls, Has.Count.GreaterThanOrEqualTo(6));
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
    }

    [Test]
    public async Task The_ways_to_order_a_failure_without_a_control_call_do_so()
    {
        var calls = ReadmePage.Text.Split('\n').Where(line => line.StartsWith("curl -i http://127.0.0.1:8080/", StringComparison.Ordinal)).ToList();
        var token = _mock.FirstCall.Split("\n\n")[0];
        var script = string.Join('\n', calls.Select(call => call.Replace("http://127.0.0.1:8080", _mock.Value("API"), StringComparison.Ordinal) + " -sS"));

        var result = await ChildProcess.BashAsync($"{token}\n{script}", Repository.Root);

        Assert.That(result.Output, Does.Contain("X-Mock-Fault: 429-retry-after").And.Contain("Retry-After: 7").And.Contain("X-Mock-Fault: 5xx-once"), result.Errors);
    }

    [Test]
    public async Task The_second_command_can_be_run()
    {
        var result = await ChildProcess.BashAsync($"test -x {ReadmePage.CommandLike("./run-tests.sh")}", Repository.Root);

        Assert.That(result.ExitCode, Is.Zero);
    }
}
