using System.Collections.Immutable;
using System.Globalization;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Reports.Html;

// An exchange, cut to what a person reads; results.json has more of it.
internal sealed record HtmlExchange(
    int Number,
    string Scenario,
    string RequestLine,
    ImmutableArray<string> RequestHeaders,
    string RequestBody,
    int? Status,
    ImmutableArray<string> ReplyHeaders,
    string ReplyBody,
    string? Failure,
    string Milliseconds,
    string Curl)
{
    private const int LongestText = 4_000;

    public static HtmlExchange Of(RecordedExchange exchange) => new(
        exchange.Number,
        exchange.Scenario,
        exchange.RequestLine,
        exchange.RequestHeaders,
        Shortened(exchange.RequestBody),
        exchange.Status,
        exchange.ReplyHeaders,
        Shortened(exchange.ReplyBody),
        exchange.Failure,
        exchange.Duration.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture),
        exchange.Curl);

    private static string Shortened(string text) => text.Length <= LongestText
        ? text
        : text[..LongestText] + string.Create(CultureInfo.InvariantCulture, $"… ({text.Length} characters; results.json has more)");
}
