using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Fixtures.People;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Sessions;
using PartnerApi.Settings;

namespace PartnerApi.Mock.Cli;

/// <summary>
/// The settings of <c>partner-api-mock</c>: options, environment variables, members of the settings file, their help, schema and
/// table come from here.
/// </summary>
[Settings(EnvironmentPrefix)]
public sealed record MockSettings : IValidatableObject
{
    /// <summary>Prefix of environment variables, for example <c>PARTNER_API_MOCK__URL</c>.</summary>
    public const string EnvironmentPrefix = "PARTNER_API_MOCK__";

    private const int StandardPort = 8080;
    private const int StandardControlPort = 8081;
    private const int LastPort = 65535;

    /// <summary>What is described here.</summary>
    public static SettingsDescription Description { get; } = SettingsDescription.For<MockSettings>();

    /// <summary>Port of the API, 0 to 65535; null for 8080.</summary>
    [Setting("Port of the API on 127.0.0.1; 0 takes a free one.", DefaultText = "8080"), Range(0, LastPort)]
    public int? Port { get; init; }

    /// <summary>Whole address of the API; null for loopback.</summary>
    [Setting("Whole address of the API, for another interface, for example http://0.0.0.0:8080.", OptionAliases = ["--urls"])]
    public Uri? Url { get; init; }

    /// <summary>Port of the control API, 0 to 65535; null for 8081.</summary>
    [Setting("Port of the control API on 127.0.0.1; 0 takes a free one.", DefaultText = "8081"), Range(0, LastPort)]
    public int? ControlPort { get; init; }

    /// <summary>Whole address of the control API; null for loopback.</summary>
    [Setting("Whole address of the control API; beyond loopback it needs the control token.")]
    public Uri? ControlUrl { get; init; }

    /// <summary>Whether https is served instead of http.</summary>
    [Setting("Serve https instead of http, with a certificate that is made for the run unless one is given.")]
    public bool Https { get; init; }

    /// <summary>File with certificate and key.</summary>
    [Setting("Certificate with its key for https: a .pem or .pfx file.", ValueName = "FILE")]
    public string? Certificate { get; init; }

    /// <summary>Name of a contract, or a file.</summary>
    [Setting("The guide's contract, its successor, or an OpenAPI file of your own.", ValueName = "v1|v2|FILE")]
    public string Contract { get; init; } = ContractFile.Guide;

    /// <summary>What the parameter <c>scope</c> does; null for what the contract says.</summary>
    [Setting("What the token endpoint does with scope.", DefaultText = "what the contract says")]
    public ScopeSemantics? Scope { get; init; }

    /// <summary>File of other clients.</summary>
    [Setting("Other clients, in the form of fixtures/clients.json.", ValueName = "FILE", DefaultText = "built-in ones")]
    public string? Clients { get; init; }

    /// <summary>File of other people.</summary>
    [Setting("Other natural persons, in the form of fixtures/people.json.", ValueName = "FILE", DefaultText = "built-in ones")]
    public string? People { get; init; }

    /// <summary>File of other lifecycles.</summary>
    [Setting("Other lifecycles, in the form of fixtures/lifecycles.json.", ValueName = "FILE", DefaultText = "built-in ones")]
    public string? Lifecycles { get; init; }

    /// <summary>Hosts that notifications may go to.</summary>
    [Setting("Hosts that notifications may go to besides this machine, separated by commas.", ValueName = "HOSTS", DefaultText = "none")]
    public ImmutableArray<string> WebhookHost { get; init; } = [];

    /// <summary>Whether ids in a body must name objects that exist.</summary>
    [Setting("Whether ids in a body must name objects that exist.")]
    public bool CheckReferences { get; init; } = true;

    /// <summary>Which column of the contract says who must send <c>Requestor-ID</c>.</summary>
    [Setting("Who must send Requestor-ID: as the guide says, or as the public reference lists it.")]
    public RequestorPolicy Policy { get; init; } = RequestorPolicy.Guide;

