using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Targets;

/// <summary>What the suite may change on a target.</summary>
public enum SideEffects
{
    /// <summary>Nothing: commands are tried on ids that cannot exist, or with bodies that cannot be accepted.</summary>
    None,

    /// <summary>Only what <see cref="TargetSettings.DeclaredOperations"/> lists.</summary>
    Declared,

    /// <summary>Anything: every command is carried out.</summary>
    All,
}

/// <summary>How much of the partner API a deployment has.</summary>
public enum Surface
{
    /// <summary>All of it.</summary>
    Everything,

    /// <summary>Its token endpoint; what needs the rest is not applicable.</summary>
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

/// <summary>Which standard a target follows where they differ.</summary>
public enum Profile
{
    /// <summary>RFC 6749 and RFC 6750.</summary>
    Rfc6749,

    /// <summary>OAuth 2.1.</summary>
    [JsonStringEnumMemberName("oauth21")]
    OAuth21,
}

/// <summary>What a deployment does otherwise than its contract says.</summary>
/// <param name="Requestor">Whether the operation needs <c>Requestor-ID</c>; null as the contract says.</param>
/// <param name="Skip">Why the operation is left alone; null when it is not.</param>
public sealed record OperationSettings(bool? Requestor = null, string? Skip = null);

/// <summary>One deployment under test: where it is, who asks, and what it does where the guide leaves a choice.</summary>
public sealed record TargetSettings
{
    /// <summary>Its name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>Base address of the API; a path prefix is kept.</summary>
    public required Uri ApiAddress { get; init; }

    /// <summary>Whole address of the token endpoint; null for the contract's path below <see cref="ApiAddress"/>.</summary>
    public Uri? TokenAddress { get; init; }

    /// <summary>How much of the partner API the deployment has.</summary>
    public Surface Surface { get; init; }

    /// <summary>Control API of a mock, whose clock can be moved; null for a real deployment.</summary>
    public Uri? ControlAddress { get; init; }

    /// <summary>The contract: one of <see cref="ContractFile.Names"/>, or a file.</summary>
    public string Contract { get; init; } = ContractFile.Guide;

    /// <summary>Which column of the contract says who needs <c>Requestor-ID</c>.</summary>
    public RequestorPolicy Policy { get; init; } = RequestorPolicy.Guide;

    /// <summary>The client that asks.</summary>
    public required Credentials Credentials { get; init; }

    /// <summary>True when the credentials are public fakes, which may be sent in ways that would give a real secret away.</summary>
    public bool PublicFakes { get; init; }

    /// <summary>A client whose secret holds characters that the form encoding changes; null when there is none.</summary>
    public Credentials? SpecialCharacters { get; init; }

    /// <summary>A client that may not use the grant <c>client_credentials</c>; null when the target has none.</summary>
    public Credentials? WithoutGrant { get; init; }

    /// <summary>A client whose tokens end soon, so that expiry can be waited for; null when there is none.</summary>
    public Credentials? ShortLived { get; init; }

    /// <summary>A token that has expired; null when there is none.</summary>
    public string? ExpiredToken { get; init; }

    /// <summary>A token that the same issuer made for another service; null when there is none.</summary>
    public string? OtherAudienceToken { get; init; }

    /// <summary>A good token whose scope does not allow the API; null when there is none.</summary>
    public string? OtherScopeToken { get; init; }

    /// <summary>Value of <c>scope</c> in token requests; null for what the contract asks for, if anything.</summary>
    public string? Scope { get; init; }

    /// <summary>Which standard the target follows where they differ.</summary>
    public Profile Profile { get; init; } = Profile.Rfc6749;

    /// <summary>Natural person id sent as <c>Requestor-ID</c>.</summary>
    public required string RequestorId { get; init; }

    /// <summary>What the suite may change.</summary>
    public SideEffects SideEffects { get; init; } = SideEffects.None;

    /// <summary>Operations that may be carried out when <see cref="SideEffects"/> is <see cref="SideEffects.Declared"/>.</summary>
    public ImmutableArray<string> DeclaredOperations { get; init; } = [];

    /// <summary>By how many seconds the target's clock and patience may differ from ours: 0 to 3600.</summary>
    public int ClockSkewSeconds { get; init; } = 300;

    /// <summary>Limit of one exchange in seconds: 1 to 600.</summary>
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>Exchanges at the same time: 1 to 64.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Attempts with bad credentials in one run; null for no limit. A real deployment may lock the client out.</summary>
    public int? BadCredentialBudget { get; init; } = 6;

    /// <summary>Requests in one run; null for no limit. What is left over is untestable.</summary>
    public int? RequestBudget { get; init; }

    /// <summary>Seconds that a run may take; null for no limit. What is left over is untestable.</summary>
    public int? WallClockSeconds { get; init; }

    /// <summary>Seconds that a run may wait at most, for an expiry and for <c>Retry-After</c> each: 0 to 3600.</summary>
    public int MaxWaitSeconds { get; init; } = 90;

    /// <summary>Folder where expired tokens are stored; null for none.</summary>
    public string? ExpiredTokenFolder { get; init; }

    /// <summary>Key that encrypts stored tokens, 32 bytes in base64; null for files that only the owner can read.</summary>
    public string? ExpiredTokenKey { get; init; }

    /// <summary>The proxy to go through; null for the system's.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>PEM file of the certificates that are trusted in place of the system's; null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Certificate and key that the client shows (PKCS #12, or PEM with both); null for none.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Password of <see cref="ClientCertificate"/>; null when it has none.</summary>
    public string? ClientCertificatePassword { get; init; }

    /// <summary>What is known about single operations, by their id.</summary>
    public ImmutableDictionary<string, OperationSettings> Operations { get; init; } = ImmutableDictionary<string, OperationSettings>.Empty;

    /// <summary>Largest body that the deployment reads, in bytes; null when it is not known.</summary>
    public int? BodyLimitBytes { get; init; }

    /// <summary>Minimum number of must-checks that a full run must execute.</summary>
    public int MinimumMustChecks { get; init; } = 20;

    /// <summary>Statuses that the deployment answers a missing <c>Requestor-ID</c> with; empty for those of the requirement.</summary>
    public ImmutableArray<string> MissingRequestorStatuses { get; init; } = [];

    // 32 bytes: AES-256.
    internal static byte[]? ParseKey(string? text)
    {
        var key = new byte[32];
        return text is not null && Convert.TryFromBase64String(text, key, out var length) && length == key.Length ? key : null;
    }

    /// <summary>Whether an operation may be carried out for real.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>True when it may.</returns>
    public bool MayCarryOut(Operation operation) => operation is { Kind: not OperationKind.Command, SideEffect: false } || SideEffects switch
    {
        SideEffects.All => true,
        SideEffects.Declared => DeclaredOperations.Contains(operation.Id),
        _ => false,
    };
}
