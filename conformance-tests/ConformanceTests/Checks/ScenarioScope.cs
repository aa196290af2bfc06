using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Checks;

/// <summary>What a check found, before it becomes a verdict.</summary>
/// <param name="Outcome">The kind of finding.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Actual">What came.</param>
/// <param name="Because">Why, where the two do not say it.</param>
/// <param name="Judged">Number of the exchange that was judged; null when none was.</param>
/// <param name="Evidence">What separates the reply from its control. A reply without a control speaks for itself.</param>
public sealed record Finding(
    Outcome Outcome, string Expected, string Actual, string? Because = null, int? Judged = null, Evidence Evidence = Evidence.Strong);

/// <summary>Records what one scenario does while it runs: its exchanges, its checks, and whether its control held.</summary>
/// <param name="name">The scenario's name.</param>
/// <param name="operation">The operation that it is about; null when it is about none.</param>
/// <param name="judge">Turns findings into results.</param>
/// <param name="operationBasis">Whether the operation is documented or inferred; null when the scenario is about none.</param>
public sealed class ScenarioScope(string name, string? operation, Judge judge, Basis? operationBasis = null)
{
    private readonly Lock _lock = new();
    private readonly List<CheckResult> _results = [];
    private readonly List<int> _exchanges = [];
    private readonly List<Exchange> _controls = [];
    private readonly Dictionary<int, Basis> _bases = [];

    /// <summary>The scenario's name.</summary>
    public string Name => name;

    /// <summary>The operation that the scenario is about; null when it is about none.</summary>
    public string? Operation => operation;

    /// <summary>Why the negatives of this scenario prove nothing; null while its controls hold.</summary>
    public Finding? FailedControl { get; private set; }

    /// <summary>The controls that passed so far.</summary>
    public ImmutableArray<Exchange> Controls
    {
        get
        {
            lock (_lock)
            {
                return [.. _controls];
            }
        }
    }

    /// <summary>The checks so far.</summary>
    public ImmutableArray<CheckResult> Results
    {
        get
        {
            lock (_lock)
            {
                return [.. _results];
            }
        }
    }

    /// <summary>Begins a check of this scenario.</summary>
    /// <param name="requirement">The requirement's id.</param>
    /// <param name="aspect">Which of several checks of the requirement; null when there is only one.</param>
    /// <returns>The check.</returns>
    public Check Check(string requirement, string? aspect = null) => new(this, requirement, aspect, judge.Allowances(requirement));

    /// <summary>Records an exchange of this scenario.</summary>
    /// <param name="exchange">The exchange.</param>
    public void RecordExchange(Exchange exchange)
    {
        lock (_lock)
        {
            _exchanges.Add(exchange.Number);
        }
    }

    /// <summary>Records which operation an exchange called.</summary>
    /// <param name="exchange">The exchange's number.</param>
    /// <param name="called">The operation.</param>
    public void RecordOperation(int exchange, Operation called)
    {
        ArgumentNullException.ThrowIfNull(called);
        lock (_lock)
        {
            _bases[exchange] = called.Basis;
        }
    }

    /// <summary>Records a control that passed.</summary>
    /// <param name="control">Its exchange.</param>
    public void PassControl(Exchange control)
    {
        lock (_lock)
        {
            _controls.Add(control);
        }
    }

    /// <summary>Records that a control failed.</summary>
    /// <param name="why">What came instead; the first reason stays.</param>
    public void FailControl(Finding why) => FailedControl ??= why;

    /// <summary>Adds a finding; after a failed control it is replaced by that failure.</summary>
    /// <param name="requirement">The requirement's id.</param>
    /// <param name="aspect">Which of several checks of the requirement; null when there is only one.</param>
    /// <param name="finding">What was found.</param>
    /// <param name="usedBasis">The basis of what else the check uses of the contract, such as a schema; null for nothing.</param>
    public void Add(string requirement, string? aspect, Finding finding, Basis? usedBasis = null)
    {
        lock (_lock)
        {
            var shown = FailedControl ?? finding;
            Basis? called = shown.Judged is { } judged && _bases.TryGetValue(judged, out var basis) ? basis : operationBasis;
            _results.Add(judge.Result(requirement, aspect, this, shown, [.. _exchanges], [called, usedBasis]));
        }
    }
}
