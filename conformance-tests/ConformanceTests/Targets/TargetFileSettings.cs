using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Settings;

namespace PartnerApi.Conformance.Targets;

/// <summary>
/// The settings of a target file. The reader, <c>--help</c>, the names of environment variables, the JSON Schema and the page of the
/// documentation come from here.
/// </summary>
[Settings(EnvironmentPrefix, RefuseSecretsInFile = true, BlankIsUnset = true)]
internal sealed record TargetFileSettings : IValidatableObject
{
    public const string EnvironmentPrefix = "PARTNER_API__";

    private const string RequestorName = "requestorId";

    [Setting("Name of the deployment in reports and waivers.", DefaultText = "the name of the target file")]
    public string? Name { get; init; }

    [Setting("Base address of the API; a path prefix is kept. Required unless surface is tokenEndpoint.")]
    public Uri? ApiAddress { get; init; }

    [Setting("Full address of the token endpoint.", DefaultText = "the contract's path below apiAddress")]
    public Uri? TokenAddress { get; init; }

    [Setting(
        "Control API of a mock. The suite creates a session of its own there, and advances its clock; leave it out for a real deployment.")]
    public Uri? ControlAddress { get; init; }

    [Setting("Bearer token of the control API, if it requires one.", IsSecret = true)]
    public string? ControlToken { get; init; }

    [Setting("What the deployment has: token endpoint and API, or a token endpoint only, which needs tokenAddress.")]
    public Surface Surface { get; init; }

    [Setting(
        "The contract to test against: v1, v2 or an OpenAPI file. A path in the target file is relative to that file.",
        ValueName = "v1|v2|FILE")]
    public string Contract { get; init; } = ContractFile.Guide;

    [Setting("Which operations require Requestor-ID: those of the guide, or those of the public API reference.")]
    public RequestorPolicy Policy { get; init; } = RequestorPolicy.Guide;

    [Setting("Which standard applies where the two differ; guide judges the guide's own sentences alone.")]
    public Profile Profile { get; init; } = Profile.Rfc6749;

    [Setting("The client that sends the requests.")]
    public ClientSettings Credentials { get; init; } = new();

    [Setting("Whether the suite may send secrets and tokens in URLs, to see that they are not accepted there. Access logs keep URLs.")]
    public bool AllowSecretsInUrl { get; init; }

    [Setting("A client whose secret has characters that form encoding changes.")]
    public ClientSettings SpecialCharacters { get; init; } = new();

    [Setting("A client that may not use the grant client_credentials.")]
    public ClientSettings WithoutGrant { get; init; } = new();

    [Setting("A client whose tokens expire within maxWaitSeconds.")]
    public ClientSettings ShortLived { get; init; } = new();

    [Setting("An expired access token of this deployment.", IsSecret = true)]
    public string? ExpiredToken { get; init; }

    [Setting("An access token that the same issuer created for another service.", IsSecret = true)]
    public string? OtherAudienceToken { get; init; }

    [Setting("A valid access token whose scope does not allow the API.", IsSecret = true)]
    public string? OtherScopeToken { get; init; }

    [Setting("Value of scope in token requests; an empty text sends none.", DefaultText = "what the contract requires", AllowBlank = true)]
    public string? Scope { get; init; }

    [Setting(
        "Id of a natural person who may request commands, sent as Requestor-ID. Required unless surface is tokenEndpoint.",
        ValueName = "ID")]
    public string? RequestorId { get; init; }

    [Setting(
        "How far the deployment checks requestors: each level includes those before it, and is tested; what is beyond is recorded.",
        DefaultText = "what the contract says")]
    public RequestorCheckLevel? RequestorCheck { get; init; }

    [Setting("Id of a natural person who exists and is not ACTIVE.", ValueName = "ID")]
    public string? InactiveRequestorId { get; init; }

    [Setting("Id of an ACTIVE natural person who holds no role for requestorId.", ValueName = "ID")]
    public string? OtherRequestorId { get; init; }

    [Setting("What the suite may change: nothing, what declaredOperations lists, or everything.")]
    public SideEffects SideEffects { get; init; } = SideEffects.None;

    [Setting("Ids of the operations that the suite may execute when sideEffects is declared.", ValueName = "IDS")]
    public ImmutableArray<string> DeclaredOperations { get; init; } = [];

    [Setting("Where the deployment differs from its contract, by operation id.")]
    public ImmutableDictionary<string, OperationOverride> Operations { get; init; } = ImmutableDictionary<string, OperationOverride>.Empty;

    [Setting("Maximum difference between the clocks of the deployment and of this machine, in seconds."), Range(0, 3600)]
    public int ClockSkewSeconds { get; init; } = 300;

