using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Reports;

// What the template sees. Everything is plain text: the template's encoder makes it HTML.
internal sealed record HtmlPage
{
    // More would bury the page; the rest opens by a key.
    private const int MaxOpen = 5;

    public required string Target { get; init; }

    public required string Words { get; init; }

    public required string State { get; init; }

    public required string? Problem { get; init; }

    public required string Address { get; init; }

    public required string Contract { get; init; }

    public required string Started { get; init; }

    public required string Seconds { get; init; }

    public required int MustExecuted { get; init; }

    public required int MinimumMustChecks { get; init; }

    public required bool Strict { get; init; }

    public required string Profile { get; init; }

    public required string Evidence { get; init; }

    public required int Seed { get; init; }

    public required string Run { get; init; }

    public required int ExitCode { get; init; }

    public required string Counts { get; init; }

    public required int CheckCount { get; init; }

    public required int ExchangeCount { get; init; }

    public required ImmutableArray<HtmlCount> Tiles { get; init; }

    public required ImmutableArray<HtmlCount> Used { get; init; }

    public required ImmutableArray<HtmlCount> Slices { get; init; }

    public required ImmutableArray<HtmlSection> Sections { get; init; }

    public required ImmutableArray<HtmlCheck> Checks { get; init; }

    public required ImmutableArray<HtmlExcuse> NotTested { get; init; }

    public required ImmutableArray<HtmlExchange> Exchanges { get; init; }

    public string Version { get; } =
        typeof(HtmlPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public static HtmlPage From(RunResult result)
    {
        var used = Summary.Verdicts.Where(
            verdict => verdict is Verdict.Pass or Verdict.Fail || result.Total.Of(verdict) > 0).ToImmutableArray();
        var exchanges = result.Exchanges.ToDictionary(exchange => exchange.Number, HtmlExchange.From);
        var requirements = result.Requirements.ToDictionary(requirement => requirement.Id);
        return new()
        {
            Target = result.Target,
            Words = Summary.Words(result),
            State = StateOf(result.ExitCode),
            Problem = Summary.RunProblem(result),
            Address = result.Address.AbsoluteUri,
            Contract = result.Contract,
            Started = result.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture),
            Seconds = result.Duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),
            MustExecuted = result.MustExecuted,
            MinimumMustChecks = result.MinimumMustChecks,
            Strict = result.Strict,
            Profile = result.Profile,
            Evidence = Summary.EvidenceCounts(result),
            Seed = result.Seed,
            Run = result.RunId,
            ExitCode = (int)result.ExitCode,
            Counts = Summary.Counts(result),
            CheckCount = result.Checks.Length,
            ExchangeCount = result.Exchanges.Length,
            Tiles = HtmlCount.List(result.Total, Summary.Verdicts),
            Used = HtmlCount.List(result.Total, used),
            Slices = HtmlCount.Present(result.Total),
            Sections = [.. result.Sections.Select(section => HtmlSection.From(section, used, result))],
            Checks = [.. Summary.FailuresFirst(result).Select((check, index) => HtmlCheck.From(check, exchanges, requirements, check.Gates
                && index < MaxOpen))],
            NotTested = [.. result.NotTested.Select(row => new HtmlExcuse(
                row.Id, Summary.Name(row.Level), row.Source, row.Statement, row.NotTested ?? ""))],
            Exchanges = [.. result.Exchanges.Select(exchange => exchanges[exchange.Number])],
        };
    }

    private static string StateOf(ExitCode code) => code switch
    {
        Verdicts.ExitCode.Conforms => "good",
        Verdicts.ExitCode.DoesNotConform or Verdicts.ExitCode.HarnessFailed => "bad",
        _ => "unknown",
    };
}

// A requirement that nothing tests.
internal sealed record HtmlExcuse(string Id, string Level, string Source, string Statement, string Reason);

// A check with everything that a reader needs to act on it.
internal sealed record HtmlCheck
{
    public required string Id { get; init; }

    public required string Verdict { get; init; }

    public required string Section { get; init; }

    public required string Level { get; init; }

    public required string Basis { get; init; }

    public required string Evidence { get; init; }

    public required string Statement { get; init; }

    public required string Source { get; init; }

    public required string Scenario { get; init; }

    public required string Expected { get; init; }

    public required string Actual { get; init; }

    public required string? Because { get; init; }

