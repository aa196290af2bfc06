using System.Text;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Transport;

/// <summary>Looks at a whole reply for what no reply may hold, before it is cut.</summary>
internal static class ReplyInspection
{
    private const int MinTokenLength = 16;

    private static readonly string[] TraceMarks = ["   at ", "Exception:", "Traceback (most recent call last)", "\tat ", "stackTrace"];

    /// <summary>Inspects a reply.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="clientSecret">The client's secret.</param>
    /// <returns>What the reply holds.</returns>
    public static ReplyTraits Inspect(Exchange exchange, string clientSecret)
    {
        if (exchange.Reply is not { } reply)
        {
            return new();
        }

        var body = Encoding.UTF8.GetString(reply.Body.Span);
        return new(
            Holds(clientSecret),
            Presented(exchange) is { } token && Holds(token),
            TraceMarks.FirstOrDefault(mark => body.Contains(mark, StringComparison.Ordinal))?.Trim());

        bool Holds(string value) => body.Contains(value, StringComparison.Ordinal)
            || reply.Headers.Any(field => field.Value.Contains(value, StringComparison.Ordinal));
    }

    private static string? Presented(Exchange exchange) =>
        exchange.Request.Headers.First("Authorization")?.Trim() is { } value
        && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && value[7..].Trim() is { Length: >= MinTokenLength } token
            ? token
            : null;
}
