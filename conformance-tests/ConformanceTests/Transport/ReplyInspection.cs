using System.Text;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Transport;

/// <summary>Looks at a whole reply for what no reply may hold, before it is cut.</summary>
internal sealed class ReplyInspection
{
    private const int MinTokenLength = 16;

    private static readonly string[] TraceMarks = ["   at ", "Exception:", "Traceback (most recent call last)", "\tat ", "stackTrace"];

    // The suite presents tokens in other places than Authorization, too.
    private static readonly string[] TokenFields = ["Authorization", "Proxy-Authorization", "X-Access-Token"];

    private readonly SecretSearch _search = new();

    /// <summary>Inspects a reply.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="clientSecrets">The secrets of all clients.</param>
    /// <returns>What the reply holds.</returns>
    public ReplyTraits Inspect(Exchange exchange, IEnumerable<string> clientSecrets)
    {
        if (exchange.Reply is not { } reply)
        {
            return new();
        }

        var body = Encoding.UTF8.GetString(reply.Body.Span);
        var fields = string.Join('\n', reply.Headers.Select(field => $"{field.Name}: {field.Value}"));
        return new(
            clientSecrets.Any(Holds),
            Presented(exchange).Any(Holds) || IssuedInField(exchange, fields),
            TraceMarks.FirstOrDefault(mark => body.Contains(mark, StringComparison.Ordinal))?.Trim());

        bool Holds(string value) => _search.Holds(body, value) || _search.Holds(fields, value);
    }

    // A reply that issues a token has it in its body, and nowhere else.
    private bool IssuedInField(Exchange exchange, string fields) =>
        exchange.AccessToken is { Length: >= MinTokenLength and <= 16 * 1024 } token && _search.Holds(fields, token);

    private static IEnumerable<string> Presented(Exchange exchange) => TokenFields
        .SelectMany(name => exchange.Request.Headers.All(name))
        .Select(value => value.Trim().Split(' ', 2, StringSplitOptions.TrimEntries)[^1])
        .Where(token => token.Length >= MinTokenLength)
        .Distinct();
}
