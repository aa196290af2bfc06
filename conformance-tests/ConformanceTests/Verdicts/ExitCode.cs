using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Verdicts;

/// <summary>What the process answers.</summary>
public enum ExitCode
{
    /// <summary>The target conforms.</summary>
    Conforms = 0,

    /// <summary>It does not.</summary>
    DoesNotConform = 1,

    /// <summary>A flag, a setting, the contract or another file is wrong.</summary>
    BadInput = 2,

    /// <summary>Too little was tested to say anything: a duty was untestable, or fewer were tested than the floor asks.</summary>
    TooLittleTested = 3,

    /// <summary>Nobody answers at the address, or the target kept the suite out.</summary>
    Unreachable = 4,

    /// <summary>The suite itself failed, so that its verdicts do not count.</summary>
    HarnessFailed = 5,

    /// <summary>The run was cancelled.</summary>
    Cancelled = 130,
}

/// <summary>Where a result becomes an exit code: here and nowhere else.</summary>
public static class ExitCodes
{
    /// <summary>Decides.</summary>
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
        _ when result.Checks.Any(check => check is { Verdict: Verdict.Untestable, Level: Level.Must }) => ExitCode.TooLittleTested,
        _ when result.MustExecuted < result.Floor || result.Checks.IsEmpty => ExitCode.TooLittleTested,
        _ => ExitCode.Conforms,
    };

    private static bool Has(RunResult result, Verdict verdict) => result.Checks.Any(check => check.Verdict == verdict);
}
