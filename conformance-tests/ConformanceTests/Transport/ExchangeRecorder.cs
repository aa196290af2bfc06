using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Conformance.Transport;

// Stores exchanges unredacted: the run knows all its secrets only at its end. A target decides how much it sends, but not how much is
// kept: of a long body the beginning, and less of it when the run has kept much already.
internal sealed class ExchangeRecorder
{
    /// <summary>Bytes of a body that are kept while the run's budget lasts.</summary>
    public const int MaxBody = 96 * 1024;

    /// <summary>Bytes that a run keeps.</summary>
    public const int MaxRun = 32 * 1024 * 1024;

    // The reports of a run beyond its budget still show how a reply begins.
    private const int MaxBodyBeyondBudget = 20 * 1024;
    private const int MaxHeadersBeyondBudget = 20;

    /// <summary>Characters of texts that the reports of a run show; of the exchanges behind them only the beginnings are shown.</summary>
    private const int MaxShown = 8 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly List<Entry> _exchanges = [];
    private long _kept;

    /// <summary>Bytes of header fields and bodies that are kept.</summary>
    public long KeptBytes => Interlocked.Read(ref _kept);

    /// <summary>The exchanges as they are kept.</summary>
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
            var kept = Cut(exchange, _kept < MaxRun);
            _kept += Size(kept);
            _exchanges.Add(new(kept, scenario, exchange.Reply?.Body.Length ?? 0));
        }
    }

    /// <summary>Some exchanges as reports may show them.</summary>
    /// <param name="numbers">Their numbers; null for all.</param>
    /// <param name="redactor">Knows the secrets.</param>
    /// <param name="isOver">Whether the run's time is over: the rest then goes without its bodies.</param>
    public ImmutableArray<RecordedExchange> Select(IEnumerable<int>? numbers, Redactor redactor, Func<bool> isOver)
    {
        var selected = numbers?.ToHashSet();
        ImmutableArray<Entry> chosen;
        lock (_lock)
        {
            chosen = [.. _exchanges.Where(entry => selected is null || selected.Contains(entry.Exchange.Number))];
        }

        var shown = 0L;
        return [.. chosen.OrderBy(entry => entry.Exchange.Number).Select(Record)];

        RecordedExchange Record(Entry entry)
        {
            if (isOver())
            {
                return RecordedExchange.WithoutText(entry.Exchange, entry.Scenario);
            }

            var recorded = shown < MaxShown
                ? RecordedExchange.From(entry.Exchange, entry.Scenario, redactor, wholeReply: entry.ReplySize)
                : RecordedExchange.Beginning(entry.Exchange, entry.Scenario, redactor, entry.ReplySize);
            shown += recorded.Size;
            return recorded;
        }
    }

    // Requests are the suite's own: what a target can put into them, ids and tokens, is bounded where it is read.
    private static Exchange Cut(Exchange exchange, bool isWithinBudget)
    {
        var max = isWithinBudget ? MaxBody : MaxBodyBeyondBudget;
        return exchange with
        {
            Reply = exchange.Reply is { } reply
                ? reply with
                {
                    Body = Cut(reply.Body, max),
                    Headers = isWithinBudget ? reply.Headers : [.. reply.Headers.Take(MaxHeadersBeyondBudget)],
                }
                : null,
        };
    }

    // A copy, so that the rest can be freed.
    private static ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> body, int max) => body.Length <= max ? body : body[..max].ToArray();

    private static long Size(Exchange exchange) =>
        (exchange.Request.Body?.Length ?? 0)
        + (exchange.Reply?.Body.Length ?? 0)
        + (exchange.Reply?.Headers.Sum(field => field.Name.Length + field.Value.Length) ?? 0);

    private readonly record struct Entry(Exchange Exchange, string Scenario, int ReplySize);
}
