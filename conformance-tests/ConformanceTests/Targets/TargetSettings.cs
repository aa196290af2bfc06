using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Targets;

/// <summary>What the suite may change on a target.</summary>
public enum SideEffects
{
    /// <summary>Nothing: commands use nonexistent ids, or bodies that are always rejected.</summary>
    None,

    /// <summary>Only what <see cref="TargetSettings.DeclaredOperations"/> lists.</summary>
    Declared,

    /// <summary>Everything: the suite executes every command.</summary>
    All,
}

/// <summary>What a deployment provides.</summary>
public enum Surface
{
    /// <summary>Token endpoint and API.</summary>
    Everything,

    /// <summary>A token endpoint only; checks of the API are not applicable.</summary>
    [JsonStringEnumMemberName("tokenEndpoint")]
    TokenEndpoint,
}

/// <summary>A client of the target.</summary>
/// <param name="ClientId">The <c>client_id</c>.</param>
/// <param name="ClientSecret">The <c>client_secret</c>.</param>
public sealed record Credentials(string ClientId, string ClientSecret)
{
    /// <inheritdoc/>
    public override string ToString() => $"{ClientId} (secret not shown)";
}

/// <summary>What a run judges: the guide with RFC 6749 or OAuth 2.1, or the guide alone.</summary>
public enum Profile
{
    /// <summary>RFC 6749 and RFC 6750.</summary>
    Rfc6749,

    /// <summary>OAuth 2.1.</summary>
    [JsonStringEnumMemberName("oauth21")]
    OAuth21,

    /// <summary>The guide's own sentences alone; standards and the public reference are not judged.</summary>
    Guide,
}

/// <summary>Where a deployment differs from its contract.</summary>
/// <param name="Requestor">Whether the operation requires <c>Requestor-ID</c>; null for the contract's rule.</param>
/// <param name="Skip">Why the operation is not tested; null when it is.</param>
public sealed record OperationSettings(bool? Requestor = null, string? Skip = null);

/// <summary>One deployment under test: its addresses, the client, and its choices where the guide leaves one.</summary>
public sealed record TargetSettings
{
    internal const int DefaultMinimumMustChecks = 20;

    /// <summary>Its name in reports.</summary>
    public required string Name { get; init; }

    /// <summary>Base address of the API; a path prefix is kept.</summary>
    public required Uri ApiAddress { get; init; }

    /// <summary>Full address of the token endpoint; null for the contract's path below <see cref="ApiAddress"/>.</summary>
    public Uri? TokenAddress { get; init; }

    /// <summary>What the deployment provides.</summary>
    public Surface Surface { get; init; }

    /// <summary>Control API of a mock, to advance its clock; null for a real deployment.</summary>
    public Uri? ControlAddress { get; init; }

    /// <summary>Bearer token of the control API; null when it requires none.</summary>
    public string? ControlToken { get; init; }

    /// <summary>
    /// Whether the run creates a session of its own on the mock, with a client and a clock that no other caller uses. It needs
    /// <see cref="ControlAddress"/>.
    /// </summary>
    public bool OwnSession { get; init; }

    /// <summary>The contract: one of <see cref="ContractFile.Names"/>, or a file.</summary>
    public string Contract { get; init; } = ContractFile.Guide;

    /// <summary>Which operations require <c>Requestor-ID</c>: those of the guide or of the public reference.</summary>
    public RequestorPolicy Policy { get; init; } = RequestorPolicy.Guide;

    /// <summary>The client that sends the requests.</summary>
    public required Credentials Credentials { get; init; }

    /// <summary>True when the credentials are public fakes, which may appear in URLs and logs.</summary>
    public bool PublicFakes { get; init; }

    /// <summary>Whether real secrets and tokens may be sent in URLs, where logs keep them.</summary>
    public bool AllowSecretsInUrl { get; init; }

    /// <summary>Whether secrets and tokens may be sent in URLs: they are public fakes, or the target file allows it.</summary>
    internal bool MaySendSecretsInUrl => PublicFakes || AllowSecretsInUrl;

    /// <summary>A client whose secret has characters that form encoding changes; null for none.</summary>
    public Credentials? SpecialCharacters { get; init; }

    /// <summary>A client that may not use the grant <c>client_credentials</c>; null when the target has none.</summary>
    public Credentials? WithoutGrant { get; init; }

    /// <summary>A client with short-lived tokens, so that the suite can wait for expiry; null for none.</summary>
    public Credentials? ShortLived { get; init; }