    [Setting("Timeout of one request, in seconds."), Range(1, 600)]
    public int TimeoutSeconds { get; init; } = 30;

    [Setting("Maximum number of concurrent requests."), Range(1, 64)]
    public int Concurrency { get; init; } = 4;

    [Setting("Maximum number of refused token requests of the clients of this file in a run. No limit for the mock's public fakes.")]
    [Range(0, 100)]
    public int BadCredentialBudget { get; init; } = 6;

    [Setting("Maximum number of requests in a run. Checks that remain are UNTESTABLE.", DefaultText = "no limit"), Range(1, 1_000_000)]
    public int? RequestBudget { get; init; }

    [Setting("Maximum duration of a run, in seconds. Checks that remain are UNTESTABLE.", DefaultText = "no limit"), Range(1, 86_400)]
    public int? WallClockSeconds { get; init; }

    [
        Setting("Maximum time to wait for a token to expire, for Retry-After, and for a created object to be ready, in seconds each."),
        Range(0, 3600)]
    public int MaxWaitSeconds { get; init; } = 90;

    [Setting(
        "Folder where the suite stores a token until it has expired, for a later run.",
        ValueName = "FOLDER",
        DefaultText = "none is stored",
        Aliases = ["cellarFolder"])]
    public string? ExpiredTokenFolder { get; init; }

    [Setting(
        "Key that encrypts the tokens in expiredTokenFolder.",
        IsSecret = true,
        Aliases = ["cellarKey"],
        DefaultText = "not encrypted, readable by the owner only")]
    public string? ExpiredTokenKey { get; init; }

    [Setting("Proxy to use.", DefaultText = "the system's")]
    public Uri? Proxy { get; init; }

    [Setting("PEM file of the certificates to trust.", ValueName = "FILE", DefaultText = "the system's")]
    public string? CaFile { get; init; }

    [Setting("Client certificate with its key: PKCS #12, or PEM with both.", ValueName = "FILE")]
    public string? ClientCertificate { get; init; }

    [Setting("Password of clientCertificate.", IsSecret = true)]
    public string? ClientCertificatePassword { get; init; }

    [Setting("Size of the largest request body that the deployment accepts, in bytes.", DefaultText = "unknown"), Range(1, 100_000_000)]
    public int? BodyLimitBytes { get; init; }

    [Setting("Minimum number of must-checks that a full run must execute; with fewer, the exit code is 3.", Aliases = ["mustFloor"])]
    [Range(1, 10_000)]
    public int MinimumMustChecks { get; init; } = 20;

    [Setting("Answers that the deployment gives where the guide leaves a choice.")]
    public ExpectationSettings Expectations { get; init; } = new();

    [Setting("Id of the .NET user secrets to read.", ValueName = "ID")]
    public string UserSecrets { get; init; } = TargetFile.UserSecrets;

