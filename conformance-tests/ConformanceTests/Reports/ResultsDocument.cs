using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Reports;

/// <summary>The file <c>results.json</c>, as <c>results.schema.json</c> describes it.</summary>
public sealed record ResultsDocument
{
    /// <summary>The version of the format: the first number changes when readers must change.</summary>
    public const string CurrentVersion = "1.1";

    /// <summary>Name of the schema.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>The version of the format.</summary>
    public required string FormatVersion { get; init; }

    /// <summary>The target.</summary>
    public required ResultsTarget Target { get; init; }

    /// <summary>The run.</summary>
    public required ResultsRun Run { get; init; }

    /// <summary>The result.</summary>
    public required ResultsOutcome Outcome { get; init; }

    /// <summary>Number of checks per verdict, over all sections; each verdict is in it.</summary>
    public required ImmutableSortedDictionary<string, int> Counts { get; init; }

    /// <summary>The same per section, in the order of the requirements.</summary>
    public required ImmutableArray<ResultsSection> Sections { get; init; }

    /// <summary>Every check, in the order of the requirements.</summary>
    public required ImmutableArray<ResultsCheck> Checks { get; init; }

    /// <summary>Requirements that are not tested.</summary>
    public required ImmutableArray<ResultsExcuse> NotTested { get; init; }

    /// <summary>Every exchange, in the order of sending, free of secrets.</summary>
    public required ImmutableArray<RecordedExchange> Exchanges { get; init; }
}

/// <summary>The target.</summary>
/// <param name="Name">The target's name.</param>
/// <param name="Address">Its address.</param>
/// <param name="Contract">The contract's version.</param>
public sealed record ResultsTarget(string Name, string Address, string Contract);

/// <summary>The run.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Started">When it started.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Strict">Whether recommendations counted like must-requirements.</param>
/// <param name="Seed">Seed of the test data.</param>
/// <param name="Profile">The profile; null in files of version 1.0.</param>
public sealed record ResultsRun(string Id, DateTimeOffset Started, double Seconds, bool Strict, int Seed, string? Profile = null);

/// <summary>The result of a run.</summary>
/// <param name="ExitCode">The exit code: 0 to 5, or 130.</param>
/// <param name="Meaning">The code's name.</param>
/// <param name="Answer">The result in one line.</param>
/// <param name="MustExecuted">Must-checks that were executed.</param>
/// <param name="MinimumMustChecks">Minimum number of must-checks; in files of earlier versions <paramref name="FormerMinimum"/>.</param>
/// <param name="FormerMinimum">Earlier name of <paramref name="MinimumMustChecks"/>, written for one more version.</param>
/// <param name="Cancelled">Whether the run was cancelled.</param>
/// <param name="Unreachable">Why nothing could be tested; null when the target answered.</param>
public sealed record ResultsOutcome(
    int ExitCode,
    string Meaning,
    string Answer,
    int MustExecuted,
    bool Cancelled,
    string? Unreachable,
    int? MinimumMustChecks = null,
    [property: JsonPropertyName("floor")] int? FormerMinimum = null);

/// <summary>One section, counted.</summary>
/// <param name="Section">Its name.</param>
/// <param name="Counts">Checks per verdict; each verdict is in it.</param>
public sealed record ResultsSection(string Section, ImmutableSortedDictionary<string, int> Counts);

/// <summary>One check.</summary>
public sealed record ResultsCheck
{
    /// <summary>The check's id.</summary>
    public required string Id { get; init; }

    /// <summary>The requirement's id.</summary>
    public required string Requirement { get; init; }

    /// <summary>The section.</summary>
    public required string Section { get; init; }

    /// <summary>How binding the requirement is: must, should or may.</summary>
    public required string Level { get; init; }

    /// <summary>What it rests on: documented, standard, inferred or configured; null in files of version 1.0.</summary>
    public string? Basis { get; init; }

    /// <summary>What separates the reply from its control: strong, text or none; null in files of version 1.0.</summary>
    public string? Evidence { get; init; }

    /// <summary>The verdict, in capitals.</summary>
    public required string Verdict { get; init; }

    /// <summary>Whether it fails the run.</summary>
    public required bool Gates { get; init; }

    /// <summary>Whether it was executed.</summary>
    public required bool Executed { get; init; }

    /// <summary>What the requirement says.</summary>
    public required string Statement { get; init; }

    /// <summary>Where it comes from.</summary>
    public required string Source { get; init; }

    /// <summary>The scenario that made the check.</summary>
    public required string Scenario { get; init; }

    /// <summary>What was expected.</summary>
    public required string Expected { get; init; }

    /// <summary>What the target did.</summary>
    public required string Actual { get; init; }

    /// <summary>Why the verdict is what it is; null where expected and actual say it.</summary>
    public string? Because { get; init; }

    /// <summary>Number of the exchange that was judged; null when none was.</summary>
    public int? Judged { get; init; }

    /// <summary>Numbers of the exchanges of the scenario, controls included.</summary>
    public ImmutableArray<int> Exchanges { get; init; } = [];
}

/// <summary>A requirement that is not tested.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Level">How binding the requirement is.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Statement">What the requirement says.</param>
/// <param name="Reason">Why it is not tested.</param>
public sealed record ResultsExcuse(string Id, string Level, string Source, string Statement, string Reason);
