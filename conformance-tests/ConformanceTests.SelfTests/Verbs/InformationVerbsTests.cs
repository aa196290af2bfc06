using System.Text.Json;
using NUnit.Framework;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.SelfTests.Running;
using PartnerApi.Conformance.SelfTests.Verdicts;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Verbs;

public sealed class InformationVerbsTests
{
    private readonly TemporaryFolder _folder = new();

    private string Before => Path.Combine(_folder.FullName, "before.json");

    private string After => Path.Combine(_folder.FullName, "after.json");

    [TearDown]
    public void Clean() => _folder.Dispose();

    [TestCase(Verdict.Pass, Verdict.Pass, 0, "Nothing changed.")]
    [TestCase(Verdict.Pass, Verdict.Fail, 1, "Newly failing (1):")]
    [TestCase(Verdict.Fail, Verdict.Pass, 0, "Fixed (1):")]
    public async Task Diff_answers_by_its_exit_code(Verdict before, Verdict after, int code, string says)
    {
        Write(Before, before);
        Write(After, after);

        var traces = await SuiteCommandLine.RunAsync("diff", Before, After);

        Assert.That(traces.ExitCode, Is.EqualTo(code), traces.Error);
        Assert.That(traces.Out, Does.Contain(says));
    }

    [Test]
    public async Task Diff_refuses_a_file_that_is_not_a_result()
    {
        Write(Before, Verdict.Pass);
        await File.WriteAllTextAsync(After, "<html>");

        var traces = await SuiteCommandLine.RunAsync("diff", Before, After, "--json");

        Assert.That(traces.ExitCode, Is.EqualTo(2));
        Assert.That(traces.Error, Does.StartWith($"{After}: is not a results.json"));
        Assert.That(traces.Out, Is.Empty);
    }

    [Test]
    public async Task Diff_takes_the_folders_of_two_reports()
    {
        var (before, after) = (Directory.CreateTempSubdirectory("before-"), Directory.CreateTempSubdirectory("after-"));
        Write(Path.Combine(before.FullName, "results.json"), Verdict.Pass);
        Write(Path.Combine(after.FullName, "results.json"), Verdict.Fail);

        var traces = await SuiteCommandLine.RunAsync("diff", before.FullName, after.FullName);
        before.Delete(recursive: true);
        after.Delete(recursive: true);

        Assert.That(traces.ExitCode, Is.EqualTo(1), traces.Error);
    }

    [TestCase("S4.queries@listUser", "waive: check: v1 and v2 have no operation \"listUser\" (did you mean")]
    [TestCase("S4.nonsense@listUsers", "there is no requirement \"S4.nonsense\"")]
    public async Task A_check_that_does_not_exist_is_not_waived(string check, string says)
    {
        var traces = await SuiteCommandLine.RunAsync(
            "waive", check, "--target", "t", "--reason", "r", "--owner", "o", "--ticket", "T-1");

        Assert.That((traces.ExitCode, traces.Out), Is.EqualTo((2, "")));
        Assert.That(traces.Error, Does.Contain(says));
    }

    [TestCase("S4.queries@listUsers")]
    [TestCase("S4.requestor_id.required/no_effect")]
    public async Task A_check_that_exists_is_waived(string check)
    {
        var traces = await SuiteCommandLine.RunAsync(
            "waive", check, "--target", "t", "--reason", "r", "--owner", "o", "--ticket", "T-1");

        Assert.That(traces.ExitCode, Is.Zero, traces.Error);
        Assert.That(traces.Out, Does.Contain(check));
    }

    [Test]
    public async Task List_traces_each_requirement_to_its_scenarios_and_back()
    {
        var traces = await SuiteCommandLine.RunAsync("list", "--json");

        using var list = JsonDocument.Parse(traces.Out);
        var rows = list.RootElement.GetProperty("requirements").EnumerateArray().ToList();
        Assert.That(
            rows.Select(row => row.GetProperty("id").GetString()),
            Is.EqualTo(RequirementsFile.Embedded().All.Select(row => row.Id)));
        var there = rows.SelectMany(
            row =>
                row.GetProperty("scenarios").EnumerateArray().Select(
                    scenario => (row.GetProperty("id").GetString(), scenario.GetString())));
        var back = list.RootElement.GetProperty("scenarios").EnumerateArray()
            .SelectMany(
                scenario =>
                    scenario.GetProperty("requirements").EnumerateArray().Select(
                        row => (row.GetString(), scenario.GetProperty("name").GetString())));
        Assert.That(there, Is.EquivalentTo(back).And.Not.Empty);
    }

    [TestCase("S2.grant_type.unknown")]
    [TestCase("S2.grant_type.unknown/some_aspect@someOperation")]
    public async Task Explain_tells_what_a_check_is_about(string id)
    {
        var traces = await SuiteCommandLine.RunAsync("explain", id);

        var row = RequirementsFile.Embedded()["S2.grant_type.unknown"];
        Assert.That(traces.ExitCode, Is.Zero);
        foreach (var part in (string?[])[
            row.Statement, row.Interpretation, row.Source, row.Causes[0], row.Fix, "Section2_RequestAnAccessToken.",
            "run --only S2.grant_type.unknown"])
        {
            Assert.That(traces.Out, Does.Contain(part!));
        }
    }

    [Test]
    public async Task Explain_guesses_what_was_meant()
    {
        var traces = await SuiteCommandLine.RunAsync("explain", "S2.grant_typ.unknown");

        Assert.That(traces.ExitCode, Is.EqualTo(2));
        Assert.That(traces.Error, Does.Contain("(did you mean \"S2.grant_type.unknown\""));
    }

    [Test]
    public async Task A_report_that_cannot_be_written_is_told_before_anything_is_judged()
    {
        var traces = await SuiteCommandLine.RunAsync("run", "--json", "/proc/no/results.json");

        Assert.That(traces.ExitCode, Is.EqualTo(2));
        Assert.That(traces.Error, Does.StartWith("/proc/no/results.json: cannot be written"));
    }

    private static void Write(string file, Verdict verdict) =>
        File.WriteAllText(file, ResultsJson.Write(Results.Run(Results.Check(verdict))));
}