    /// <summary>How far requestors are checked; null for what the contract says.</summary>
    [Setting(
        "How far requestors are checked: presence, format, known, active or self-or-proxy.",
        ValueName = "STEP",
        DefaultText = "what the contract says (v1: presence, v2: self-or-proxy)")]
    public RequestorCheckLevel? RequestorStep { get; init; }

    /// <summary>File of the sessions.</summary>
    [Setting("Keep sessions over a restart in this file (SQLite); a hard end loses the last second at most.", ValueName = "FILE")]
    public string? State { get; init; }

    /// <summary>File that is written when the mock listens.</summary>
    [Setting(
        "Write this file (JSON: addresses, client id, process id; no secrets) when the mock listens; it is deleted when the mock stops.",
        ValueName = "FILE")]
    public string? ReadyFile { get; init; }

    /// <summary>Whether WireMock.Net's admin API is served.</summary>
    [Setting("Serve WireMock.Net's admin API under /__admin of the API; beyond loopback it needs the control token.")]
    public bool WiremockAdmin { get; init; }

    /// <summary>Seed of all ids.</summary>
    [Setting("Makes all ids repeatable.", DefaultText = "random")]
    public long? Seed { get; init; }

    /// <summary>Whether a refusal says why in words.</summary>
    [Setting("Whether a refusal says why in words. X-Mock-Rule is sent either way.")]
    public bool Explain { get; init; } = true;

    /// <summary>Largest request body in bytes, 1 to 64 MiB.</summary>
    [Setting("Largest request body, in bytes."), Range(1, 64 * 1024 * 1024)]
    public long MaxBodyBytes { get; init; } = new MockOptions().MaxBodyBytes;

    /// <summary>Exchanges that a journal keeps, 0 to 100,000.</summary>
    [Setting("Exchanges that the journal of each session keeps; 0 switches it off."), Range(0, 100_000)]
    public int JournalSize { get; init; } = JournalLimits.Default;

    /// <summary>Key that signs the tokens.</summary>
    [Setting("Signs the tokens; base64, 32 bytes or more. A fixed one keeps tokens valid over a restart.", IsSecret = true, DefaultText = "random")]
    public string? SigningKey { get; init; }

    /// <summary>Bearer token of the control API.</summary>
    [Setting("The bearer token that the control API expects.", IsSecret = true, DefaultText = "none")]
    public string? ControlToken { get; init; }

    /// <summary>Password of the certificate.</summary>
    [Setting("Opens the .pfx file.", IsSecret = true)]
    public string? CertificatePassword { get; init; }

    private Uri ApiAddress => Url ?? new($"{(Https ? "https" : "http")}://127.0.0.1:{Port ?? StandardPort}");

    private Uri ControlAddress => ControlUrl ?? new($"http://127.0.0.1:{ControlPort ?? StandardControlPort}");

    /// <summary>Checks what one setting says against another.</summary>
    /// <param name="validationContext">Not used.</param>
    /// <returns>One result per mistake.</returns>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        [.. Addresses(), .. Tls(), .. ControlTokens(), .. Values()];

    /// <summary>Turns the settings into options.</summary>
    /// <returns>The options.</returns>
    /// <exception cref="SettingsException">The contract names no scopes, or the certificate cannot be used.</exception>
    /// <exception cref="Fixtures.Loading.FixtureException">A file that the settings name cannot be used.</exception>
    public MockOptions ToOptions()
    {
        var contract = ContractFile.Named(Contract);
        return new()
        {
            ApiAddress = ApiAddress,
            ControlAddress = ControlAddress,
            Policy = Policy,
            ControlToken = ControlToken,
            WireMockAdmin = WiremockAdmin,
            RequestorValidation = RequestorStep is { } level ? RequestorValidation.At(level) : null,
            Explain = Explain,
            StateFile = State,
            ReadyFile = ReadyFile,
            Seed = Seed,
            MaxBodyBytes = MaxBodyBytes,
            JournalSize = JournalSize,
            SigningKey = SigningKey is { } key ? Token.SigningKey.Parse(key) : null,
            WebhookHosts = new([.. WebhookHost]),
            CheckReferences = CheckReferences,
            Contract = contract,
            Scope = ScopeOf(contract),
            Clients = Clients is { } clients ? ClientsFile.Read(clients) : null,
            People = People is { } people ? PeopleFile.Read(people) : null,
            Lifecycles = Lifecycles is { } lifecycles ? LifecyclesFile.Read(lifecycles) : null,
            Certificate = ApiAddress.Scheme == Uri.UriSchemeHttps
                ? Certificates.Get(Certificate, CertificatePassword, ApiAddress.Host)
                : null,
        };
    }