    [Setting(
        "Folder with one file per setting, such as credentials__clientSecret, as containers mount secrets.",
        ValueName = "FOLDER",
        DefaultText = "the environment variable " + TargetFile.SecretsFolder)]
    public string? SecretsFolder { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
    [
        .. Addresses(),
        .. BareAddresses(),
        .. Texts(),
        .. Credentials.Mistakes("credentials", required: true),
        .. SpecialCharacters.Mistakes("specialCharacters", required: false),
        .. WithoutGrant.Mistakes("withoutGrant", required: false),
        .. ShortLived.Mistakes("shortLived", required: false),
        .. Files(),
        .. Declared(),
    ];

    // The file's name is the default of the target's, and its folder the start of a contract's path.
    public TargetSettings ToSettings(string file) => new()
    {
        Name = Name ?? Path.GetFileNameWithoutExtension(file),
        ApiAddress = ApiAddress ?? TokenAddress!,
        TokenAddress = TokenAddress,
        Surface = Surface,
        ControlAddress = ControlAddress,
        ControlToken = ControlToken,
        OwnSession = ControlAddress is not null,
        Contract = ContractFile.Names.Contains(Contract)
            ? Contract
            : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file)) ?? "", Contract),
        Policy = Policy,
        Profile = Profile,
        Credentials = Credentials.ToCredentials()!,
        PublicFakes = Credentials.From is not null,
        AllowSecretsInUrl = AllowSecretsInUrl,
        SpecialCharacters = SpecialCharacters.ToCredentials(),
        WithoutGrant = WithoutGrant.ToCredentials(),
        ShortLived = ShortLived.ToCredentials(),
        ExpiredToken = ExpiredToken,
        OtherAudienceToken = OtherAudienceToken,
        OtherScopeToken = OtherScopeToken,
        Scope = Scope,
        RequestorId = RequestorId ?? "",
        RequestorCheck = RequestorCheck,
        InactiveRequestorId = InactiveRequestorId,
        OtherRequestorId = OtherRequestorId,
        SideEffects = SideEffects,
        DeclaredOperations = DeclaredOperations,
        Operations = Operations.ToImmutableDictionary(
            entry => entry.Key,
            entry => new OperationSettings(entry.Value.Requestor is { } rule ? rule == RequestorRule.Required : null, entry.Value.Skip)),
        ClockSkewSeconds = ClockSkewSeconds,
        TimeoutSeconds = TimeoutSeconds,
        Concurrency = Concurrency,
        BadCredentialBudget = Credentials.From is null ? BadCredentialBudget : null,
        RequestBudget = RequestBudget,
        WallClockSeconds = WallClockSeconds,
        MaxWaitSeconds = MaxWaitSeconds,
        ExpiredTokenFolder = ExpiredTokenFolder,
        ExpiredTokenKey = ExpiredTokenKey,
        Proxy = Proxy,
        CaFile = CaFile,
        ClientCertificate = ClientCertificate,
        ClientCertificatePassword = ClientCertificatePassword,
        BodyLimitBytes = BodyLimitBytes,
        MinimumMustChecks = MinimumMustChecks,
        MissingRequestorStatuses = Expectations.MissingRequestor.Statuses,
    };

    internal static ValidationResult Missing(string key, string what, bool secret = false) => new(
        secret
            ? $"is missing: {what}; set {TargetFile.Description.EnvironmentName(key)}, a user secret or a file of the secrets folder"
            : $"is missing: {what}; set it in the target file or as {TargetFile.Description.EnvironmentName(key)}",
        [key]);

    // Without a list nothing would be executed, as with sideEffects none, and nobody would notice.
    private IEnumerable<ValidationResult> Declared() => SideEffects == SideEffects.Declared && DeclaredOperations.IsEmpty
        ? [new(
            "is empty, and sideEffects is declared: list the operations that may be executed, or set sideEffects to none",
            ["declaredOperations"])]
        : [];

    private IEnumerable<ValidationResult> Addresses()
    {
        if (Surface == Surface.TokenEndpoint)
        {
            if (TokenAddress is null)
            {
                yield return Missing("tokenAddress", "the full address of the token endpoint");
            }

            yield break;
        }

        if (ApiAddress is null)
        {
            yield return Missing("apiAddress", "an address such as https://api.example.com");
        }

        if (RequestorId is null)
        {
            yield return Missing(RequestorName, "the id of a natural person who may request commands");
        }
    }

    // Paths are appended to a base address, and the control API has paths of its own. A token address may have a query (RFC 6749,
    // section 3.2), but no fragment.
    private IEnumerable<ValidationResult> BareAddresses()
    {
        foreach (var (name, address) in ((string, Uri?)[])[(nameof(ApiAddress), ApiAddress), (nameof(ControlAddress), ControlAddress)])
        {
            if (address is { Query.Length: > 0 } or { Fragment.Length: > 0 })
            {
                yield return new($"is \"{address}\"; expected an address without query and fragment", [name]);
            }
        }

        if (TokenAddress is { Fragment.Length: > 0 })
        {
            yield return new($"is \"{TokenAddress}\"; expected an address without fragment", [nameof(TokenAddress)]);
        }
    }

    // They become header fields: RFC 9110, section 5.5; a token is a b64token: RFC 6750, section 2.1.
    private IEnumerable<ValidationResult> Texts()
    {
        foreach (var (name, text) in ((string, string?)[])[(RequestorName, RequestorId), ("scope", Scope)])
        {
            if (text is not null && !ClientSettings.IsVisible(text))
            {
                yield return new("contains a character that is not visible ASCII or a space", [name]);
            }
        }

        foreach (var (name, text) in ((string, string?)[])[
            ("controlToken", ControlToken), ("expiredToken", ExpiredToken), (
                "otherAudienceToken", OtherAudienceToken), ("otherScopeToken", OtherScopeToken)])
        {
            if (text is not null && (text.Contains(' ', StringComparison.Ordinal) || !ClientSettings.IsVisible(text)))
            {
                yield return new("is no token; expected visible ASCII characters without a space", [name]);
            }
        }
    }

    private IEnumerable<ValidationResult> Files()
    {
        foreach (var (name, path) in ((string, string?)[])[(nameof(CaFile), CaFile), (nameof(ClientCertificate), ClientCertificate)])
        {
            if (path is not null && !File.Exists(path))
            {
                yield return new($"is \"{path}\", and there is no such file", [name]);
            }
        }

        if (ExpiredTokenKey is { } key && TargetSettings.ParseKey(key) is null)
        {
            yield return new(
                "is no key; expected 32 random bytes in base64, such as `openssl rand -base64 32` prints",
                [nameof(ExpiredTokenKey)]);
        }
    }
}

