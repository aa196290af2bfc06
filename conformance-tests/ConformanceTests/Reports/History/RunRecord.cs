using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Reports.History;

/// <summary>What is kept of a run for its history: verdicts only, no exchange and no text of the target.</summary>
public sealed record RunRecord
{
    /// <summary>The version of the format: the first number changes when readers must change.</summary>
    public const string CurrentVersion = "1.0";

    /// <summary>The version of the format.</summary>
    public required string FormatVersion { get; init; }

    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>The contract's version.</summary>
    public required string Contract { get; init; }

    /// <summary>The profile, for example <c>rfc6749</c>.</summary>
    public required string Profile { get; init; }

    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Its exit code.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Whether only some requirements were selected.</summary>
    public bool Partial { get; init; }

    /// <summary>The verdict of each check, in capitals, by the check's id.</summary>
    public required ImmutableSortedDictionary<string, string> Checks { get; init; }

    /// <summary>The checks that fail the run.</summary>
    public ImmutableSortedSet<string> Failing { get; init; } = [];

    /// <summary>Whether the run says whether the target conforms: it was a full one, and the target answered.</summary>
    internal bool IsJudgement =>
        !Partial
            && (ExitCode)ExitCode is Verdicts.ExitCode.Conforms or Verdicts.ExitCode.DoesNotConform or Verdicts.ExitCode.TooLittleTested;

    /// <summary>What belongs together: runs of one target by one contract and profile.</summary>
    internal (string Target, string Contract, string Profile) Series => (Target, Contract, Profile);

    /// <summary>Keeps a run.</summary>
    /// <param name="result">The run.</param>
    /// <returns>The record.</returns>
    public static RunRecord From(RunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new()
        {
            FormatVersion = CurrentVersion,
            Target = result.Target,
            Contract = result.Contract,
            Profile = result.Profile,
            Run = result.RunId,
            Started = result.Started,
            ExitCode = (int)result.ExitCode,
            Partial = result.IsPartial,
            Checks = Summary.FailuresFirst(result).DistinctBy(check => check.Id).ToImmutableSortedDictionary(
                check => check.Id, check => CheckText.Name(check.Verdict), StringComparer.Ordinal),
            Failing = [.. result.Checks.Where(check => check.Gates).Select(check => check.Id)],
        };
    }
}
