using System.Text;
using NUnit.Framework;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.SelfTests.Verdicts;
using PartnerApi.Conformance.Transport;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.SelfTests.Reports;

public sealed class ConsoleReportTests
{
    [Test]
    public void A_failure_shows_rule_request_expected_and_actual_response_and_curl()
    {
        var result = Results.Run(Results.Check(Verdict.Fail), Results.Check(Verdict.Pass)) with { Exchanges = [Recorded()] };

        Assert.That(Printed(result), Does.Contain("""
            FAIL S1.client_id
              guide, section 1 (must, documented, evidence strong): A client_id that was never handed out gets no token.
              request   POST http://127.0.0.1:8080/oauth2/token
                        | Content-Type: application/x-www-form-urlencoded
                        | client_id=unknown
              expected  400 with error "invalid_client"
              actual    200
              response  200
                        | Content-Type: application/json
                        | {"ok":"[red]true"}
              try it    curl -sS -i -X POST -H 'Content-Type: application/x-www-form-urlencoded' --data-raw 'client_id=unknown' 'ADDRESS'
            """.Replace("ADDRESS", "http://127.0.0.1:8080/oauth2/token", StringComparison.Ordinal).ReplaceLineEndings("\n")));
    }

    [Test]
    public void The_table_counts_each_section_and_the_last_line_is_the_answer()
    {
        var printed = Printed(
            Results.Run(Results.Check(Verdict.Pass), Results.Check(Verdict.Fail), Results.Check(Verdict.Warn, id: "S2.post")));

        Assert.That(printed, Does.Match(@"S1 +1 +1 +0 *\n"));
        Assert.That(printed, Does.Match(@"S2 +0 +0 +1 *\n"));
        Assert.That(
            printed.TrimEnd().Split('\n')[^1],
            Does.StartWith("mock at http://127.0.0.1:8080/ does not conform: 1 check failed (3 checks"));
    }

    [Test]
    public void Checks_that_fail_for_one_reason_are_one_block()
    {
        var blocked = Results.Check(Verdict.Blocked) with { Actual = "429", Because = "the target limits the suite" };

        var printed = Printed(Results.Run(blocked, blocked with { Id = "S1.client_id/other" }, Results.Check(Verdict.Fail)));

        Assert.That(printed, Does.Contain("BLOCKED 2 checks, for one reason\n  check     S1.client_id: "));
        Assert.That(Count(printed, "the target limits the suite"), Is.EqualTo(1));
        Assert.That(Count(printed, "\nFAIL S1.client_id\n"), Is.EqualTo(1));
    }

    [Test]
    public void What_could_not_be_tested_is_one_block_per_remedy_with_a_count_that_is_right()
    {
        var first = Results.Check(Verdict.Untestable) with { Judged = null, Because = "set controlAddress" };
        var result = Results.Run(
            first,
            first with { Id = "S1.b" },
            first with { Id = "S1.c", Because = "set requestorId" },
            Results.Check(Verdict.Pass));

        var printed = Printed(result);

        Assert.That(printed, Does.Contain("""
            3 must-checks could not be tested. To test them:
              - set controlAddress
                (UNTESTABLE S1.client_id, S1.b)
              - set requestorId
                (UNTESTABLE S1.c)
            """.ReplaceLineEndings("\n")));
        Assert.That(
            printed,
            Does.Contain("was not tested enough: 1 must-check ran; 3 could not be tested (4 checks").And.EndsWith("Exit code 3.\n"));
    }

    [Test]
    public void Too_few_must_checks_are_counted_against_the_minimum() => Assert.That(
        Summary.Answer(Results.Run(Results.Check(Verdict.Pass)) with { MinimumMustChecks = 20 }),
        Does.Contain("was not tested enough: 1 must-check ran, fewer than the minimum of 20 ("));

    [Test]
    public void An_unreachable_target_is_one_line() =>
        Assert.That(Printed(Results.Run() with { Unreachable = "nothing answers at x" }).Trim(), Is.EqualTo("nothing answers at x"));

    private static string Printed(RunResult result)
    {
        using var output = new StringWriter();
        ConsoleReport.Write(ConsoleReport.Console(output, plain: true), result);
        return output.ToString().ReplaceLineEndings("\n");
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static RecordedExchange Recorded() => RecordedExchange.From(
        new(
            1,
            new(
                "POST",
                new("http://127.0.0.1:8080/oauth2/token"),
                [new("Content-Type", "application/x-www-form-urlencoded")],
                "client_id=unknown"u8.ToArray()),
            new(200, "1.1", [new("Content-Type", "application/json")], Encoding.UTF8.GetBytes("""{"ok":"[red]true"}""")),
            null,
            DateTimeOffset.UnixEpoch,
            TimeSpan.Zero),
        "A_scenario",
        RunNotes.CreateRedactor());
}
