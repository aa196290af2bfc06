using System.Globalization;
using System.Text;
using System.Text.Json;
using PartnerApi.Mock.Engine;
using PartnerApi.Mock.Exercises;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control.Dashboard;

/// <summary>Turns what the mock knows into the plain values that pages show.</summary>
internal static class PageModels
{
    private const int LongestPath = 80;

    public static object[] Marks(GradeCard card) =>
    [
        .. card.Marks.Select(mark => new Dictionary<string, object?>
        {
            ["rule"] = mark.Rule,
            ["title"] = mark.Title,
            ["statement"] = mark.Statement,
            ["level"] = GradeFormats.Word(mark.Level),
            ["verdict"] = Words.Of(mark.Verdict),
            ["kind"] = mark.Verdict.ToString(),
            ["reason"] = mark.Reason,
            ["evidence"] = mark.Evidence.ToArray(),
            ["exercise"] = mark.Exercise,
        }),
    ];

    public static Dictionary<string, object?> Line(Exchange exchange) => new()
    {
        ["number"] = exchange.Number,
        ["time"] = Time(exchange.Time),
        ["method"] = exchange.Request.Method,
        ["path"] = exchange.Request.Path.Length > LongestPath ? exchange.Request.Path[..LongestPath] + "…" : exchange.Request.Path,
        ["operation"] = exchange.Operation?.Id ?? "",
        ["client"] = exchange.ClientId ?? "",
        ["status"] = exchange.Reply.Status,
        ["kind"] = exchange.IsRefused ? "refused" : exchange.Fault is null ? "passed" : "ordered",
        ["rule"] = exchange.Broken?.Requirement ?? exchange.Fault ?? "",
        ["cause"] = exchange.Why is [var first, ..] ? first.Text : "",
        ["fix"] = exchange.Why is [var same, ..] ? same.Fix : "",
    };

    public static Dictionary<string, object?> Whole(Exchange exchange, Uri api) => new(Line(exchange))
    {
        ["token"] = exchange.TokenMark ?? "",
        ["fullPath"] = exchange.Request.Path + (exchange.Request.Query.Length == 0 ? "" : "?" + exchange.Request.Query),
        ["causes"] = exchange.Why.Select(cause => new Dictionary<string, object?> { ["text"] = cause.Text, ["fix"] = cause.Fix, ["sent"] = cause.Sent, ["wanted"] = cause.Wanted }).ToArray(),
        ["rules"] = exchange.Rules.Select(step => new Dictionary<string, object?> { ["id"] = step.Requirement, ["statement"] = step.Statement, ["passed"] = step.Passed }).ToArray(),
        ["requestHead"] = Head(exchange.Request.Headers),
        ["requestBody"] = Body(exchange.Request.Body),
        ["replyHead"] = Head(exchange.Reply.Headers),
        ["replyBody"] = Body(exchange.Reply.Body),
        ["curl"] = exchange.Curl(api),
    };

    public static Dictionary<string, object?> Clock(Session session) => new()
    {
        ["now"] = Time(session.Clock.GetUtcNow()),
        ["date"] = session.Clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["frozen"] = session.Clock.IsFrozen,
    };

    public static object[] Faults(Session session) =>
    [
        .. session.Faults.All.Select(fault => new Dictionary<string, object?>
        {
            ["id"] = fault.Id,
            ["kind"] = fault.Kind.Name,
            ["scope"] = fault.Scope,
            ["left"] = fault.Left is { } left ? left.ToString(CultureInfo.InvariantCulture) : "always",
            ["spent"] = fault.Left == 0,
            ["summary"] = fault.Kind.Summary,
        }),
    ];

    public static object[] Kinds() =>
        [.. FaultKind.All.Values.OrderBy(kind => kind.Name, StringComparer.Ordinal).Select(kind => new Dictionary<string, object?> { ["name"] = kind.Name, ["summary"] = kind.Summary })];

    public static object[] Exercises() =>
    [
        .. Exercise.All.Select(exercise => new Dictionary<string, object?>
        {
            ["name"] = exercise.Name,
            ["rules"] = string.Join(", ", exercise.Rules),
            ["arranges"] = exercise.Arranges,
            ["then"] = exercise.Then,
        }),
    ];

    private static string Time(DateTimeOffset time) => time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Head(HeaderList headers) => string.Join('\n', headers.Fields.Select(field => $"{field.Key}: {field.Value}"));

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

    // The page encodes for HTML; here the text should read as it was sent.
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
