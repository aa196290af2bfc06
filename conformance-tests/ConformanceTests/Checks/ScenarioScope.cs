using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Checks;

/// <summary>What one scenario does while it runs: its exchanges, its checks, and whether its control held.</summary>
/// <param name="name">The scenario's name.</param>
/// <param name="operation">The operation that it is about; null when it is about none.</param>
/// <param name="judge">Turns findings into results.</param>
public sealed class ScenarioScope(string name, string? operation, Judge judge)
{
    private static readonly AsyncLocal<ScenarioScope?> Ambient = new();

    private readonly Lock _gate = new();
    private readonly List<CheckResult> _results = [];
    private readonly List<int> _exchanges = [];

    /// <summary>The scenario that runs now.</summary>
    /// <exception cref="InvalidOperationException">No scenario runs.</exception>
    public static ScenarioScope Current => Ambient.Value ?? throw new InvalidOperationException("a check or request outside any scenario");

    /// <summary>The scenario that runs now, or null.</summary>
    public static ScenarioScope? CurrentOrNull => Ambient.Value;

    /// <summary>The scenario's name.</summary>
    public string Name => name;

    /// <summary>The operation that the scenario is about; null when it is about none.</summary>
    public string? Operation => operation;

    /// <summary>Why the negatives of this scenario prove nothing; null while its controls hold.</summary>
    public Finding? Spoilt { get; private set; }

    /// <summary>The checks so far.</summary>
    public ImmutableArray<CheckResult> Results
    {
        get
        {
            lock (_gate)
            {
                return [.. _results];
            }
        }
    }

    /// <summary>Makes this the scenario that runs now, in this flow of control.</summary>
    public void Enter() => Ambient.Value = this;

    /// <summary>Ends it.</summary>
    public static void Leave() => Ambient.Value = null;

    /// <summary>Notes an exchange.</summary>
    /// <param name="exchange">What happened.</param>
    public void Saw(Exchange exchange)
    {
        lock (_gate)
        {
            _exchanges.Add(exchange.Number);
        }
    }

    /// <summary>Notes that a control failed.</summary>
    /// <param name="why">What came instead; the first reason stays.</param>
    public void Spoil(Finding why) => Spoilt ??= why;

    /// <summary>Notes a finding; after a failed control it is replaced by that failure.</summary>
    /// <param name="requirement">The requirement's id.</param>
    /// <param name="aspect">Which of several checks of the requirement; null when there is only one.</param>
    /// <param name="finding">What was found.</param>
    public void Add(string requirement, string? aspect, Finding finding)
    {
        lock (_gate)
        {
            _results.Add(judge.Result(requirement, aspect, this, Spoilt ?? finding, [.. _exchanges]));
        }
    }
}

/// <summary>What a check found, before it becomes a verdict.</summary>
/// <param name="Outcome">The kind of finding.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Actual">What came.</param>
/// <param name="Because">Why, where the two do not say it.</param>
/// <param name="Judged">Number of the exchange that was judged; null when none was.</param>
public sealed record Finding(Outcome Outcome, string Expected, string Actual, string? Because = null, int? Judged = null);

/// <summary>Turns findings into results, by the requirements and the run's strictness.</summary>
/// <param name="catalogue">The requirements.</param>
/// <param name="redactor">Knows the secrets.</param>
/// <param name="strict">Whether recommendations count like duties.</param>
/// <param name="waivers">Failures that are known.</param>
public sealed class Judge(RequirementCatalogue catalogue, Redactor redactor, bool strict, WaiverBook waivers)
{
    /// <summary>Makes the result of a check.</summary>
    /// <param name="requirement">The requirement's id.</param>
    /// <param name="aspect">Which of several checks; null when there is only one.</param>
    /// <param name="scope">The scenario.</param>
    /// <param name="finding">What was found.</param>
    /// <param name="exchanges">Numbers of the scenario's exchanges so far.</param>
    /// <returns>The result, free of secrets.</returns>
    public CheckResult Result(
        string requirement, string? aspect, ScenarioScope scope, Finding finding, ImmutableArray<int> exchanges)
    {
        var row = catalogue[requirement];
        var id = new CheckId(requirement, aspect, scope.Operation);
        var verdict = VerdictPolicy.Decide(row.Level, finding.Outcome, strict, row.Pending);
        var waiver = waivers.Apply(id, verdict);
        return new()
        {
            Id = id.ToString(),
            Requirement = row.Id,
            Section = row.Section,
            Level = row.Level,
            Verdict = waiver is null ? verdict : Verdict.Waived,
            Waived = waiver is null ? null : new(verdict, redactor.Apply(waiver.Reason), waiver.Owner, waiver.Ticket, waiver.Expires),
            Statement = row.Statement,
            Source = row.Source,
            Scenario = scope.Name,
            Expected = redactor.Apply(finding.Expected),
            Actual = redactor.Apply(finding.Actual),
            Because = Words(finding, waiver) is { } because ? redactor.Apply(because) : null,
            Judged = finding.Judged,
            Exchanges = exchanges,
        };
    }

    private static string? Words(Finding finding, Waiver? waiver) => waiver is null
        ? finding.Because
        : $"waived until {waiver.Expires:yyyy-MM-dd} ({waiver.Ticket}, {waiver.Owner}): {waiver.Reason}{(finding.Because is { } because ? $"; {because}" : "")}";
}
