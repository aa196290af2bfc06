using System.Globalization;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Transport;

// Stops the run when the deployment, or a proxy before it, limits or blocks the suite: more requests would only make it worse.
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
                "the rest of the run was not sent; try again later, or ask the operators to allow the suite's User-Agent"));
        }
    }

    // A page of something that stands in between is no answer of the deployment.
    public Exchange Classify(Exchange exchange)
    {
        var server = exchange.Header("Server") ?? "";
        if (exchange.Reply is not null && exchange.Json.Root is not null)
        {
            Interlocked.CompareExchange(ref _server, server, null);
        }

        var foreign = exchange is { Status: 403 or 407, MediaType: "text/html" } && server != (_server ?? "");
        return foreign || exchange.Status == 407
            ? exchange with { Intermediary = exchange.Header("Server") ?? "a proxy without a name" }
            : exchange;
    }

    // The wait that the target asks for; null when there is nothing to wait for.
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

        // A mock's limits are failures on demand, and nobody is hurt by asking on.
        if (!settings.PublicFakes && Interlocked.Increment(ref _refusals) >= MaxRefusals)
        {
            _closed = exchange.Intermediary is { } between
                ? $"{between} answers in place of the target, twice: {exchange.Summary()}"
                : $"the target limits the suite, twice: {exchange.Summary()}";
        }

        return _closed is null && exchange.Status == 429 && MayRepeat(exchange) ? RetryAfter(exchange) : null;
    }

    // Only what changes nothing is sent once more.
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
