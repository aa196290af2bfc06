using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Reports;

/// <summary>What every report says alike: the order of the verdicts, the order of the checks, the answer.</summary>
public static class Summary
{
    /// <summary>Every verdict, in the order in which reports count them.</summary>
    public static ImmutableArray<Verdict> Verdicts { get; } =
    [
        Verdict.Pass, Verdict.Fail, Verdict.Warn, Verdict.Info, Verdict.NotApplicable, Verdict.Untestable,
        Verdict.Blocked, Verdict.Waived, Verdict.Pending, Verdict.HarnessError,
    ];

    // What needs a person comes first.
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

    /// <summary>The counts that are not zero, for example <c>237 pass, 1 fail</c>.</summary>
    /// <param name="result">The run.</param>
    /// <returns>The words; <c>no checks</c> when there are none.</returns>
    public static string Counts(RunResult result) => result.Checks.IsEmpty
        ? "no checks"
        : string.Join(", ", Verdicts.Where(verdict => result.Total.Of(verdict) > 0)
            .Select(verdict => $"{result.Total.Of(verdict)} {CheckText.Name(verdict).ToLowerInvariant()}"));

    /// <summary>The answer in a few words.</summary>
    /// <param name="result">The run.</param>
    /// <returns>What follows the target's name.</returns>
    public static string Words(RunResult result) => result.ExitCode switch
    {
        ExitCode.Conforms => "conforms",
        ExitCode.DoesNotConform => "does not conform",
        ExitCode.TooLittleTested => "was tested too little to say",
        ExitCode.Unreachable when result.Unreachable is not null => "could not be reached",
        ExitCode.Unreachable => "kept the suite out",
        ExitCode.HarnessFailed => "cannot be judged: the suite itself failed",
        ExitCode.Cancelled => "was not judged to the end: the run was cancelled",
        _ => "cannot be judged",
    };

    /// <summary>The answer in one line.</summary>
    /// <param name="result">The run.</param>
    /// <returns>The line.</returns>
    public static string Answer(RunResult result)
    {
        var shortfall = result.ExitCode == ExitCode.TooLittleTested
            ? $": {result.MustExecuted} duties executed, wanted are {Math.Max(result.Floor, 1)}, and none untestable"
            : "";
        return $"{result.Target} at {result.Address} {Words(result)}{shortfall} ({result.Checks.Length} checks, {result.Exchanges.Length} exchanges, {result.Duration.TotalSeconds:0.0} s, contract {result.Contract}, run {result.RunId})";
    }

    /// <summary>Why the run as a whole is not green although no check says so; null when a check does, or when it is.</summary>
    /// <param name="result">The run.</param>
    /// <returns>The reason.</returns>
    public static string? RunProblem(RunResult result) => result switch
    {
        { Unreachable: { } unreachable } => unreachable,
        { Cancelled: true } => "The run was cancelled before its end.",
        { ExitCode: not ExitCode.Conforms } when !result.Checks.Any(check => check.Gates) => Answer(result),
        _ => null,
    };
}
