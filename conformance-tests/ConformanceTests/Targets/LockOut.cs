using System.Globalization;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Targets;

// Notices that a deployment, or a proxy before it, keeps the suite out, and asks no more: it would only make things worse.
internal sealed class LockOut(TargetSettings settings, TimeProvider time, Uri token)
{
    private const int Patience = 2;

    private int _refusals;
    private string? _server;
    private volatile string? _closed;

    public void Refuse()
    {
        if (_closed is { } closed)
        {
            throw new PrerequisiteException(new(Outcome.Blocked, "a request", closed, "the rest of the run was not sent; try again later, or ask the operators to allow the suite's User-Agent"));
        }
    }

    // A page of something that stands in between is no answer of the deployment.
    public Exchange Marked(Exchange exchange)
    {
        if (exchange.Reply is not null && exchange.Json.Root is not null)
        {
            Interlocked.CompareExchange(ref _server, exchange.Header("Server") ?? "", null);
        }

        var foreign = exchange is { Status: 403 or 407, MediaType: "text/html" } && (exchange.Header("Server") ?? "") != (_server ?? "");
        return foreign || exchange.Status == 407 ? exchange with { Intermediary = exchange.Header("Server") ?? "a proxy without a name" } : exchange;
    }

    // The wait that the target asks for; null when there is nothing to wait for.
    public TimeSpan? Note(Exchange exchange)
    {
        if (exchange.Status != 429 && exchange.Intermediary is null)
        {
            if (exchange.Succeeded)
            {
                Interlocked.Exchange(ref _refusals, 0);
            }

            return exchange.Status == 503 && MayRepeat(exchange) ? Wait(exchange) : null;
        }

        // A mock's limits are failures on demand, and nobody is hurt by asking on.
        if (!settings.PublicFakes && Interlocked.Increment(ref _refusals) >= Patience)
        {
            _closed = exchange.Intermediary is { } between
                ? $"{between} answers in place of the target, twice: {exchange.Summary()}"
                : $"the target limits the suite, twice: {exchange.Summary()}";
        }

        return _closed is null && exchange.Status == 429 && MayRepeat(exchange) ? Wait(exchange) : null;
    }

    // Only what changes nothing is sent once more.
    private bool MayRepeat(Exchange exchange) => exchange.Request.Method == "GET" || exchange.Request.Uri == token;

    private TimeSpan? Wait(Exchange exchange) => exchange.Header("Retry-After") switch
    {
        { } seconds when int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => TimeSpan.FromSeconds(number),
        { } date when DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) =>
            moment > time.GetUtcNow() ? moment - time.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };
}
