using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Diagnosis;
using PartnerApi.Mock.Journal;

namespace PartnerApi.Mock.Dashboard;

/// <summary>Converts exchanges to the values of pages. Text from a client is escaped by <see cref="VisibleText"/>.</summary>
internal static class ExchangeModels
{
    private const int MaxPathLength = 120;
    private const int MaxCauseLength = 300;

    public static Dictionary<string, object?> Line(Exchange exchange) => new()
    {
        ["number"] = exchange.Number,
        ["moment"] = PageModels.Moment(exchange.Time),
        ["time"] = Time(exchange.Time),
        ["date"] = Date(exchange.Time),
        ["method"] = VisibleText.Escape(exchange.Request.Method),
        ["path"] = Short(VisibleText.Escape(exchange.Request.Path), MaxPathLength),
        ["operation"] = exchange.Operation?.Id ?? "",
        ["client"] = VisibleText.Escape(exchange.ClientId ?? ""),
        ["status"] = exchange.Reply.Status,
        ["kind"] = exchange.IsRefused ? "v-fail" : exchange.Fault is null ? "v-pass" : "v-warn",
        ["refused"] = exchange.IsRefused,
        ["rule"] = exchange.Broken?.Requirement ?? "",
        ["fault"] = exchange.IsRefused ? "" : exchange.Fault ?? "",
        ["cause"] = exchange.Why is [var first, ..] ? Short(VisibleText.Escape(first.Text), MaxCauseLength) : "",
        ["fix"] = exchange.Why is [var same, ..] ? VisibleText.Escape(same.Fix) : "",
    };

    public static Dictionary<string, object?> Whole(Exchange exchange, Uri api) => new(Line(exchange))
    {
        ["token"] = exchange.TokenFingerprint ?? "",
        ["causes"] = exchange.Why.Select(Shown).ToArray(),
        ["moreCauses"] = exchange.Why.Length > 1,
        ["passedRules"] = exchange.Rules.Where(step => step.Passed).Select(Shown).ToArray(),
        ["refusedBy"] = exchange.Rules.Where(step => !step.Passed).Select(Shown).FirstOrDefault(),
        ["requestHead"] = VisibleText.Escape($"{exchange.Request.Method} {exchange.Request.Target}\n{Head(exchange.Request.Headers)}"),
        ["requestBody"] = VisibleText.Escape(Body(exchange.Request.Body)),
        ["replyHead"] = VisibleText.Escape($"{StatusLine(exchange.Reply.Status)}\n{Head(exchange.Reply.Headers)}"),
        ["replyBody"] = VisibleText.Escape(Body(exchange.Reply.Body)),
        ["cut"] = exchange.Request.Body.Length >= RedactedRequest.MaxBody,
        ["curl"] = exchange.Curl(api),
    };

    private static Dictionary<string, object?> Shown(RequestDiagnosis cause) => new()
    {
        ["text"] = VisibleText.Escape(cause.Text),
        ["fix"] = VisibleText.Escape(cause.Fix),
        ["sent"] = cause.Sent is null ? null : VisibleText.Escape(cause.Sent),
        ["wanted"] = cause.Expected,
    };

    private static Dictionary<string, object?> Shown(RuleStep step) => new() { ["id"] = step.Requirement, ["statement"] = step.Statement };

    private static string StatusLine(int status) => $"{status} {ReasonPhrases.GetReasonPhrase(status)}";

    private static string Short(string text, int max) => text.Length > max ? text[..max] + "…" : text;

    private static string Date(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Head(HeaderList headers) => string.Join('\n', headers.Fields.Select(field => field.ToString()));

    private static string Body(ReadOnlyMemory<byte> body)
    {
        try
        {
            return body.IsEmpty ? "" : JsonSerializer.Serialize(JsonDocument.Parse(body).RootElement, Indented);
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(body.Span);
        }
    }

    // The template encodes for HTML, so the text is kept as it was sent.
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
