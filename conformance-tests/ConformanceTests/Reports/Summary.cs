using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Reports;

/// <summary>What all reports share: the order of verdicts and checks, the counts, and the result in words.</summary>
public static class Summary
{
    /// <summary>Every verdict, in the order in which reports count them.</summary>
    public static ImmutableArray<Verdict> Verdicts { get; } =
    [
        Verdict.Pass, Verdict.Fail, Verdict.Warn, Verdict.Info, Verdict.NotApplicable, Verdict.Untestable,
        Verdict.Blocked, Verdict.Waived, Verdict.Pending, Verdict.HarnessError,
    ];

    // Checks that need attention come first.
    private static readonly ImmutableArray<Verdict> Urgency =
    [
        Verdict.HarnessError, Verdict.Fail, Verdict.Blocked, Verdict.Untestable, Verdict.Warn, Verdict.Waived,
        Verdict.Pending, Verdict.NotApplicable, Verdict.Info, Verdict.Pass,
    ];

    /// <summary>The checks, failures first; those of one verdict keep their order.</summary>
    /// <param name="result">The run.</param>
    /// <returns>Every check once.</returns>
    public static IEnumerable<CheckResult> FailuresFirst(RunResult result) =>
        result.Checks.OrderBy(check => !check.Gates).ThenBy(check => Urgency.IndexOf(check.Verdict));

    /// <summary>A level as reports spell it.</summary>
    /// <param name="level">The level.</param>
    /// <returns><c>must</c>, <c>should</c> or <c>may</c>.</returns>
    public static string Name(Level level) => level.ToString().ToLowerInvariant();

    /// <summary>A basis as reports spell it.</summary>
    /// <param name="basis">The basis.</param>
    /// <returns><c>documented</c>, <c>standard</c>, <c>inferred</c> or <c>configured</c>.</returns>
    public static string Name(Basis basis) => basis.ToString().ToLowerInvariant();

    /// <summary>An evidence as reports spell it.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <returns><c>strong</c>, <c>text</c> or <c>none</c>.</returns>
    public static string Name(Evidence evidence) => evidence.ToString().ToLowerInvariant();

    /// <summary>How many checks ran with which evidence, and how many cannot fail the run because they are inferred.</summary>
    /// <param name="result">The run.</param>
    /// <returns>The words.</returns>
    public static string EvidenceCounts(RunResult result) =>
        $"Evidence: {result.CountOf(Evidence.Strong)} strong, {result.CountOf(Evidence.Text)} text, {result.CountOf(Evidence.None)} none. "
        + $"Inferred, so they cannot fail the run: {Count(result.Checks.Count(check => check.Basis == Basis.Inferred), "check")}."
        + (result.Profile == RequirementCatalogue.Guide ? " Profile guide: only the guide's own sentences were judged." : "");

    /// <summary>The counts that are not zero, for example <c>237 pass, 1 fail</c>.</summary>
    /// <param name="result">The run.</param>
    /// <returns>The words; <c>no checks</c> when there are none.</returns>
    public static string Counts(RunResult result) => result.Checks.IsEmpty
        ? "no checks"
        : string.Join(", ", Verdicts.Where(verdict => result.Total.Of(verdict) > 0)
            .Select(verdict => $"{result.Total.Of(verdict)} {CheckText.Name(verdict).ToLowerInvariant()}"));

    /// <summary>The result in a few words.</summary>
    /// <param name="result">The run.</param>
    /// <returns>What follows the target's name.</returns>
    public static string Words(RunResult result) => result.ExitCode switch
    {
        ExitCode.Conforms when result.IsPartial => "passed the selected checks, which is not a full run",
        ExitCode.Conforms => "conforms",
        ExitCode.DoesNotConform => "does not conform",
        ExitCode.TooLittleTested => "was not tested enough",
        ExitCode.Unreachable when result.Unreachable is not null => "could not be tested",
        ExitCode.Unreachable => "blocked the suite",
        ExitCode.HarnessFailed => "could not be judged: the suite itself failed",
        ExitCode.Cancelled => "was not fully tested: the run was cancelled",
        _ => "could not be judged: a waiver matches no check",
    };

