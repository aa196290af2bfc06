using System.Text;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Journal;

namespace PartnerApi.Mock.Control;

/// <summary>The JSON representation of exchanges in the control API.</summary>
internal static class JournalView
{
    public static object Line(Exchange exchange) => new
    {
        number = exchange.Number,
        time = exchange.Time,
        method = exchange.Request.Method,
        path = exchange.Request.Path,
        operation = exchange.Operation?.Id,
        client = exchange.ClientId,
        status = exchange.Reply.Status,
        rule = exchange.Broken?.Requirement,
        fault = exchange.Fault,
        warning = exchange.Warning,
        why = exchange.Why is [var first, ..] ? first.ToString() : null,
    };

    public static object Whole(Exchange exchange, Uri api) => new
    {
        number = exchange.Number,
        time = exchange.Time,
        operation = exchange.Operation?.Id,
        client = exchange.ClientId,
        token = exchange.TokenFingerprint,
        rule = exchange.Broken?.Requirement,
        fault = exchange.Fault,
        warning = exchange.Warning,
        why = exchange.Why.Select(cause => new { cause = cause.Text, cause.Fix, cause.Sent, cause.Expected, wanted = cause.Expected }),
        rules = exchange.Rules.Select(step => new { id = step.Requirement, result = step.Passed ? "passed" : "refused", step.Statement }),
        request = new
        {
            exchange.Request.Method,
            exchange.Request.Path,
            exchange.Request.Query,
            headers = Headers(exchange.Request.Headers),
            body = Encoding.UTF8.GetString(exchange.Request.Body.Span),
        },
        reply = new
        {
            exchange.Reply.Status,
            headers = Headers(exchange.Reply.Headers),
            body = Encoding.UTF8.GetString(exchange.Reply.Body.Span),
        },
        curl = exchange.Curl(api),
    };

    private static IEnumerable<object> Headers(HeaderList headers) =>
        headers.Fields.Select(field => new { name = field.Name, value = field.Value });
}
