namespace PartnerApi.Conformance.Verdicts;

/// <summary>The exit code of the process.</summary>
public enum ExitCode
{
    /// <summary>The target conforms.</summary>
    Conforms = 0,

    /// <summary>The target does not conform.</summary>
    DoesNotConform = 1,

    /// <summary>An option, a setting, the contract or another file cannot be used.</summary>
    BadInput = 2,

    /// <summary>A must-check could not be tested, or fewer must-checks ran than the minimum.</summary>
    TooLittleTested = 3,

    /// <summary>Nothing answers, the target refuses the client or the requestor of the settings, or it blocks the suite.</summary>
    Unreachable = 4,

    /// <summary>The suite itself failed; its verdicts do not count.</summary>
    HarnessFailed = 5,

    /// <summary>The run was cancelled.</summary>
    Cancelled = 130,
}

/// <summary>The only place that turns a result into an exit code.</summary>
public static class ExitCodes
{
    /// <summary>The exit code of a result.</summary>
    /// <param name="result">The run's result.</param>
    /// <returns>The code.</returns>
    public static ExitCode For(RunResult result) => result switch
    {
        { Cancelled: true } => ExitCode.Cancelled,
        { Unreachable: not null } => ExitCode.Unreachable,
        { UnmatchedWaivers.IsEmpty: false } => ExitCode.BadInput,
        _ when Has(result, Verdict.HarnessError) => ExitCode.HarnessFailed,
        _ when Has(result, Verdict.Fail) || !result.StaleWaivers.IsEmpty => ExitCode.DoesNotConform,
        _ when Has(result, Verdict.Blocked) => ExitCode.Unreachable,
        _ when result.Checks.Any(check => check is { Verdict: Verdict.Untestable, Gates: true }) => ExitCode.TooLittleTested,
        _ when result.MustExecuted < result.MinimumMustChecks || result.Checks.IsEmpty => ExitCode.TooLittleTested,
        _ => ExitCode.Conforms,
    };

    private static bool Has(RunResult result, Verdict verdict) => result.Checks.Any(check => check.Verdict == verdict);
}