    /// <summary>The result in one line, with the counts that decide and the exit code.</summary>
    /// <param name="result">The run.</param>
    /// <returns>The line.</returns>
    public static string Answer(RunResult result) =>
        $"{result.Target} at {result.Address} {Words(result)}{Counted(result)} "
        + $"({result.Checks.Length} checks, {result.Exchanges.Length} requests, {result.Duration.TotalSeconds:0.0} s, "
        + $"contract {result.Contract}, profile {result.Profile}, run {result.RunId}, seed {result.Seed}). Exit code "
            + $"{(int)result.ExitCode}.";

    /// <summary>What would make the must-checks testable that could not be tested, with the checks that need it.</summary>
    /// <param name="result">The run.</param>
    /// <returns>One group per cause.</returns>
    public static IEnumerable<IGrouping<string, CheckResult>> Remedies(RunResult result) => result.Checks
        .Where(NeedsRemedy)
        .GroupBy(check => check.Because!);

    /// <summary>The checks that fail the run, one group per cause, failures first. What <see cref="Remedies"/> names is left out.</summary>
    /// <param name="result">The run.</param>
    /// <returns>Groups of one check, or of several with the same verdict and reason.</returns>
    public static IEnumerable<ImmutableArray<CheckResult>> Failures(RunResult result) => FailuresFirst(result)
        .Where(check => check.Gates && !NeedsRemedy(check))
        .GroupBy(check => check.Verdict is Verdict.Blocked or Verdict.Untestable
            ? $"{check.Verdict} {check.Actual} {check.Because}"
            : check.Id)
        .Select(group => group.ToImmutableArray());

    /// <summary>Why the run fails although no check says so; null when a check does, or when the run passes.</summary>
    /// <param name="result">The run.</param>
    /// <returns>The reason.</returns>
    public static string? RunProblem(RunResult result) => result switch
    {
        { Unreachable: { } unreachable } => unreachable,
        { Cancelled: true } => "The run was cancelled before its end.",
        { ExitCode: not ExitCode.Conforms } when !result.Checks.Any(check => check.Gates) => Answer(result),
        _ => null,
    };

    /// <summary>A number with its noun.</summary>
    /// <param name="number">The number.</param>
    /// <param name="noun">The noun, singular.</param>
    /// <returns>For example <c>1 check</c> or <c>6 checks</c>.</returns>
    internal static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";

    // No request was judged, so the reason says what is missing.
    private static bool NeedsRemedy(CheckResult check) =>
        check is { Verdict: Verdict.Untestable, Gates: true, Judged: null, Because: not null };

    private static string Counted(RunResult result) => result.ExitCode switch
    {
        ExitCode.DoesNotConform => Listed(
            (result.Total.Of(Verdict.Fail), "check", "failed"),
            (result.StaleWaivers.Length, "waiver", result.StaleWaivers.Length == 1 ? "is stale" : "are stale")),
        ExitCode.TooLittleTested => TooLittle(result),
        ExitCode.Unreachable when result.Unreachable is null => Listed((result.Total.Of(Verdict.Blocked), "check", "did not run")),
        _ => "",
    };

    private static string TooLittle(RunResult result)
    {
        var minimum = Math.Max(result.MinimumMustChecks, 1);
        var ran = Count(result.MustExecuted, "must-check") + " ran"
            + (result.MustExecuted < minimum ? $", fewer than the minimum of {minimum}" : "");
        var untestable = result.Checks.Count(check => check is { Verdict: Verdict.Untestable, Gates: true });
        return $": {ran}{(untestable == 0 ? "" : $"; {untestable} could not be tested")}";
    }

    private static string Listed(params ReadOnlySpan<(int Number, string Noun, string Verb)> parts)
    {
        var named = new List<string>();
        foreach (var (number, noun, verb) in parts)
        {
            if (number > 0)
            {
                named.Add($"{Count(number, noun)} {verb}");
            }
        }

        return named.Count == 0 ? "" : ": " + string.Join(", ", named);
    }
}