    public required string? Interpretation { get; init; }

    public required ImmutableArray<string> Causes { get; init; }

    public required string? Fix { get; init; }

    public required HtmlExchange? Exchange { get; init; }

    public required ImmutableArray<int> Others { get; init; }

    public required bool Open { get; init; }

    public string Slug => HtmlCount.SlugOf(Verdict);

    public static HtmlCheck From(
        CheckResult check, Dictionary<int, HtmlExchange> exchanges, Dictionary<string, Requirement> requirements, bool open)
    {
        var requirement = requirements.GetValueOrDefault(check.Requirement);
        var passed = check.Verdict == Verdicts.Verdict.Pass;
        return new()
        {
            Id = check.Id,
            Verdict = CheckText.Name(check.Verdict),
            Section = check.Section,
            Level = Summary.Name(check.Level),
            Basis = Summary.Name(check.Basis),
            Evidence = Summary.Name(check.Evidence),
            Statement = check.Statement,
            Source = check.Source,
            Scenario = check.Scenario,
            Expected = check.Expected,
            Actual = check.Actual,
            Because = check.Because,
            Interpretation = requirement?.Interpretation,
            Causes = passed ? [] : requirement?.Causes ?? [],
            Fix = passed ? null : requirement?.Fix,
            Exchange = check.Judged is { } judged ? exchanges.GetValueOrDefault(judged) : null,
            Others = [.. check.Exchanges.Where(number => number != check.Judged && exchanges.ContainsKey(number))],
            Open = open,
        };
    }
}

// A verdict, counted; From is the number of checks before it, which is where its part of a bar begins.
internal sealed record HtmlCount(string Name, int Count, int From)
{
    public string Slug => SlugOf(Name);

    public static string SlugOf(string name) => name.ToLowerInvariant();

    public static ImmutableArray<HtmlCount> List(SectionCount section, ImmutableArray<Verdict> verdicts)
    {
        var from = 0;
        var counts = ImmutableArray.CreateBuilder<HtmlCount>();
        foreach (var verdict in verdicts)
        {
            counts.Add(new(CheckText.Name(verdict), section.Of(verdict), from));
            from += section.Of(verdict);
        }

        return counts.DrainToImmutable();
    }

    public static ImmutableArray<HtmlCount> Present(SectionCount section) =>
        [.. List(section, Summary.Verdicts).Where(count => count.Count > 0)];
}

// A section with its counts, as a row and as a bar.
internal sealed record HtmlSection(string Name, string Source, int Total, ImmutableArray<HtmlCount> Cells, ImmutableArray<HtmlCount> Slices)
{
    public static HtmlSection From(SectionCount section, ImmutableArray<Verdict> used, RunResult result) => new(
        section.Section,
        SourceOf(result.Checks.Where(check => check.Section == section.Section)),
        section.Counts.Values.Sum(),
        HtmlCount.List(section, used),
        HtmlCount.Present(section));

    // The source that most of its checks name: the guide by its sections, a standard as a whole.
    private static string SourceOf(IEnumerable<CheckResult> checks) => checks
        .CountBy(check => check.Source.Split(check.Source.StartsWith("guide", StringComparison.Ordinal) ? ';' : ',')[0])
        .MaxBy(source => source.Value)
        .Key;
}

// An exchange, cut to what a person reads; results.json has more of it.
internal sealed record HtmlExchange(
    int Number,
    string Scenario,
    string RequestLine,
    ImmutableArray<string> RequestHeaders,
    string RequestBody,
    int? Status,
    ImmutableArray<string> ReplyHeaders,
    string ReplyBody,
    string? Failure,
    string Milliseconds,
    string Curl)
{
    private const int MaxText = 4_000;

    public static HtmlExchange From(RecordedExchange exchange) => new(
        exchange.Number,
        exchange.Scenario,
        exchange.RequestLine,
        exchange.RequestHeaders,
        Shortened(exchange.RequestBody),
        exchange.Status,
        exchange.ReplyHeaders,
        Shortened(exchange.ReplyBody),
        exchange.Failure,
        exchange.Duration.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture),
        exchange.Curl);

    private static string Shortened(string text) => text.Length <= MaxText
        ? text
        : text[..MaxText] + string.Create(CultureInfo.InvariantCulture, $"… ({text.Length} characters; results.json has more)");
}