    /// <summary>An expired token; null for none.</summary>
    public string? ExpiredToken { get; init; }

    /// <summary>A token that the same issuer created for another service; null for none.</summary>
    public string? OtherAudienceToken { get; init; }

    /// <summary>A valid token whose scope does not allow the API; null for none.</summary>
    public string? OtherScopeToken { get; init; }

    /// <summary>Value of <c>scope</c> in token requests; null for the contract's.</summary>
    public string? Scope { get; init; }

    /// <summary>Which standard the target follows where they differ, or the guide alone.</summary>
    public Profile Profile { get; init; } = Profile.Rfc6749;

    /// <summary>Natural person id sent as <c>Requestor-ID</c>.</summary>
    public required string RequestorId { get; init; }

    /// <summary>How far the target checks requestors; null for what the contract says.</summary>
    public RequestorCheckLevel? RequestorCheck { get; init; }

    /// <summary>A natural person who exists and is not ACTIVE; null when none is known.</summary>
    public string? InactiveRequestorId { get; init; }

    /// <summary>An ACTIVE natural person who holds no role for <see cref="RequestorId"/>; null when none is known.</summary>
    public string? OtherRequestorId { get; init; }

    /// <summary>What the suite may change.</summary>
    public SideEffects SideEffects { get; init; } = SideEffects.None;

    /// <summary>Operations that may be executed when <see cref="SideEffects"/> is <see cref="SideEffects.Declared"/>.</summary>
    public ImmutableArray<string> DeclaredOperations { get; init; } = [];

    /// <summary>Maximum difference between the clocks of the target and of this machine in seconds: 0 to 3600.</summary>
    public int ClockSkewSeconds { get; init; } = 300;

    /// <summary>Timeout of one request in seconds: 1 to 600.</summary>
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>Concurrent requests: 1 to 64.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Maximum attempts with bad credentials in a run; null for no limit. A real deployment may lock the client out.</summary>
    public int? BadCredentialBudget { get; init; } = 6;

    /// <summary>Maximum requests in a run; null for no limit. Checks that remain are untestable.</summary>
    public int? RequestBudget { get; init; }

    /// <summary>Maximum duration of a run in seconds; null for no limit. Checks that remain are untestable.</summary>
    public int? WallClockSeconds { get; init; }

    /// <summary>Maximum seconds to wait for an expiry, for <c>Retry-After</c>, and for a created object to be ready: 0 to 3600.</summary>
    public int MaxWaitSeconds { get; init; } = 90;

    /// <summary>Folder where expired tokens are stored; null for none.</summary>
    public string? ExpiredTokenFolder { get; init; }

    /// <summary>Key that encrypts stored tokens, 32 bytes in base64; null for files that only the owner can read.</summary>
    public string? ExpiredTokenKey { get; init; }

    /// <summary>The proxy; null for the system's.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>PEM file of the trusted certificates; null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Client certificate with its key (PKCS #12, or PEM with both); null for none.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Password of <see cref="ClientCertificate"/>; null when it has none.</summary>
    public string? ClientCertificatePassword { get; init; }

    /// <summary>Where operations differ from the contract, by operation id.</summary>
    public ImmutableDictionary<string, OperationSettings> Operations { get; init; } = ImmutableDictionary<string, OperationSettings>.Empty;

    /// <summary>Size of the largest accepted request body in bytes; null when unknown.</summary>
    public int? BodyLimitBytes { get; init; }

    /// <summary>Minimum number of must-checks that a full run must execute.</summary>
    public int MinimumMustChecks { get; init; } = DefaultMinimumMustChecks;

    /// <summary>Status codes that answer a missing <c>Requestor-ID</c>; empty for those of the requirement.</summary>
    public ImmutableArray<string> MissingRequestorStatuses { get; init; } = [];

    // 32 bytes: AES-256.
    internal static byte[]? ParseKey(string? text)
    {
        var key = new byte[32];
        return text is not null && Convert.TryFromBase64String(text, key, out var length) && length == key.Length ? key : null;
    }

    /// <summary>Whether the suite may execute an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>True when it may.</returns>
    public bool MayExecute(Operation operation) => operation is { Kind: not OperationKind.Command, SideEffect: false } || SideEffects switch
    {
        SideEffects.All => true,
        SideEffects.Declared => DeclaredOperations.Contains(operation.Id),
        _ => false,
    };
}
