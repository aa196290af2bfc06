using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Reports.History;
using PartnerApi.Conformance.SelfTests.Running;
using PartnerApi.Conformance.SelfTests.Safety;
using PartnerApi.Conformance.SelfTests.Verdicts;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Reports;

/// <summary>What runs found over time: which checks changed when, and since when a target conforms.</summary>
public sealed class TrendTests
{
    private const string Later = """
        {"formatVersion":"2.0","target":"t","contract":"v1","profile":"p","run":"r","started":"2026-10-01T00:00:00Z",
         "exitCode":0,"checks":{}}
        """;

    private static readonly DateTimeOffset First = new(2026, 10, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    [TearDown]
    public void Clean() => _folder.Dispose();

    [TestCase("0 0 0", 0)]
    [TestCase("0 1 0 0", 2)]
    [TestCase("1 3 0", 2)]
    [TestCase("0 4 0", 0)]
    [TestCase("0 130 5 0", 0)]
    [TestCase("0 1 p0", null)]
    [TestCase("p0", null)]
    [TestCase("0 p1", 0)]
    [TestCase("0 3", null)]
    [TestCase("0 1", null)]
    public void A_target_conforms_since_the_first_of_its_latest_conforming_runs(string exitCodes, int? since)
    {
        var trend = Trend.PerTarget(Runs(exitCodes)).Single();

        Assert.That(trend.ConformsSince, Is.EqualTo(since is { } run ? First.AddDays(run) : null));
    }

    [Test]
    public void Changes_name_the_check_and_what_it_means_for_the_run()
    {
        var trend = Trend.PerTarget(
        [
            Record(0, 0, ("a", "PASS"), ("b", "FAIL"), ("c", "PASS")) with { Failing = ["b"] },
            Record(1, 1, ("a", "FAIL"), ("b", "PASS"), ("d", "INFO")) with { Failing = ["a"] },
        ]).Single();

        Assert.That(trend.Runs[0].Changes, Is.Empty);
        Assert.That(trend.Runs[1].Changes.Select(TrendText.Change), Is.EqualTo((string[])
        [
            "a: PASS → FAIL (now fails the run)", "b: FAIL → PASS (no longer fails the run)", "c: PASS → gone", "d: new → INFO",
        ]));
    }

    [Test]
    public void What_a_partial_run_left_out_has_not_changed()
    {
        var trend = Trend.PerTarget(
        [
            Record(0, 0, ("a", "PASS"), ("b", "PASS")),
            Record(1, 0, ("a", "WARN")) with { Partial = true },
            Record(2, 4),
            Record(3, 0, ("a", "WARN"), ("b", "INFO")),
        ]).Single();

        Assert.That(
            trend.Runs.Select(run => string.Join("; ", run.Changes.Select(TrendText.Change))),
            Is.EqualTo((string[])["", "a: PASS → WARN", "", "b: PASS → INFO"]));
    }

    [Test]
    public void Targets_contracts_and_profiles_do_not_mix()
    {
        var trends = Trend.PerTarget(
        [
            Record(0, 0), Record(1, 1) with { Target = "other" }, Record(2, 1) with { Contract = "v2" },
            Record(3, 1) with { Profile = "guide" }, Record(4, 0),
        ]);

        Assert.That(trends, Has.Length.EqualTo(4));
        Assert.That(trends.Single(trend => trend.Runs.Length == 2).ConformsSince, Is.EqualTo(First));
    }

    // The folder may come from elsewhere, such as an artifact of another build.
    [Test]
    public void Nothing_in_it_is_invisible()
    {
        const string Hostile = "a\u202e\u009b\u2066::error::1 ##vso[task.x]b";
        var trends = Trend.PerTarget([Record(0, 0) with { Target = Hostile, Run = Hostile }]);

        OutputChecks.AssertVisible("words", TrendText.Words(trends));
        OutputChecks.AssertVisible("JSON", TrendText.Json(trends));
        Assert.That((string?)JsonNode.Parse(TrendText.Json(trends))![0]!["target"], Is.EqualTo(Hostile));
    }

    [Test]
    public void A_run_is_kept_and_read_again()
    {
        var result = Results.Run(Results.Check(Verdict.Pass), Results.Check(Verdict.Fail, id: "S2.grant_type"));
        var history = new RunHistory(Path.Combine(_folder.FullName, "new", "folder"));
        history.Prepare();

        history.Add(RunRecord.From(result));
        history.Add(RunRecord.From(result with { RunId = "other" }));

        var read = history.Read();
        Assert.That(read.Select(record => record.Run), Is.EquivalentTo((string[])[result.RunId, "other"]));
        Assert.That(read[0].Checks.Values, Is.EquivalentTo(result.Checks.Select(check => CheckText.Name(check.Verdict))));
        Assert.That(read[0].Failing, Is.EquivalentTo(result.Checks.Where(check => check.Gates).Select(check => check.Id)));
    }

    [TestCase("{", "is no record of a run")]
    [TestCase("[]", "is no record of a run")]
    [TestCase(Later, "is 2.0; expected 1.0")]
    public async Task A_file_that_is_no_record_is_named(string text, string says)
    {
        var file = Path.Combine(_folder.FullName, "20261001T000000Z-r.run.json");
        await File.WriteAllTextAsync(file, text);

        var traces = await SuiteCommandLine.RunAsync("trend", _folder.FullName);

        Assert.That(traces.ExitCode, Is.EqualTo(2));
        Assert.That(traces.Error, Does.StartWith(file).And.Contain(says));
    }

    [Test]
    public async Task Trend_shows_and_writes_the_history()
    {
        var history = new RunHistory(_folder.FullName);
        history.Add(Record(0, 1, ("S2.grant_type", "FAIL")) with { Failing = ["S2.grant_type"], Target = "<b>|staging" });
        history.Add(Record(1, 0, ("S2.grant_type", "PASS")) with { Target = "<b>|staging" });
        var json = Path.Combine(_folder.FullName, "out", "trend.json");
        var html = Path.Combine(_folder.FullName, "out", "trend.html");

        var traces = await SuiteCommandLine.RunAsync("trend", _folder.FullName, "--json", json, "--html", html);

        Assert.That(traces.ExitCode, Is.Zero, traces.Error);
        Assert.That(traces.Out, Does.Contain("conforms since 2026-10-02").And.Contain("S2.grant_type: FAIL → PASS"));
        var page = await File.ReadAllTextAsync(html);
        Assert.That(page, Does.Contain("&lt;b&gt;|staging").And.Contain("script-src &#x27;none&#x27;").And.Not.Contain("<b>"));
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(json));
        Assert.That(document.RootElement[0].GetProperty("runs").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_folder_without_runs_is_told()
    {
        var empty = await SuiteCommandLine.RunAsync("trend", _folder.FullName);
        var missing = await SuiteCommandLine.RunAsync("trend", Path.Combine(_folder.FullName, "nowhere"));
        new RunHistory(_folder.FullName).Add(Record(0, 0));
        var other = await SuiteCommandLine.RunAsync("trend", _folder.FullName, "--name", "nobody");

        Assert.That((empty.ExitCode, missing.ExitCode, other.ExitCode), Is.EqualTo((2, 2, 2)));
        Assert.That(empty.Error, Does.Contain("run --history"));
        Assert.That(missing.Error, Does.Contain("cannot be read"));
        Assert.That(other.Error, Does.Contain("it has runs of staging"));
    }

    [Test]
    public void The_badge_says_since_when()
    {
        var result = Results.Run(Results.Check(Verdict.Pass));

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conforms));
        Assert.That(BadgeReport.Json(result with { ConformsSince = First }), Does.Contain("conforms since 2026-10-01"));
        Assert.That(BadgeReport.Picture(result with { ConformsSince = First }), Does.Contain("conforms since 2026-10-01"));
        Assert.That(BadgeReport.Json(result), Does.Not.Contain("since"));
        var failed = Results.Run(Results.Check(Verdict.Fail)) with { ConformsSince = First };
        Assert.That(BadgeReport.Json(failed), Does.Not.Contain("since"), "it does not conform");
    }

    [Test]
    public async Task A_history_that_cannot_be_written_ends_the_run_before_it_starts()
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "");

        var traces = await SuiteCommandLine.RunAsync("run", "--history", Path.Combine(file, "below"));

        Assert.That(traces.ExitCode, Is.EqualTo(2));
        Assert.That(traces.Error, Does.StartWith("--history ").And.Contain("cannot be written"));
    }

    private static IEnumerable<RunRecord> Runs(string exitCodes) => exitCodes.Split(' ').Select((code, day) =>
        Record(day, int.Parse(code.TrimStart('p'), System.Globalization.CultureInfo.InvariantCulture)) with { Partial = code[0] == 'p' });

    private static RunRecord Record(int day, int exitCode, params (string Id, string Verdict)[] checks) => new()
    {
        FormatVersion = RunRecord.CurrentVersion,
        Target = "staging",
        Contract = "v1",
        Profile = "rfc6749",
        Run = $"run{day}",
        Started = First.AddDays(day),
        ExitCode = exitCode,
        Checks = checks.ToImmutableSortedDictionary(check => check.Id, check => check.Verdict, StringComparer.Ordinal),
    };
}
