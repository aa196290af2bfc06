using System.Collections.Immutable;
using System.Text;

namespace PartnerApi.Conformance.Wire;

// Header lines that must reach the wire as they are, and the line that stands in for them until then.
internal sealed record RawLines(WireRequest Stripped, byte[] StandIn, byte[] Lines)
{
    private const string Name = "X-Raw-Lines";

    public static RawLines Of(WireRequest request)
    {
        var repeated = request.Headers.GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase)
            .Where(lines => lines.Count() > 1).Select(lines => lines.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var raw = request.Headers.Where(header => header.Verbatim || repeated.Contains(header.Name)).ToImmutableArray();
        var text = string.Concat(raw.Select(header => $"{header.Name}:{(header.Verbatim ? "" : " ")}{header.Value}\r\n"));
        var stripped = request with { Headers = [.. request.Headers.Except(raw), new(Name, "1")] };
        return new(stripped, Encoding.UTF8.GetBytes($"{Name}: 1\r\n"), Encoding.UTF8.GetBytes(text));
    }

    public RawLinesStream Filter(Stream inner) => new(inner, StandIn, Lines);
}
