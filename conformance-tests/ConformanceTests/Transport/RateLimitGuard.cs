using System.Globalization;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Transport;

// Stops the run when the deployment, or a proxy in front of it, limits or blocks the suite: more requests could lock the client out.
internal sealed class RateLimitGuard(TargetSettings settings, TimeProvider time, Uri tokenAddress)
{
    private const int MaxRefusals = 2;

    private int _refusals;
    private string? _server;
    private volatile string? _closed;

    public void ThrowIfClosed()
    {
        if (_closed is { } closed)
        {
            throw new PrerequisiteException(new(
                Outcome.Blocked,
                "a request",
                closed,
                "the suite sent no more requests; try again later, or ask the operators to allow the suite's User-Agent"));
        }
    }

    // An HTML page from a proxy is not an answer of the deployment.
    public Exchange Classify(Exchange exchange)
    {
        var server = exchange.Header("Server") ?? "";
        if (exchange.Reply is not null && exchange.Json.Root is not null)
        {
            Interlocked.CompareExchange(ref _server, server, null);
        }

        var foreign = exchange is { Status: 403 or 407, MediaType: "text/html" } && server != (_server ?? "");
        return foreign || exchange.Status == 407
            ? exchange with { Intermediary = exchange.Header("Server") ?? "an unnamed proxy" }
            : exchange;
    }

    // The wait of Retry-After; null for no wait.
    public TimeSpan? OnReply(Exchange exchange)
    {
        if (exchange.Status != 429 && exchange.Intermediary is null)
        {
            if (exchange.Succeeded)
            {
                Interlocked.Exchange(ref _refusals, 0);
            }

            return exchange.Status == 503 && MayRepeat(exchange) ? RetryAfter(exchange) : null;
        }

        // A mock simulates rate limits, so more requests do no harm.
        if (!settings.PublicFakes && Interlocked.Increment(ref _refusals) >= MaxRefusals)
        {
            _closed = exchange.Intermediary is { } between
                ? $"{between} answered instead of the target, twice: {exchange.Summary()}"
                : $"the target rate-limited the suite, twice: {exchange.Summary()}";
        }

        return _closed is null && exchange.Status == 429 && MayRepeat(exchange) ? RetryAfter(exchange) : null;
    }

    // Only requests that change nothing are repeated.
    private bool MayRepeat(Exchange exchange) => exchange.Request.Method == "GET" || exchange.Request.Uri == tokenAddress;

    private TimeSpan? RetryAfter(Exchange exchange)
    {
        var value = exchange.Header("Retry-After");
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (!DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment))
        {
            return null;
        }

        var wait = moment - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
