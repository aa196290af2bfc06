using System.Globalization;
using System.Text.Json.Serialization;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Faults;

/// <summary>The options of a fault.</summary>
public sealed record FaultOptions
{
    /// <summary>Name of the kind; see <see cref="FaultKind.All"/>.</summary>
    public required string Kind
    {
        get;
        init => (field, Notice) = (FaultKind.CurrentName(value), FaultKind.RenameNotice(value));
    }

    /// <summary>Says that the kind was given by a former name; null when it was not.</summary>
    [JsonIgnore]
    public string? Notice { get; private init; }

    /// <summary>
    /// Operation id, <c>token</c>, <c>commands</c>, <c>*</c>, and for notifications <c>webhooks</c> or an event type; null for the
    /// kind's own scope.
    /// </summary>
    public string? Operation { get; init; }

    /// <summary>How often it applies, 1 or more; null for the default of the kind.</summary>
    public int? Times { get; init; }

    /// <summary>Probability for each request, above 0 up to 1. Default: 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Seed of probability and jitter: the same seed affects the same requests. Default: 0.</summary>
    public int Seed { get; init; }

    /// <summary>For <c>expire-after-n</c>: uses per token, 0 or more. Default: 3.</summary>
    public int Count { get; init; } = 3;

    /// <summary>For delays and <c>Retry-After</c>, 0 to 300. Default: 2.</summary>
    public double Seconds { get; init; } = 2;

    /// <summary>For <c>latency</c>: further seconds at most, 0 to 300. Default: 0.</summary>
    public double Jitter { get; init; }

    /// <summary>For <c>5xx-once</c>: 500 to 599. Default: 503.</summary>
    public int Status { get; init; } = 503;

    /// <summary>What the fault does, with the values of this order instead of the names of options.</summary>
    /// <returns>One line without a full stop.</returns>
    /// <exception cref="KeyNotFoundException">There is no such kind.</exception>
    public string Describe() => FaultKind.All[Kind].Summary
        .Replace(" plus a random time of at most 'jitter' seconds (seed 'seed')", Jitter > 0 ? RandomTime() : "", StringComparison.Ordinal)
        .Replace("'seconds' seconds", Number(Seconds) + (Seconds == 1 ? " second" : " seconds"), StringComparison.Ordinal)
        .Replace("'seconds'", Number(Seconds), StringComparison.Ordinal)
        .Replace("'count' times", Count == 1 ? "once" : $"{Count} times", StringComparison.Ordinal)
        .Replace("'status'", $"{Status}", StringComparison.Ordinal);

    private string RandomTime() => $" plus a random time of at most {Number(Jitter)} seconds (seed {Seed})";

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>Validates the values.</summary>
    /// <returns>What is wrong and what is expected; null when the values are valid.</returns>
    public string? Validate() => this switch
    {
        _ when !FaultKind.All.ContainsKey(Kind) =>
            $"'kind' must be one of: {string.Join(", ", FaultKind.All.Keys.Order(StringComparer.Ordinal))}",
        { Times: < 1 } => "'times' must be 1 or more",
        { Probability: not (> 0 and <= 1) } => "'probability' must be above 0 and at most 1",
        { Count: < 0 } => "'count' must be 0 or more",
        { Seconds: not (>= 0 and <= 300) } => "'seconds' must be 0 to 300",
        { Jitter: not (>= 0 and <= 300) } => "'jitter' must be 0 to 300",
        { Status: < 500 or > 599 } => "'status' must be 500 to 599",
        _ => null,
    };
}

/// <summary>A fault with its state.</summary>
public sealed class Fault
{
    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);
    private int? _left;

    internal Fault(string id, FaultOptions order, int? left)
        : this(id, order) => _left = left;

    internal Fault(string id, FaultOptions order)
    {
        Id = id;
        Order = order;
        Kind = FaultKind.All[order.Kind];
        Scope = order.Operation ?? Kind.Scope;
        _left = order.Times ?? Kind.Times;
        _random = new(order.Seed);
    }

    /// <summary>Its id within the session.</summary>
    public string Id { get; }

    /// <summary>The order.</summary>
    public FaultOptions Order { get; }

    /// <summary>Its kind.</summary>
    public FaultKind Kind { get; }

    /// <summary>The requests that it applies to.</summary>
    public string Scope { get; }

    /// <summary>How often it still applies; null for always.</summary>
    public int? Left
    {
        get
        {
            lock (_lock)
            {
                return _left;
            }
        }
    }

    internal double Seconds => Order.Seconds;

    internal double Jitter => Order.Jitter;

    internal int Status => Order.Status;

    /// <summary>The reply that is sent instead of executing the request; null when the request is executed.</summary>
    internal ApiReply? Replace() => Kind.Instead?.Invoke(this);

    /// <summary>The final reply. It names the fault, so that a simulated fault is not mistaken for a real one.</summary>
    internal ApiReply Alter(ApiReply reply)
    {
        var altered = (Kind.Afterwards is { } change ? change(this, reply) : reply).With(FaultPlan.Header, Kind.Name);
        return Order.Notice is { } notice ? altered.With(FaultPlan.NoticeHeader, notice) : altered;
    }

    internal double Draw()
    {
        lock (_lock)
        {
            return _random.NextDouble();
        }
    }

    // One decision per request, under the lock, so that the counters are exact for parallel requests.
    internal bool TryTrigger(string operation, bool isToken, string? token)
    {
        if (Scope != FaultScope.Any && Scope != operation && Scope != (isToken ? FaultScope.Token : FaultScope.Commands))
        {
            return false;
        }

        return TryTrigger(token);
    }

    internal bool TryTriggerAt(string eventType) =>
        (Scope is FaultScope.Any or FaultScope.Webhooks || Scope == eventType) && TryTrigger(token: null);

    private bool TryTrigger(string? token)
    {
        lock (_lock)
        {
            if (_left == 0 || !IsDue(token) || _random.NextDouble() >= Order.Probability)
            {
                return false;
            }

            _left -= _left is null ? 0 : 1;
            return true;
        }
    }

    private bool IsDue(string? token)
    {
        if (Kind.Name != "expire-after-n")
        {
            return true;
        }

        if (_uses.Count >= FaultPlan.MaxTokens)
        {
            _uses.Clear();
        }

        var uses = _uses.GetValueOrDefault(token ?? "");
        _uses[token ?? ""] = uses + 1;
        return uses >= Order.Count;
    }
}
