using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Reports;

/// <summary>
/// The run as JUnit XML: a suite per section, a case per check. PASS, WARN and INFO count as passed; every other verdict has a
/// failure, error or skipped element with its reason. A problem of the run as a whole is a separate case.
/// </summary>
public static class JUnitReport
{
    /// <summary>Writes the run.</summary>
    /// <param name="result">The run.</param>
    /// <returns>The text of the file.</returns>
    public static string Write(RunResult result)
    {
        var suites = result.Checks.GroupBy(check => check.Section)
            .Select(section => Suite(section.Key, [.. section.Select(check => Case(check, result.Exchanges))], result))
            .ToList();
        if (Summary.RunProblem(result) is { } problem)
        {
            suites.Add(Suite("run", [RunCase(result, problem)], result));
        }

        var name = new XAttribute("name", Legal($"{result.Target} against contract {result.Contract}"));
        var root = new XElement("testsuites", name, Totals(suites), Time(result), Properties(result), suites);
        return new XDeclaration("1.0", "utf-8", null) + "\n" + new XDocument(root) + "\n";
    }

    private static XElement Suite(string name, ImmutableArray<XElement> cases, RunResult result) => new(
        "testsuite",
        new XAttribute("name", Legal(name)),
        new XAttribute("tests", cases.Length),
        Count("failures", cases, "failure"),
        Count("errors", cases, "error"),
        Count("skipped", cases, "skipped"),
        new XAttribute("timestamp", result.Started.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)),
        cases);

    private static XAttribute Count(string name, ImmutableArray<XElement> cases, string child) =>
        new(name, cases.Count(one => one.Element(child) is not null));

    private static IEnumerable<XAttribute> Totals(List<XElement> suites) =>
        ((string[])["tests", "failures", "errors", "skipped"]).Select(
            name => new XAttribute(name, suites.Sum(suite => (int)suite.Attribute(name)!)));

    private static XAttribute Time(RunResult result) =>
        new("time", result.Duration.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));

    private static XElement Properties(RunResult result) => new(
        "properties",
        Property("exitCode", ((int)result.ExitCode).ToString(CultureInfo.InvariantCulture)),
        Property("answer", Summary.Answer(result)),
        Property("profile", result.Profile),
        Summary.Verdicts.Select(
            verdict => Property(CheckText.Name(verdict), result.Total.Of(verdict).ToString(CultureInfo.InvariantCulture))));

    private static XElement Property(string name, string value) =>
        new("property", new XAttribute("name", name), new XAttribute("value", Legal(value)));

    private static XElement Case(CheckResult check, ImmutableArray<RecordedExchange> exchanges) => new(
        "testcase",
        new XAttribute("classname", Legal(check.Section)),
        new XAttribute("name", Legal(check.Id)),
        // The run measures requests, not checks.
        new XAttribute("time", Seconds(check, exchanges)),
        new XElement(
            "properties",
            Property("verdict", CheckText.Name(check.Verdict)),
            Property("level", Summary.Name(check.Level)),
            Property("basis", Summary.Name(check.Basis)),
            Property("evidence", Summary.Name(check.Evidence))),
        Outcome(check, exchanges));

    private static string Seconds(CheckResult check, ImmutableArray<RecordedExchange> exchanges) => exchanges
        .FirstOrDefault(
            one => one.Number == (check.Judged ?? -1))?.Duration.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture) ?? "0";

    private static XElement? Outcome(CheckResult check, ImmutableArray<RecordedExchange> exchanges) => check.Verdict switch
    {
        Verdict.Pass => null,
        Verdict.Warn or Verdict.Info => new("system-out", Legal(CheckText.Describe(check, exchanges))),
        Verdict.Blocked or Verdict.HarnessError => Child("error", check, exchanges),
        Verdict.Fail => Child("failure", check, exchanges),
        Verdict.Untestable when check.Gates => Child("failure", check, exchanges),
        _ => new("skipped", new XAttribute("message", Legal(CheckText.Line(check)))),
    };

    private static XElement Child(string name, CheckResult check, ImmutableArray<RecordedExchange> exchanges) => new(
        name,
        new XAttribute("type", CheckText.Name(check.Verdict)),
        new XAttribute("message", Legal(CheckText.Line(check))),
        Legal(CheckText.Describe(check, exchanges)));

    private static XElement RunCase(RunResult result, string problem) => new(
        "testcase",
        new XAttribute("classname", "run"),
        new XAttribute("name", Legal(result.ExitCode.ToString())),
        new XElement(
            result.ExitCode == ExitCode.TooLittleTested ? "failure" : "error",
            new XAttribute("type", result.ExitCode.ToString()),
            new XAttribute("message", Legal(problem))));

    private static string Legal(string text) => XmlCharacters.Legal(VisibleText.Escape(text));
}
