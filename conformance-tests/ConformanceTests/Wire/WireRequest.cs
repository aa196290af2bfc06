using System.Collections.Immutable;

namespace PartnerApi.Conformance.Wire;

/// <summary>One header line.</summary>
/// <param name="Name">The name in the case that is sent.</param>
/// <param name="Value">The value; for a verbatim line everything after the colon, spaces included.</param>
/// <param name="Verbatim">True when the line must reach the wire byte for byte, surrounding spaces included.</param>
public sealed record WireHeader(string Name, string Value, bool Verbatim = false);

/// <summary>A request as the suite means to send it.</summary>
/// <param name="Method">The method, in the case that is sent.</param>
/// <param name="Uri">Where it goes.</param>
/// <param name="Headers">Header lines in order; one name may stand on several lines.</param>
/// <param name="Body">The body's bytes; null for none.</param>
public sealed record WireRequest(
    string Method,
    Uri Uri,
    ImmutableArray<WireHeader> Headers,
    ReadOnlyMemory<byte>? Body = null)
{
    /// <summary>True when a header needs bytes that the ordinary client would tidy: RFC 9110, sections 5.3 and 5.5.</summary>
    public bool NeedsRawLines =>
        Headers.Any(header => header.Verbatim)
        || Headers.GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase).Any(lines => lines.Count() > 1);
}