/// <summary>Whether an operation requires <c>Requestor-ID</c>.</summary>
internal enum RequestorRule
{
    Required,
    Exempt,
}

/// <summary>Where a deployment differs from its contract for one operation.</summary>
internal sealed record OperationOverride
{
    [Setting("Whether the operation requires Requestor-ID, whatever the policy says.")]
    public RequestorRule? Requestor { get; init; }

    [Setting("Why the operation is not tested; its checks are NOT-APPLICABLE.", ValueName = "REASON")]
    public string? Skip { get; init; }
}

/// <summary>Answers that a deployment gives where the guide leaves a choice.</summary>
internal sealed record ExpectationSettings
{
    [Setting("What answers a request without Requestor-ID.")]
    public MissingRequestorSettings MissingRequestor { get; init; } = new();
}

/// <summary>What answers a request without <c>Requestor-ID</c>.</summary>
internal sealed record MissingRequestorSettings
{
    [Setting("Status codes that answer a missing Requestor-ID.", Expected = "status codes from 400 to 499, or 4xx", ValueName = "CODES")]
    [RegularExpression("^4([0-9]{2}|xx)$")]
    public ImmutableArray<string> Statuses { get; init; } = [];
}

/// <summary>A client of a target: a public fake of the mock by name, or an id with a secret from outside the file.</summary>
internal sealed record ClientSettings
{
    [Setting("Take a public fake from the mock's clients.json.", ValueName = "clients.json"), AllowedValues(ClientsJson)]
    public string? From { get; init; }

    [Setting("Id of the public fake in clients.json.", ValueName = "ID")]
    public string? Client { get; init; }

    [Setting("The client_id. Its secret comes from outside the file.", ValueName = "ID")]
    public string? ClientId { get; init; }

    [Setting("The client_secret.", IsSecret = true)]
    public string? ClientSecret { get; init; }

    private const string ClientsJson = "clients.json";

    public Credentials? ToCredentials()
    {
        if (From is not null)
        {
            return ClientsFile.Embedded()
                .Where(client => client.ClientId == Client)
                .Select(client => new Credentials(client.ClientId, client.Secrets[0]))
                .FirstOrDefault();
        }

        return ClientId is { } id && ClientSecret is { } secret ? new(id, secret) : null;
    }

    public IEnumerable<ValidationResult> Mistakes(string at, bool required)
    {
        if (From is not null)
        {
            return PublicFakeMistakes(at);
        }

        if (Client is not null)
        {
            return [new($"names a public fake; set {at}:from to {ClientsJson} as well", [$"{at}:client"])];
        }

        return required || ClientId is not null || ClientSecret is not null ? [.. MissingMembers(at), .. WrongMembers(at)] : [];
    }

    /// <summary>Whether a text has only characters that RFC 6749, appendix A, calls VSCHAR.</summary>
    internal static bool IsVisible(string text) => text.All(c => c is >= ' ' and <= '~');

    private IEnumerable<ValidationResult> WrongMembers(string at)
    {
        foreach (var (name, text) in ((string, string?)[])[("clientId", ClientId), ("clientSecret", ClientSecret)])
        {
            if (text is not null && !IsVisible(text))
            {
                yield return new(
                    "contains a character that is not visible ASCII or a space, such as a line end; "
                    + "RFC 6749, appendix A, allows no others",
                    [$"{at}:{name}"]);
            }
        }
    }

    private IEnumerable<ValidationResult> PublicFakeMistakes(string at)
    {
        if (Client is null)
        {
            yield return TargetFileSettings.Missing($"{at}:client", "a client of clients.json");
        }
        else if (ToCredentials() is null)
        {
            var ids = string.Join(", ", ClientsFile.Embedded().Select(client => client.ClientId));
            yield return new($"is \"{Client}\"; expected one of {ids}", [$"{at}:client"]);
        }
    }

    private IEnumerable<ValidationResult> MissingMembers(string at)
    {
        if (ClientId is null)
        {
            yield return TargetFileSettings.Missing($"{at}:clientId", "the client_id");
        }

        if (ClientSecret is null)
        {
            yield return TargetFileSettings.Missing($"{at}:clientSecret", "the client_secret", secret: true);
        }
    }
}
