using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Conformance.Transport;

// Stores exchanges unredacted: the run knows all its secrets only at its end.
internal sealed class ExchangeRecorder
{
    private readonly Lock _lock = new();
    private readonly List<(Exchange Exchange, string Scenario)> _exchanges = [];

    public ImmutableArray<Exchange> Raw
    {
        get
        {
            lock (_lock)
            {
                return [.. _exchanges.Select(entry => entry.Exchange)];
            }
        }
    }

    public void Add(Exchange exchange, string scenario)
    {
        lock (_lock)
        {
            _exchanges.Add((exchange, scenario));
        }
    }

    public ImmutableArray<RecordedExchange> Select(IEnumerable<int>? numbers, Redactor redactor)
    {
        var selected = numbers?.ToHashSet();
        ImmutableArray<(Exchange Exchange, string Scenario)> chosen;
        lock (_lock)
        {
            chosen = [.. _exchanges.Where(entry => selected is null || selected.Contains(entry.Exchange.Number))];
        }

        return
        [
            .. chosen.OrderBy(entry => entry.Exchange.Number)
                .Select(entry => RecordedExchange.From(entry.Exchange, entry.Scenario, redactor)),
        ];
    }
}