    private IEnumerable<ValidationResult> Addresses()
    {
        foreach (var (name, url) in ((string, Uri?)[])[(nameof(Url), Url), (nameof(ControlUrl), ControlUrl)])
        {
            if (url is not null && url.PathAndQuery != "/")
            {
                yield return Mistake(
                    name,
                    $"is \"{url}\"; expected an address without a path, such as {url.GetLeftPart(UriPartial.Authority)}");
            }
        }

        if (Url is not null && Port is not null)
        {
            yield return Mistake(nameof(Port), "and the address of the API are both set; the address has a port already");
        }

        if (ControlUrl is not null && ControlPort is not null)
        {
            yield return Mistake(nameof(ControlPort), "and the address of the control API are both set; the address has a port already");
        }
    }

    // Whoever asks for TLS must not get plain text because of a contradiction.
    private IEnumerable<ValidationResult> Tls()
    {
        if (ApiAddress.Scheme == Uri.UriSchemeHttps)
        {
            yield break;
        }

        if (Https)
        {
            yield return Mistake(nameof(Https), "is true, and the address of the API is an http address; change one of them");
        }
        else if (Certificate is not null)
        {
            yield return Mistake(nameof(Certificate), "is set, and nothing is served over https; set https as well");
        }
    }

    private IEnumerable<ValidationResult> ControlTokens()
    {
        if (ControlToken is not null)
        {
            yield break;
        }

        if (!ControlAddress.IsLoopback)
        {
            yield return Mistake(
                nameof(ControlUrl),
                $"can be reached by others; set {EnvironmentPrefix}CONTROLTOKEN to the bearer token that they must know");
        }

        if (WiremockAdmin && !ApiAddress.IsLoopback)
        {
            yield return Mistake(
                nameof(WiremockAdmin),
                $"can be reached by others; set {EnvironmentPrefix}CONTROLTOKEN to the bearer token that they must know");
        }
    }

    private IEnumerable<ValidationResult> Values()
    {
        foreach (var host in WebhookHost.Where(host => !IsHost(host)))
        {
            yield return Mistake(
                nameof(WebhookHost),
                $"has \"{host}\"; expected host names with or without a port, such as hooks.example.org:8443, separated by commas");
        }

        if (SigningKey is { } key && !IsKey(key))
        {
            yield return Mistake(nameof(SigningKey), $"cannot be used; expected at least {Token.SigningKey.MinimumLength} bytes in base64");
        }
    }

    // The contract names the scopes; what the parameter does is the deployment's choice.
    private ScopeRule? ScopeOf(Contract contract) => Scope switch
    {
        null => null,
        ScopeSemantics.Rejected => ScopeRule.None,
        { } semantics => new(semantics, contract.Defaults.Scope.Value ?? throw new SettingsException(
            [$"\"scope\" is \"{semantics.ToString().ToLowerInvariant()}\", and the contract {contract.Version} names no scopes; only rejected fits"])),
    };

    private static bool IsHost(string host) =>
        Uri.TryCreate("https://" + host, UriKind.Absolute, out var url) && url.PathAndQuery == "/" && url.UserInfo.Length == 0;

    private static bool IsKey(string key)
    {
        try
        {
            return Token.SigningKey.Parse(key) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static ValidationResult Mistake(string member, string text) => new(text, [member]);
}
