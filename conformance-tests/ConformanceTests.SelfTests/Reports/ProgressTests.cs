using NUnit.Framework;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.SelfTests.Verdicts;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.SelfTests.Reports;

public sealed class ProgressTests
{
    [Test]
    public async Task Away_from_a_terminal_there_is_a_line_every_hundred_checks() =>
        Assert.That(await PrintedAsync(quiet: false), Is.EqualTo("""
            100 checks: 1 failed, 1 could not be tested; last S1.client_id
            200 checks: 1 failed, 1 could not be tested; last S1.client_id

            """.ReplaceLineEndings("\n")));

    [Test]
    public async Task A_quiet_run_shows_none() => Assert.That(await PrintedAsync(quiet: true), Is.Empty);

    [Test]
    public void A_quiet_report_is_what_fails_and_the_answer()
    {
        using var output = new StringWriter();
        var result = Results.Run(Results.Check(Verdict.Fail), Results.Check(Verdict.Warn));

        ConsoleReport.Write(ConsoleReport.Console(output, plain: true), result, quiet: true);

        Assert.That(output.ToString(), Does.StartWith("FAIL S1.client_id").And.Not.Contain("WARN").And.Not.Contain("pass"));
    }

    private static async Task<string> PrintedAsync(bool quiet)
    {
        await using var output = new StringWriter();
        await ProgressDisplay.ShowAsync(ConsoleReport.Console(output, plain: true), quiet, progress =>
        {
            progress.Report(Results.Check(Verdict.Fail));
            progress.Report(Results.Check(Verdict.Untestable));
            for (var i = 0; i < 248; i++)
            {
                progress.Report(Results.Check(Verdict.Pass));
            }

            return Task.FromResult(Results.Run());
        });
        return output.ToString().ReplaceLineEndings("\n");
    }
}
