using PartnerApi.HttpTrace;

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

/// <summary>A request as it was received.</summary>
public sealed record ApiRequest : RecordedRequest
{
    /// <summary>Names the connection that it came on; null outside a host.</summary>
    public string? Connection { get; init; }

    /// <summary>Whether the body could be read.</summary>
    public BodyFault BodyFault { get; init; }
}
