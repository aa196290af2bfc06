using PartnerApi.HttpTrace.Redaction;



namespace PartnerApi.Mock.Grading;

/// <summary>What kind of request was observed.</summary>
public enum ObservationKind
{
    /// <summary>At the token endpoint.</summary>
    Token,

    /// <summary>A command.</summary>
    Command,

    /// <summary>A query.</summary>
    Query,

    /// <summary>Path and method name no operation.</summary>
    Unrouted,
}

/// <summary>The input of the grading rules for one exchange: facts and fingerprints, no credentials.</summary>
public sealed record Observation
{
    /// <summary>Number of the exchange in the session's journal.</summary>
    public required long Number { get; init; }

    /// <summary>When it was received, by the session's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>When it was received, by the real clock.</summary>
    public required DateTimeOffset RealTime { get; init; }

    /// <summary>What kind of request it is.</summary>
    public required ObservationKind Kind { get; init; }

    /// <summary>A hash of method, path and body: equal for a repeated request.</summary>
    public int Key { get; init; }

    /// <summary>The path, without secrets.</summary>
    public required string Path { get; init; }

    /// <summary>Status of the reply.</summary>
    public required int Status { get; init; }

    /// <summary>Whether the objects that a command names were ready; null when none had to be.</summary>
    public bool? WaitedUntilReady { get; init; }

    /// <summary>Requirement of the rule that refused; null when none did.</summary>
    public string? Rule { get; init; }

    /// <summary>The fault that replaced the reply; null for none.</summary>
    public string? Fault { get; init; }

    /// <summary>The value of Retry-After; null when the reply has none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The delay of the reply.</summary>
    public TimeSpan ReplyDelay { get; init; }

    /// <summary>The client; empty when it is not known.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Fingerprint of the presented token; 0 for none.</summary>
    public int Token { get; init; }

    /// <summary>Fingerprint of the issued token; 0 for none.</summary>
    public int Issued { get; init; }

    /// <summary>Announced lifetime of the issued token.</summary>
    public TimeSpan Lifetime { get; init; }

    /// <summary>Secrets in path or query.</summary>
    public SecretKinds InUrl { get; init; }

    /// <summary>Secrets in the header <c>Referer</c>.</summary>
    public SecretKinds InReferer { get; init; }

    /// <summary>Secrets in the body.</summary>
    public SecretKinds InBody { get; init; }

    /// <summary>Whether the operation needs <c>Requestor-ID</c>.</summary>
    public bool NeedsRequestor { get; init; }

    /// <summary>How many <c>Requestor-ID</c> lines came.</summary>
    public int RequestorLines { get; init; }

    /// <summary>The first of them; null for none.</summary>
    public string? Requestor { get; init; }

    /// <summary>Whether the secret contains characters that need form encoding.</summary>
    public bool SecretNeedsEncoding { get; init; }

    /// <summary>Whether the secret was correct except for its encoding.</summary>
    public bool SecretWronglyEncoded { get; init; }

    /// <summary>Whether any credentials came, right or wrong.</summary>
    public bool HasCredentials { get; init; }

    /// <summary>Whether the request names its session by header.</summary>
    public bool NamesSession { get; init; }

    /// <summary>Whether it names this session and carries credentials of another one.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Whether it was executed.</summary>
    public bool IsAccepted => Status is >= 200 and < 300;

    /// <summary>Whether it is a command or query.</summary>
    public bool IsCall => Kind is ObservationKind.Command or ObservationKind.Query;

    /// <summary>Whether a refused token was the reason for a 401.</summary>
    public bool IsTokenRefused => IsCall && Status == 401 && Token != 0;
}
