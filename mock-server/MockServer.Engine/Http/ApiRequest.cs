namespace PartnerApi.Mock.Http;

/// <summary>Why the body of a request could not be read whole.</summary>
public enum BodyFault
{
    /// <summary>It was read whole.</summary>
    None,

    /// <summary>It is larger than the mock accepts.</summary>
    TooLarge,

    /// <summary>Its framing is broken, for example a bad chunk.</summary>
    Malformed,
}

/// <summary>A request as it came over the wire, free of any web framework's types.</summary>
public sealed record ApiRequest
{
    /// <summary>The method, in the sender's letter case (RFC 9110, section 9.1: it matters).</summary>
    public required string Method { get; init; }

    /// <summary>The path, still percent-encoded, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The query, still percent-encoded, without the question mark; empty when there is none.</summary>
    public string Query { get; init; } = "";

    /// <summary>The header fields.</summary>
    public HeaderList Headers { get; init; } = HeaderList.Empty;

    /// <summary>The body; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the body could be read.</summary>
    public BodyFault BodyFault { get; init; }

    /// <summary>Media type of the body in lower case without parameters; null when the header is missing.</summary>
    public string? MediaType => Headers.First("Content-Type") is { } type
        ? (type.IndexOf(';') is var end and >= 0 ? type[..end] : type).Trim().ToLowerInvariant()
        : null;
}
