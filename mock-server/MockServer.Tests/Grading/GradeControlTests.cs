using System.Xml.Linq;
using NUnit.Framework;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Tests.Cli;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Grading;

public sealed class GradeControlTests
{
    private const string Session = "/control/v1/sessions/default";

    private static PartnerApiMock _mock = null!;
    private static ControlClient _control = null!;

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        _mock = await PartnerApiMock.StartAsync();
        _control = new(_mock);
        _mock.Sessions.Create(new() { Id = "other" });
    }

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        _control.Dispose();
        await _mock.DisposeAsync();
    }

    [SetUp]
    public void Reset() => _mock.Reset();

    [Test]
    public void Nothing_is_passed_before_anything_was_seen()
    {
        Assert.That(_mock.Grade.Results.Select(mark => mark.Verdict), Is.All.EqualTo(RuleVerdict.NotObserved));
        Assert.That(_mock.Grade.Results.Select(mark => mark.Reason), Is.All.Contains("exercise '"));
        Assert.That(_mock.Grade.Results.Select(mark => mark.Rule), Is.EqualTo(Enumerable.Range(1, 17).Select(number => $"G{number}")));
    }

    [Test]
    public async Task An_unused_mock_is_never_a_pass(
        [Values("must", "should", "not-observed")] string failOn, [Values("text", "json", "markdown", "html", "junit")] string format)
    {
        var line = await CommandLine.RunAsync(
            ["grade", "--control", _mock.ControlAddress!.ToString(), "--fail-on", failOn, "--format", format]);

        Assert.That(line.ExitCode, Is.EqualTo(3), line.Output + line.Errors);
        Assert.That(line.Errors, Does.Contain("nothing was observed"));
        Assert.That(
            line.Output, Does.Not.Contain("\"passes\": true").And.Not.Contain("The client passes").And.Not.Contain("failures=\"0\""));
    }

    [Test]
    public void Each_rule_has_an_exercise_that_names_it()
    {
        foreach (var card in ClientGrader.Cards)
        {
            Assert.That(Exercise.Find(card.Exercise)?.Rules, Does.Contain(card.Id), card.Id);
        }
    }

    [Test]
    public async Task The_card_is_told_in_every_format_alike()
    {
        Break();
        var json = (await _control.CallAsync("GET", Session + "/grade")).Body!;
        var junit = XDocument.Parse(await TextAsync("junit")).Descendants("testcase").ToList();
        var markdown = await TextAsync("markdown");
        var html = await TextAsync("html");

        Assert.That((bool)json["passes"]!, Is.False);
        Assert.That(junit, Has.Count.EqualTo(17));
        Assert.That(
            junit.Where(test => test.Element("failure") is not null).Select(test => (string?)test.Attribute("name")),
            Is.EqualTo((string[])["G6 Requestor-ID of the acting person"]));
        Assert.That(junit.Count(test => test.Element("skipped") is not null), Is.EqualTo((int)json["notObserved"]!));
        Assert.That(markdown, Does.Contain("| G6 Requestor-ID of the acting person | fail | must |"));
        Assert.That(
            html, Does.Contain("G6 Requestor-ID of the acting person").And.Contain("<strong>fail</strong>").And.Not.Contain("<script"));
        Assert.That(await TextAsync("text"), Does.Contain("G6  fail"));
    }

    [TestCase("?format=pdf", "unknown format \"pdf\"")]
    [TestCase("?failOn=may", "unknown failOn \"may\"")]
    public async Task An_unknown_format_or_limit_is_refused(string query, string named) =>
        Assert.That((string?)(await _control.CallAsync("GET", Session + "/grade" + query)).Body!["detail"], Does.Contain(named));

    [Test]
    public async Task An_exercise_says_what_it_arranged_and_what_the_client_must_know()
    {
        var (status, body) = await _control.CallAsync("POST", Session + "/exercises/special-secret");

        Assert.That(status, Is.EqualTo(201));
        var token = _mock.Answer(Calls.Token(Calls.Credentials(
            (string)body!["told"]!["clientId"]!, (string)body["told"]!["clientSecret"]!)));
        Assert.That(token.Status, Is.EqualTo(200));
        Assert.That(_mock.Grade["G8"].Verdict, Is.EqualTo(RuleVerdict.Pass));
    }

    [Test]
    public async Task An_exercise_takes_its_seconds_and_no_nonsense()
    {
        Assert.That((await _control.CallAsync("POST", Session + "/exercises/short-life", """{"seconds": 30}""")).Status, Is.EqualTo(201));
        Assert.That(_mock.Session.Clients[0].Lifetime, Is.EqualTo(TimeSpan.FromSeconds(30)));
        Assert.That((await _control.CallAsync("POST", Session + "/exercises/short-life", """{"seconds": 0}""")).Status, Is.EqualTo(400));
        Assert.That((await _control.CallAsync("POST", Session + "/exercises/short-life", """{"second": 1}""")).Status, Is.EqualTo(400));
        Assert.That((await _control.CallAsync("POST", Session + "/exercises/no-such")).Status, Is.EqualTo(404));
        _mock.Reset();
        Assert.That(_mock.Session.Clients[0].Lifetime, Is.EqualTo(TimeSpan.FromHours(1)));
    }

    [TestCase("odd-token", "unusual-token-response")]
    [TestCase("early-death", "early-revocation")]
    public void A_former_name_of_an_exercise_is_accepted_with_a_notice(string former, string current)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Exercise.Find(former)?.Name, Is.EqualTo(current));
            Assert.That(Exercise.RenameNotice(former), Does.Contain($"'{former}' is now called '{current}'"));
            Assert.That(Exercise.RenameNotice(current), Is.Null);
        }
    }

    [Test]
    public async Task The_exercises_are_listed()
    {
        var (_, body) = await _control.CallAsync("GET", "/control/v1/exercises");

        Assert.That(
            body!.AsArray().Select(exercise => (string?)exercise!["name"]), Is.EqualTo(Exercise.All.Select(exercise => exercise.Name)));
    }

    [Test]
    public async Task Clearing_the_grade_starts_anew()
    {
        Break();
        await _control.CallAsync("DELETE", Session + "/grade");

        Assert.That(_mock.Grade["G6"].Verdict, Is.EqualTo(RuleVerdict.NotObserved));
    }

    [TestCase("", 1)]
    [TestCase("--fail-on not-observed --session other", 3)]
    [TestCase("--fail-on must --session other", 3)]
    [TestCase("--format junit", 1)]
    [TestCase("--session nobody", 2)]
    [TestCase("--fail-on may", 2)]
    [TestCase("--format pdf", 2)]
    public async Task The_verb_grade_is_a_gate_by_its_exit_code(string arguments, int exitCode)
    {
        Break();

        Assert.That(
            (await CommandLine.RunAsync([
                "grade", "--control", $"{_mock.ControlAddress}",.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]))
                .ExitCode,
            Is.EqualTo(exitCode));
    }

    [TestCase("http://127.0.0.1:9", 4)]
    [TestCase("nonsense", 2)]
    public async Task The_verb_grade_tells_an_unreachable_mock_from_a_mistake(string control, int exitCode)
    {
        var ended = await CommandLine.RunAsync("grade", "--control", control);

        Assert.That((ended.ExitCode, ended.Output), Is.EqualTo((exitCode, "")));
        Assert.That(ended.Errors, Does.Match(@"^partner-api-mock: [^\n]+\n$"));
    }

    private static void Break() =>
        _mock.Answer(Calls.Command(_mock, _mock.Answer(Calls.Token(_mock)).TokenOf()).Lacking("Requestor-ID"));

    private static Task<string> TextAsync(string format) =>
        _control.Http.GetStringAsync(new Uri($"{Session}/grade?format={format}", UriKind.Relative));
}
