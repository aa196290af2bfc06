using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Reports.Html;

// A check with everything that a reader needs to act on it.
internal sealed record HtmlCheck
{
    public required string Id { get; init; }

    public required string Verdict { get; init; }

    public required string Section { get; init; }

    public required string Level { get; init; }

    public required string Statement { get; init; }

    public required string Source { get; init; }

    public required string Scenario { get; init; }

    public required string Expected { get; init; }

    public required string Actual { get; init; }

    public required string? Because { get; init; }

    public required string? Reading { get; init; }

    public required ImmutableArray<string> Causes { get; init; }

    public required string? Fix { get; init; }

    public required HtmlExchange? Exchange { get; init; }

    public required ImmutableArray<int> Others { get; init; }

    public required bool Open { get; init; }

    public string Slug => HtmlCount.SlugOf(Verdict);

    public static HtmlCheck Of(
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
            Statement = check.Statement,
            Source = check.Source,
            Scenario = check.Scenario,
            Expected = check.Expected,
            Actual = check.Actual,
            Because = check.Because,
            Reading = requirement?.Reading,
            Causes = passed ? [] : requirement?.Causes ?? [],
            Fix = passed ? null : requirement?.Fix,
            Exchange = check.Judged is { } judged ? exchanges.GetValueOrDefault(judged) : null,
            Others = [.. check.Exchanges.Where(number => number != check.Judged && exchanges.ContainsKey(number))],
            Open = open,
        };
    }
}
