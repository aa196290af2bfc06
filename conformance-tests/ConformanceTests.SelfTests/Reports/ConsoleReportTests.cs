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
    public void A_failure_shows_rule_request_expectation_reply_and_curl()
    {
        var result = Results.Run(Results.Check(Verdict.Fail), Results.Check(Verdict.Pass)) with { Exchanges = [Recorded()] };

        Assert.That(Printed(result), Does.Contain("""
            FAIL S1.client_id
              guide, section 1 (must): A client_id that was never handed out gets no token.
              sent      POST http://127.0.0.1:8080/oauth2/token
                        Content-Type: application/x-www-form-urlencoded
                        client_id=nobody
              expected  400 with error "invalid_client"
              came      200
              reply     200
                        Content-Type: application/json
                        {"ok":"[red]true"}
              try it    curl -sS -i -X POST -H 'Content-Type: application/x-www-form-urlencoded' --data-raw 'client_id=nobody' 'http://127.0.0.1:8080/oauth2/token'
            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void The_table_counts_each_section_and_the_last_line_is_the_answer()
    {
        var printed = Printed(Results.Run(Results.Check(Verdict.Pass), Results.Check(Verdict.Fail), Results.Check(Verdict.Warn, id: "S2.post")));

        Assert.That(printed, Does.Match(@"S1 +1 +1 +0 *\n"));
        Assert.That(printed, Does.Match(@"S2 +0 +0 +1 *\n"));
        Assert.That(printed.TrimEnd().Split('\n')[^1], Does.StartWith("mock at http://127.0.0.1:8080/ does not conform (3 checks"));
    }

    [Test]
    public void An_unreachable_target_is_one_line() =>
        Assert.That(Printed(Results.Run() with { Unreachable = "nothing answers at x" }).Trim(), Is.EqualTo("nothing answers at x"));

    private static string Printed(RunResult result)
    {
        using var output = new StringWriter();
        ConsoleReport.Write(ConsoleReport.Console(output, plain: true), result);
        return output.ToString().ReplaceLineEndings("\n");
    }

    private static RecordedExchange Recorded() => RecordedExchange.From(
        new(
            1,
            new("POST", new("http://127.0.0.1:8080/oauth2/token"), [new("Content-Type", "application/x-www-form-urlencoded")], "client_id=nobody"u8.ToArray()),
            new(200, "1.1", [new("Content-Type", "application/json")], Encoding.UTF8.GetBytes("""{"ok":"[red]true"}""")),
            null,
            DateTimeOffset.UnixEpoch,
            TimeSpan.Zero),
        "A_scenario",
        RunNotes.CreateRedactor());
}
