using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Targets;

// Keeps exchanges raw: only at the end of a run are all its secrets known.
internal sealed class Recorder
{
    private readonly Lock _gate = new();
    private readonly List<(Exchange Exchange, string Scenario)> _kept = [];

    public ImmutableArray<Exchange> Raw
    {
        get
        {
            lock (_gate)
            {
                return [.. _kept.Select(kept => kept.Exchange)];
            }
        }
    }

    public void Add(Exchange exchange, string scenario)
    {
        lock (_gate)
        {
            _kept.Add((exchange, scenario));
        }
    }

    public ImmutableArray<RecordedExchange> Some(IEnumerable<int>? numbers, Redactor redactor)
    {
        var wanted = numbers?.ToHashSet();
        ImmutableArray<(Exchange Exchange, string Scenario)> chosen;
        lock (_gate)
        {
            chosen = [.. _kept.Where(kept => wanted?.Contains(kept.Exchange.Number) != false)];
        }

        return [.. chosen.OrderBy(kept => kept.Exchange.Number).Select(kept => RecordedExchange.Of(kept.Exchange, kept.Scenario, redactor))];
    }
}
