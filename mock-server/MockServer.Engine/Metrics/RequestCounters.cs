using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Metrics;

/// <summary>Counts requests. It stores nothing from a request, and costs a few increments.</summary>
public sealed class RequestCounters
{
    /// <summary>The operation name for requests that match no operation.</summary>
    public const string Nowhere = "none";

    private readonly FrozenDictionary<string, long[]> _replies;
    private readonly string _token;
    private readonly ConcurrentDictionary<string, StrongBox<long>> _refusals = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StrongBox<long>> _faults = new(StringComparer.Ordinal);

    /// <summary>Creates counters that all stand at 0.</summary>
    /// <param name="contract">The contract whose operations are counted.</param>
    public RequestCounters(Contract contract)
    {
        _token = contract.Token.Id;
        _replies = contract.Operations.Select(operation => operation.Id).Append(Nowhere)
            .ToFrozenDictionary(id => id, _ => new long[6], StringComparer.Ordinal);
    }

    /// <summary>How many tokens were issued.</summary>
    public long Tokens => Interlocked.Read(ref _replies[_token][2]);

    /// <summary>How many replies were given, by operation and class of status (2 for 2xx); those that are 0 are left out.</summary>
    public IEnumerable<(string Operation, int StatusClass, long Count)> Replies =>
        from row in _replies
        from statusClass in Enumerable.Range(1, 5)
        let count = Interlocked.Read(ref row.Value[statusClass])
        where count > 0
        orderby row.Key, statusClass
        select (row.Key, statusClass, count);

    /// <summary>How many requests each rule refused.</summary>
    public IEnumerable<(string Rule, long Count)> Refusals => Read(_refusals);

    /// <summary>How often each kind of ordered failure fired.</summary>
    public IEnumerable<(string Kind, long Count)> Faults => Read(_faults);

    /// <summary>Counts a reply.</summary>
    /// <param name="operation">Operation id; null where the request led to none.</param>
    /// <param name="reply">The reply.</param>
    public void Count(string? operation, ApiReply reply)
    {
        Interlocked.Increment(ref _replies[operation ?? Nowhere][reply.Status / 100]);
        if (reply.Headers.First(FaultPlan.Header) is { } fault)
        {
            Increment(_faults, fault);
        }
        else if (reply.Status >= 400 && reply.Headers.First(RuleHeader.Name) is { } rule)
        {
            Increment(_refusals, rule);
        }
    }

    private static void Increment(ConcurrentDictionary<string, StrongBox<long>> counters, string name) =>
        Interlocked.Increment(ref counters.GetOrAdd(name, static _ => new()).Value);

    private static IEnumerable<(string Name, long Count)> Read(ConcurrentDictionary<string, StrongBox<long>> counters) =>
        counters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, Interlocked.Read(ref pair.Value.Value)));
}
