using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Drift;

/// <summary>Which differences make the comparison fail.</summary>
public enum DriftFailure
{
    /// <summary>None: the comparison only reports.</summary>
    None,

    /// <summary>Those that a client written for the baseline may fail at.</summary>
    Breaking,

    /// <summary>All.</summary>
    Any,
}

/// <summary>An operation that was compared, or why it was not.</summary>
/// <param name="Operation">Its id.</param>
/// <param name="Calls">The calls that both deployments were sent.</param>
/// <param name="Differences">What differs.</param>
/// <param name="NotCompared">Why it was not compared; null when it was.</param>
public sealed record ComparedOperation(
    string Operation, ImmutableArray<string> Calls, ImmutableArray<Difference> Differences, string? NotCompared);

/// <summary>Two deployments side by side.</summary>
/// <param name="Baseline">Name of the deployment that is the measure.</param>
/// <param name="Target">Name of the one that is compared with it.</param>
/// <param name="Contract">The contract of the target.</param>
/// <param name="Started">When the comparison began.</param>
public sealed record DriftResult(string Baseline, string Target, string Contract, DateTimeOffset Started)
{
    /// <summary>Why nothing was compared, in one sentence; null when something was.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Every operation of the contract that neither target file skips, in the contract's order.</summary>
    public ImmutableArray<ComparedOperation> Operations { get; init; } = [];

    /// <summary>All differences; breaking ones first.</summary>
    public IEnumerable<Difference> Differences => Operations.SelectMany(operation => operation.Differences)
        .OrderByDescending(difference => difference.Breaking);

    /// <summary>The operations of which no call was compared.</summary>
    public IEnumerable<ComparedOperation> NotCompared => Operations.Where(operation => operation.NotCompared is not null);

    /// <summary>The exit code of the comparison.</summary>
    /// <param name="failOn">Which differences make it fail.</param>
    /// <returns>
    /// 4 when a deployment cannot be compared, 3 when no operation was, 1 when there is a difference of that kind, otherwise 0.
    /// </returns>
    public ExitCode ExitCode(DriftFailure failOn)
    {
        if (Obstacle is not null)
        {
            return Verdicts.ExitCode.Unreachable;
        }

        if (Operations.All(operation => operation.Calls.IsEmpty))
        {
            return Verdicts.ExitCode.TooLittleTested;
        }

        var fails = failOn switch
        {
            DriftFailure.Breaking => Differences.Any(difference => difference.Breaking),
            DriftFailure.Any => Differences.Any(),
            _ => false,
        };
        return fails ? Verdicts.ExitCode.DoesNotConform : Verdicts.ExitCode.Conforms;
    }
}
