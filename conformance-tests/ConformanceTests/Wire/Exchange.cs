using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Wire;

/// <summary>A reply as it came.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Version">HTTP version, for example <c>1.1</c>.</param>
/// <param name="Headers">Header lines; a name that came twice is here twice.</param>
/// <param name="Body">The body, decompressed; at most the wire's limit.</param>
/// <param name="BodyProblem">Why the body is not whole or not readable; null when it is.</param>
public sealed record WireReply(
    int Status,
    string Version,
    HeaderList Headers,
    ReadOnlyMemory<byte> Body,
    string? BodyProblem = null);

/// <summary>What went wrong on the way.</summary>
public enum FailureKind
{
    /// <summary>No connection: refused, unknown host, no route.</summary>
    Refused,

    /// <summary>No whole reply within the time limit.</summary>
    Timeout,

    /// <summary>The connection ended before the reply did.</summary>
    ClosedEarly,

    /// <summary>The TLS handshake failed.</summary>
    Tls,

    /// <summary>The reply's header section is larger than any reasonable one.</summary>
    TooLarge,

    /// <summary>The response is not HTTP.</summary>
    Malformed,
}

/// <summary>A failure of a request. The run continues.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Message">The reason in words.</param>
public sealed record WireFailure(FailureKind Kind, string Message);

/// <summary>What a reply holds that it must not.</summary>
/// <param name="HoldsClientSecret">Whether it repeats the client's secret.</param>
/// <param name="HoldsPresentedToken">Whether it repeats the bearer token of the request.</param>
/// <param name="StackTraceMark">What makes its body look like a stack trace; null when nothing does.</param>
public sealed record ReplyTraits(
    bool HoldsClientSecret = false,
    bool HoldsPresentedToken = false,
    string? StackTraceMark = null);

/// <summary>A request and what came of it.</summary>
/// <param name="Number">Position in the run, from 1.</param>
/// <param name="Request">What was sent.</param>
/// <param name="Reply">What came; with a failure, as far as it came; null when nothing did.</param>
/// <param name="Failure">What went wrong on the way; null when nothing did.</param>
/// <param name="Started">When it was sent.</param>
/// <param name="Duration">How long it took, body included.</param>
public sealed record Exchange(
    int Number,
    WireRequest Request,
    WireReply? Reply,
    WireFailure? Failure,
    DateTimeOffset Started,
    TimeSpan Duration)
{
    /// <summary>The proxy that answered instead of the target; null when the target answered.</summary>
    public string? Intermediary { get; init; }

    /// <summary>What the whole reply was found to hold; the run keeps only its beginning.</summary>
    public ReplyTraits Traits { get; init; } = new();
}
