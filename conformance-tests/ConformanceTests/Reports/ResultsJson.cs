using System.Collections.Immutable;
using System.Text.Json;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Loading;

namespace PartnerApi.Conformance.Reports;

/// <summary>Writes and reads <c>results.json</c>.</summary>
public static class ResultsJson
{
    private static readonly JsonSerializerOptions Form = new(ReportJson.Form)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes the run.</summary>
    /// <param name="result">The run.</param>
    /// <returns>The text of the file.</returns>
    public static string Write(RunResult result) => ReportJson.Write(Document(result), Form);

    /// <summary>Reads a file that an earlier run wrote.</summary>
    /// <param name="path">The file.</param>
    /// <returns>What it holds.</returns>
    /// <exception cref="FixtureException">It cannot be read, is not a results.json, or has another format version.</exception>
    public static ResultsDocument Read(string path)
    {
        try
        {
            return Checked(path, JsonSerializer.Deserialize<ResultsDocument>(File.ReadAllText(path), Form));
        }
        catch (JsonException error)
        {
            throw new FixtureException(path, "", $"is not a results.json: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FixtureException(path, "", $"cannot be read: {error.Message}", error);
        }
    }

    private static ResultsDocument Checked(string path, ResultsDocument? document) =>
        document?.FormatVersion.Split('.')[0] == ResultsDocument.CurrentVersion.Split('.')[0]
            ? document
            : throw new FixtureException(
                path,
                "/formatVersion",
                $"is {document?.FormatVersion ?? "missing"}; expected {ResultsDocument.CurrentVersion}");

    private static ResultsDocument Document(RunResult result) => new()
    {
        Schema = "results.schema.json",
        FormatVersion = ResultsDocument.CurrentVersion,
        Target = new(result.Target, result.Address.AbsoluteUri, result.Contract),
        Run = new(result.RunId, result.Started, result.Duration.TotalSeconds, result.Strict, result.Seed, result.Profile),
        Outcome = new(
            (int)result.ExitCode,
            result.ExitCode.ToString(),
            Summary.Answer(result),
            result.MustExecuted,
            result.Cancelled,
            result.Unreachable,
            result.MinimumMustChecks,
            result.MinimumMustChecks),
        Counts = Counts(result.Total),
        Sections = [.. result.Sections.Select(section => new ResultsSection(section.Section, Counts(section)))],
        Checks = [.. result.Checks.Select(Check)],
        NotTested =
        [
            .. result.NotTested.Select(row =>
                new ResultsExcuse(row.Id, Summary.Name(row.Level), row.Source, row.Statement, row.NotTested ?? "")),
        ],
        Exchanges = result.Exchanges,
    };

    private static ImmutableSortedDictionary<string, int> Counts(SectionCount section) =>
        Summary.Verdicts.ToImmutableSortedDictionary(CheckText.Name, section.Of, StringComparer.Ordinal);

    private static ResultsCheck Check(CheckResult check) => new()
    {
        Id = check.Id,
        Requirement = check.Requirement,
        Section = check.Section,
        Level = Summary.Name(check.Level),
        Basis = Summary.Name(check.Basis),
        Evidence = Summary.Name(check.Evidence),
        Verdict = CheckText.Name(check.Verdict),
        Gates = check.Gates,
        Executed = VerdictPolicy.Executed(check.Verdict),
        Statement = check.Statement,
        Source = check.Source,
        Scenario = check.Scenario,
        Expected = check.Expected,
        Actual = check.Actual,
        Because = check.Because,
        Judged = check.Judged,
        Exchanges = check.Exchanges,
    };
}
