using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Reports.Html;

// What the template sees. Everything is plain text: the template's encoder makes it HTML.
internal sealed record HtmlPage
{
    // More would bury the page; the rest opens by a key.
    private const int MostOpen = 5;

    public required string Target { get; init; }

    public required string Words { get; init; }

    public required string State { get; init; }

    public required string? Problem { get; init; }

    public required string Address { get; init; }

    public required string Contract { get; init; }

    public required string Started { get; init; }

    public required string Seconds { get; init; }

    public required int MustExecuted { get; init; }

    public required int Floor { get; init; }

    public required bool Strict { get; init; }

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

    public static HtmlPage Of(RunResult result)
    {
        var used = Summary.Verdicts.Where(verdict => verdict is Verdict.Pass or Verdict.Fail || result.Total.Of(verdict) > 0).ToImmutableArray();
        var exchanges = result.Exchanges.ToDictionary(exchange => exchange.Number, HtmlExchange.Of);
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
            Floor = result.Floor,
            Strict = result.Strict,
            Seed = result.Seed,
            Run = result.RunId,
            ExitCode = (int)result.ExitCode,
            Counts = Summary.Counts(result),
            CheckCount = result.Checks.Length,
            ExchangeCount = result.Exchanges.Length,
            Tiles = HtmlCount.Of(result.Total, Summary.Verdicts),
            Used = HtmlCount.Of(result.Total, used),
            Slices = HtmlCount.Present(result.Total),
            Sections = [.. result.Sections.Select(section => HtmlSection.Of(section, used, result))],
            Checks = [.. Summary.FailuresFirst(result).Select((check, index) => HtmlCheck.Of(check, exchanges, requirements, check.Gates && index < MostOpen))],
            NotTested = [.. result.NotTested.Select(row => new HtmlExcuse(row.Id, Summary.Name(row.Level), row.Source, row.Statement, row.NotTested ?? ""))],
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
