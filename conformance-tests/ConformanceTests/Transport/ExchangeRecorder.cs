using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Conformance.Transport;

// Keeps exchanges raw: only at the end of a run are all its secrets known.
internal sealed class ExchangeRecorder
{
    private readonly Lock _lock = new();
    private readonly List<(Exchange Exchange, string Scenario)> _kept = [];

    public ImmutableArray<Exchange> Raw
    {
        get
        {
            lock (_lock)
            {
                return [.. _kept.Select(kept => kept.Exchange)];
            }
        }
    }

    public void Add(Exchange exchange, string scenario)
    {
        lock (_lock)
        {
            _kept.Add((exchange, scenario));
        }
    }

    public ImmutableArray<RecordedExchange> Select(IEnumerable<int>? numbers, Redactor redactor)
    {
        var wanted = numbers?.ToHashSet();
        ImmutableArray<(Exchange Exchange, string Scenario)> chosen;
        lock (_lock)
        {
            chosen = [.. _kept.Where(kept => wanted is null || wanted.Contains(kept.Exchange.Number))];
        }

        return
        [
            .. chosen.OrderBy(kept => kept.Exchange.Number)
                .Select(kept => RecordedExchange.From(kept.Exchange, kept.Scenario, redactor)),
        ];
    }
}
