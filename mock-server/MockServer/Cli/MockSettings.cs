using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Fixtures.People;
using PartnerApi.Mock.Engine;
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
    private const string None = "none";
    private const int MaxGenerated = PopulationSize.Max;

    /// <summary>The description of these settings.</summary>
    public static SettingsDescription Description { get; } = SettingsDescription.For<MockSettings>();

    /// <summary>Port of the API, 0 to 65535; null for 8080.</summary>
    [Setting("Port of the API on 127.0.0.1; 0 selects a free port.", DefaultText = "8080"), Range(0, LastPort)]
    public int? Port { get; init; }

    /// <summary>Address of the API; null for loopback.</summary>
    [Setting("Address of the API, to listen on another interface, for example http://0.0.0.0:8080.", OptionAliases = ["--urls"])]
    public Uri? Url { get; init; }

    /// <summary>Port of the control API, 0 to 65535; null for 8081.</summary>
    [Setting("Port of the control API on 127.0.0.1; 0 selects a free port.", DefaultText = "8081"), Range(0, LastPort)]
    public int? ControlPort { get; init; }

    /// <summary>Address of the control API; null for loopback.</summary>
    [Setting("Address of the control API; an address other than loopback requires the control token.")]
    public Uri? ControlUrl { get; init; }

    /// <summary>Whether https is served instead of http.</summary>
    [Setting("Serve https instead of http. Without --certificate the mock generates a self-signed certificate for this run.")]
    public bool Https { get; init; }

    /// <summary>File with certificate and key.</summary>
    [Setting("Certificate and private key for https: a .pem or .pfx file.", ValueName = "FILE")]
    public string? Certificate { get; init; }

    /// <summary>File with the authorities of client certificates; null when clients need none.</summary>
    [Setting(
        "Require a client certificate on the https address of the API, issued by a certificate of this .pem file.",
        ValueName = "FILE",
        DefaultText = "no client certificate is required")]
    public string? ClientCa { get; init; }

    /// <summary>File for the certificate.</summary>
    [Setting(
        "Write the certificate of https to this file, in PEM form without the private key, so that clients can be told to trust it.",
        ValueName = "FILE")]
    public string? CertificateOut { get; init; }

    /// <summary>Name of a contract, or a file.</summary>
    [Setting("The contract to serve: v1 (the guide), v2 (its successor), or your own OpenAPI file.", ValueName = "v1|v2|FILE")]
    public string Contract { get; init; } = ContractFile.Guide;

    /// <summary>What the parameter <c>scope</c> does; null for what the contract says.</summary>
    [Setting("How the token endpoint treats the parameter scope.", DefaultText = "set by the contract")]
    public ScopeSemantics? Scope { get; init; }

    /// <summary>File with the user's clients; null for the built-in ones.</summary>
    [Setting("File with your own clients, in the format of fixtures/clients.json.", ValueName = "FILE", DefaultText = "built in")]
    public string? Clients { get; init; }

    /// <summary>File with the user's natural persons; null for the built-in ones.</summary>
    [Setting(
        "Number of natural persons to generate, or file with your own natural persons, in the format of fixtures/people.json.",
        ValueName = "N|FILE",
        DefaultText = "built in")]
    public string? People { get; init; }

    /// <summary>Number of generated customers.</summary>
    [Setting("Number of customers to generate, each ACTIVE and with three products."), Range(0, MaxGenerated)]
    public int Customers { get; init; }

    /// <summary>Number of generated orders.</summary>
    [Setting("Number of orders to generate for the generated customers."), Range(0, MaxGenerated)]
    public int Orders { get; init; }

    /// <summary>File with the user's lifecycles; null for the built-in ones.</summary>
    [Setting("File with your own lifecycles, in the format of fixtures/lifecycles.json.", ValueName = "FILE", DefaultText = "built in")]
    public string? Lifecycles { get; init; }

    /// <summary>Hosts that may receive webhooks in addition to this machine.</summary>
    [Setting(
        "Hosts that may receive webhooks in addition to this machine, separated by commas.",
        ValueName = "HOSTS",
        DefaultText = "none")]
    public ImmutableArray<string> WebhookHost { get; init; } = [];

    /// <summary>Whether ids in a request body must refer to existing objects.</summary>
    [Setting("Whether ids in a request body must refer to existing objects.")]
    public bool CheckReferences { get; init; } = true;

    /// <summary>Whether bodies are checked for contradictions that the reference does not name.</summary>
    [Setting(
        "Whether request bodies are also checked for contradictions that the public reference does not name, such as a limit order "
        + "without limitPrice.")]
    public bool InferredChecks { get; init; } = true;

    /// <summary>What happens when a client does not wait until an object is ready.</summary>
    [Setting(
        "What the mock does when a client uses a customer or product before it is ACTIVE: off; warn: a header, the journal and the grade "
        + "card say so; enforce: 400.")]
    public LifecycleChecks LifecycleChecks { get; init; } = LifecycleChecks.Warn;

    /// <summary>Which source decides which operations require <c>Requestor-ID</c>.</summary>
    [Setting("Which operations require Requestor-ID: those of the guide, or those of the public reference.")]
    public RequestorPolicy Policy { get; init; } = RequestorPolicy.Guide;

    /// <summary>How thoroughly <c>Requestor-ID</c> is checked; null for the contract's default.</summary>
    [Setting(
        "How thoroughly Requestor-ID is checked: presence, format, known, active or self-or-proxy.",
        ValueName = "LEVEL",
        DefaultText = "set by the contract (v1: presence, v2: self-or-proxy)",
        Aliases = ["requestorStep"])]
    public RequestorCheckLevel? RequestorCheck { get; init; }

    /// <summary>Operations that accept a requestor who is not ACTIVE and turn invalid later; default for the contract's.</summary>
    [Setting(
        "Operations that accept a requestor who is not ACTIVE and create an object that is INVALID and gone after 48 hours: operation ids, "
        + "separated by commas; * for all commands, none for none.",
        ValueName = "OPERATIONS",
        DefaultText = "set by the contract (v1: none, v2: orders)")]
    public ImmutableArray<string> DeferInactive { get; init; } = [];

    /// <summary>SQLite file in which sessions are persisted; null for none.</summary>
    [Setting(
        "Persist sessions in this SQLite file, so that they survive a restart; a crash loses at most the last second.",
        ValueName = "FILE")]
    public string? State { get; init; }

    /// <summary>File that is written when the mock listens.</summary>
    [Setting(
        "Write this JSON file (addresses, client id, process id; no secrets) when the mock listens, and delete it when the mock stops.",
        ValueName = "FILE")]
    public string? ReadyFile { get; init; }

    /// <summary>Whether WireMock.Net's admin API is served.</summary>
    [Setting("Serve WireMock.Net's admin API under /__admin of the API; an address other than loopback requires the control token.")]
    public bool WiremockAdmin { get; init; }

    /// <summary>Seed of all ids.</summary>
    [Setting("Seed of ids and of generated objects; the same seed gives the same ones.", DefaultText = "random")]
    public long? Seed { get; init; }

    /// <summary>Whether a refused request is explained in the response body.</summary>
    [Setting("Whether a refused request is explained in the response body. The header X-Mock-Rule is sent in any case.")]
    public bool Explain { get; init; } = true;

    /// <summary>Largest request body in bytes, 1 to 64 MiB.</summary>
    [Setting("Largest request body, in bytes."), Range(1, 64 * 1024 * 1024)]
    public long MaxBodyBytes { get; init; } = new MockOptions().MaxBodyBytes;

    /// <summary>Number of exchanges in the journal of each session, 0 to 100,000.</summary>
    [Setting("Number of exchanges in the journal of each session; 0 disables the journal."), Range(0, 100_000)]
    public int JournalSize { get; init; } = JournalLimits.Default;

    /// <summary>Key that signs the tokens.</summary>
    [Setting(
        "Key that signs the tokens: base64, at least 32 bytes. A fixed key keeps tokens valid across restarts.",
        IsSecret = true,
        DefaultText = "random")]
    public string? SigningKey { get; init; }

    /// <summary>Bearer token of the control API.</summary>
    [Setting("Bearer token that the control API requires.", IsSecret = true, DefaultText = "none")]
    public string? ControlToken { get; init; }

    /// <summary>Password of the certificate.</summary>
    [Setting("Password of the .pfx file.", IsSecret = true)]
    public string? CertificatePassword { get; init; }

    // A file whose name is a number can be given with its folder.
    private int? GeneratedPeople => int.TryParse(People, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    private Uri ApiAddress => Url ?? new($"{(Https ? "https" : "http")}://127.0.0.1:{Port ?? StandardPort}");

    private bool IsAnyHttps => ApiAddress.Scheme == Uri.UriSchemeHttps || ControlAddress.Scheme == Uri.UriSchemeHttps;

    private Uri ControlAddress => ControlUrl ?? new($"http://127.0.0.1:{ControlPort ?? StandardControlPort}");

    /// <summary>Finds settings that contradict each other.</summary>
    /// <param name="validationContext">Not used.</param>
    /// <returns>One result per mistake.</returns>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        [.. Addresses(), .. Tls(), .. ControlTokens(), .. Values()];

    /// <summary>Converts the settings to the options of a mock.</summary>
    /// <returns>The options.</returns>
    /// <exception cref="SettingsException">The contract defines no scopes, or the certificate cannot be used.</exception>
    /// <exception cref="Fixtures.Loading.FixtureException">A file named in the settings cannot be used.</exception>
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
            RequestorValidation = RequestorValidation.At(RequestorCheck ?? contract.Defaults.RequestorCheckLevel) with
            {
                DeferInactive = [.. DeferredOf(contract)],
            },
            Explain = Explain,
            StateFile = State,
            ReadyFile = ReadyFile,
            Seed = Seed,
            MaxBodyBytes = MaxBodyBytes,
            JournalSize = JournalSize,
            SigningKey = SigningKey is { } key ? Token.SigningKey.Parse(key) : null,
            WebhookHosts = new([.. WebhookHost]),
            CheckReferences = CheckReferences,
            InferredChecks = InferredChecks,
            LifecycleChecks = LifecycleChecks,
            Contract = contract,
            Scope = ScopeOf(contract),
            Clients = Clients is { } clients ? ClientsFile.Read(clients) : null,
            People = People is { } people && GeneratedPeople is null ? PeopleFile.Read(people) : null,
            Population = new(GeneratedPeople ?? 0, Customers, Orders),
            Lifecycles = Lifecycles is { } lifecycles ? LifecyclesFile.Read(lifecycles) : null,
            CertificateOut = CertificateOut,
            ClientAuthorities = ClientCa is { } authorities ? Certificates.Authorities(authorities) : [],
            Certificate = IsAnyHttps ? Certificates.Get(Certificate, CertificatePassword, [ApiAddress.Host, ControlAddress.Host]) : null,
        };
    }

    private IEnumerable<ValidationResult> Addresses()
    {
        foreach (var (name, url) in ((string, Uri?)[])[(nameof(Url), Url), (nameof(ControlUrl), ControlUrl)])
        {
            if (url is { Scheme: not ("http" or "https") })
            {
                yield return Mistake(name, $"is \"{url}\"; expected an http or https address");
            }
            else if (url is not null && (url.PathAndQuery != "/" || url.UserInfo.Length > 0 || url.Fragment.Length > 0))
            {
                yield return Mistake(
                    name,
                    $"is \"{url}\"; expected an address without a path, such as {url.GetLeftPart(UriPartial.Authority)}");
            }
        }

        if (Url is not null && Port is not null)
        {
            yield return Mistake(nameof(Port), "and the address of the API are both set; the address already contains a port");
        }

        if (ControlUrl is not null && ControlPort is not null)
        {
            yield return Mistake(
                nameof(ControlPort),
                "and the address of the control API are both set; the address already contains a port");
        }
    }

    // A user who requested TLS must never get plain text because of contradictory settings.
    private IEnumerable<ValidationResult> Tls()
    {
        if (Https && ApiAddress.Scheme != Uri.UriSchemeHttps)
        {
            yield return Mistake(nameof(Https), "is true, but the address of the API starts with http; change one of them");
        }
        else if (Certificate is not null && !IsAnyHttps)
        {
            yield return Mistake(nameof(Certificate), "is set, but https is not; set https as well");
        }

        if (ClientCa is not null && ApiAddress.Scheme != Uri.UriSchemeHttps)
        {
            yield return Mistake(nameof(ClientCa), "is set, but the API is not served over https; set https as well");
        }

        if (CertificateOut is not null && !IsAnyHttps)
        {
            yield return Mistake(nameof(CertificateOut), "is set, but https is not; set https as well");
        }
    }

    private IEnumerable<ValidationResult> ControlTokens()
    {
        if (ControlToken is not null)
        {
            if (AccessGuard.Mistake(ControlToken) is { } mistake)
            {
                yield return Mistake(nameof(ControlToken), mistake);
            }

            yield break;
        }

        if (!ControlAddress.IsLoopback)
        {
            yield return Mistake(
                nameof(ControlUrl),
                $"can be reached from other machines; set {EnvironmentPrefix}CONTROLTOKEN to the bearer token that callers must send");
        }

        if (WiremockAdmin && !ApiAddress.IsLoopback)
        {
            yield return Mistake(
                nameof(WiremockAdmin),
                $"can be reached from other machines; set {EnvironmentPrefix}CONTROLTOKEN to the bearer token that callers must send");
        }
    }

    private IEnumerable<ValidationResult> Values()
    {
        if (GeneratedPeople > MaxGenerated)
        {
            yield return Mistake(nameof(People), $"is {People}; expected at most {MaxGenerated}, or a file");
        }

        if (Orders > 0 && Customers == 0)
        {
            yield return Mistake(nameof(Orders), "is set, but customers is not; an order needs a customer");
        }

        foreach (var host in WebhookHost.Where(host => !IsHost(host)))
        {
            yield return Mistake(
                nameof(WebhookHost),
                $"contains \"{host}\"; expected host names, with or without a port, such as hooks.example.org:8443, separated by commas");
        }

        if (SigningKey is { } key && !IsKey(key))
        {
            yield return Mistake(nameof(SigningKey), $"cannot be used; expected at least {Token.SigningKey.MinimumLength} bytes in base64");
        }
    }

    // The contract defines the scopes; each deployment chooses how it treats the parameter.
    private ScopeRule? ScopeOf(Contract contract) => Scope switch
    {
        null => null,
        ScopeSemantics.Rejected => ScopeRule.None,
        { } semantics => new(semantics, contract.Defaults.Scope.Value ?? throw new SettingsException(

            [
                $"\"scope\" is \"{semantics.ToString().ToLowerInvariant()}\", but the contract {contract.Version} defines no scopes; "
                    + "expected rejected",
            ])),
    };

    private ImmutableArray<string> DeferredOf(Contract contract)
    {
        if (DeferInactive.IsDefaultOrEmpty)
        {
            return contract.Defaults.DeferInactive;
        }

        var commands = contract.Commands.Select(command => command.Id).ToList();
        var unknown = DeferInactive.Where(name => name is not ("*" or None) && !commands.Contains(name)).ToList();
        return unknown.Count > 0
            ? throw new SettingsException(
                [.. unknown.Select(name => $"\"deferInactive\": unknown command \"{name}\"{DidYouMean.Clause(name, commands)}")])
            : DeferInactive.Remove(None);
    }

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
