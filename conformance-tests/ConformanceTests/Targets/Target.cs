using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using PartnerApi.Conformance.Capabilities;
using PartnerApi.Conformance.Cellar;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Expiry;
using PartnerApi.Conformance.Requests;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Targets;

/// <summary>A deployment under test, for the time of one run: the only door through which scenarios reach it.</summary>
public sealed class Target : IDisposable
{
    private static readonly string Version =
        typeof(Target).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private readonly HttpWire _wire;
    private readonly SemaphoreSlim _room;
    private readonly Spending _spending;
    private readonly LockOut _lockOut;
    private readonly Recorder _recorder = new();
    private readonly ConcurrentQueue<string> _notes = new();

    /// <summary>Makes ready to talk; sends nothing yet.</summary>
    /// <param name="settings">The deployment.</param>
    /// <param name="catalogue">What it is judged by.</param>
    /// <param name="options">How the run is meant.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="Fixtures.Loading.FixtureException">The contract cannot be used.</exception>
    /// <exception cref="TargetException">A declared operation is not in the contract.</exception>
    public Target(TargetSettings settings, RequirementCatalogue catalogue, RunOptions options, CancellationToken cancellation)
    {
        Settings = settings;
        Catalogue = catalogue.For(settings.Profile.ToString().ToLowerInvariant());
        Options = options;
        Cancellation = cancellation;
        Contract = TargetContract.Of(settings);
        Clock = settings.ControlAddress is { } control ? new(control) : null;
        BadCredentials = new(settings.BadCredentialBudget);
        Waivers = new(options.Waivers, settings.Name);
        Judge = new(Catalogue, Redactor, options.Strict, Waivers);
        Tokens = new(this);
        Resources = new(this);
        Expired = new(this);
        Capabilities = new(this);
        Cellar = TokenCellar.Open(settings, options.Time, Note);
        _room = new(settings.Concurrency);
        _spending = new(settings, options.Time);
        _lockOut = new(settings, options.Time, TokenAddress);
        _wire = new(TargetWire.Of(settings), options.Time);
        RegisterSecrets();
    }

    /// <summary>The deployment.</summary>
    public TargetSettings Settings { get; }

    /// <summary>Its contract.</summary>
    public Contract Contract { get; }

    /// <summary>What it is judged by.</summary>
    public RequirementCatalogue Catalogue { get; }

    /// <summary>How the run is meant.</summary>
    public RunOptions Options { get; }

    /// <summary>Ends the run.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Knows every secret of the run.</summary>
    public Redactor Redactor { get; } = new();

    /// <summary>Failures that are known.</summary>
    public WaiverBook Waivers { get; }

    /// <summary>What the run had to say so far besides its checks.</summary>
    public ImmutableArray<string> Notes => [.. _notes];

    /// <summary>Turns findings into results.</summary>
    public Judge Judge { get; }

    /// <summary>The clock of a mock; null for a real deployment.</summary>
    public ControlClock? Clock { get; }

    /// <summary>Tokens of the run.</summary>
    public TokenCache Tokens { get; }

    /// <summary>What is known about the deployment's choices.</summary>
    public CapabilityBook Capabilities { get; }

    /// <summary>Expired tokens where no clock can be moved.</summary>
    public ExpiredTokens Expired { get; }

    /// <summary>Tokens kept for later runs; null when the target has none.</summary>
    public TokenCellar? Cellar { get; }

    /// <summary>What operations need to exist.</summary>
    public Resources Resources { get; }

    /// <summary>The first query that needs neither id nor requestor: it shows whether a token is accepted, and changes nothing.</summary>
    public Operation AnyQuery => Contract.Queries.First(query =>
        !IsSkipped(query) && query is { PathParameters.IsEmpty: true, SideEffect: false }
        && !query.NeedsRequestor(Settings.Policy)
        && !query.QueryParameters.Any(parameter => parameter.Required));

    /// <summary>The first command that needs a requestor, takes a JSON body, has no id in its path, and can be tried on ghosts.</summary>
    public Operation AnyCommand => Contract.Commands.First(command =>
        !IsSkipped(command) && command is { PathParameters.IsEmpty: true, RequestBodyRequired: true, Probe: not null } && command.NeedsRequestor(Settings.Policy));

    /// <summary>
    /// <see cref="AnyCommand"/>, or, where that may not be carried out, a command about a ghost: what it is about cannot be found, so
    /// its body may be a good one.
    /// </summary>
    public Operation CommandWithGoodBody => Settings.MayCarryOut(AnyCommand) ? AnyCommand : Contract.Commands.FirstOrDefault(command =>
        !IsSkipped(command) && command is { RequestBodyRequired: true, Probe: not null } && command.NeedsRequestor(Settings.Policy)
        && command.PathParameters.Any(parameter => parameter.IsGhost)) ?? AnyCommand;

    /// <summary>A command with an external id, which can be used once, that needs a requestor and may be carried out; null when there is none.</summary>
    public Operation? UniqueCommand => Contract.Commands.FirstOrDefault(command =>
        !IsSkipped(command) && command is { Resource.Action: ResourceAction.Create, RequestExample: System.Text.Json.Nodes.JsonObject body } && body.ContainsKey("externalId")
        && command.NeedsRequestor(Settings.Policy) && Settings.MayCarryOut(command));

    /// <summary>Whether the target file leaves an operation alone.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>True when it does.</returns>
    public bool IsSkipped(Operation operation) => Settings.Operations.GetValueOrDefault(operation.Id)?.Skip is not null;

    /// <summary>Attempts with bad credentials that are left.</summary>
    public CredentialBudget BadCredentials { get; }

    /// <summary>What a good token request asks for; null where it asks for nothing.</summary>
    public string? Scope => Settings.Scope ?? Contract.Defaults.Scope.Requested;

    /// <summary>Address of the token endpoint.</summary>
    public Uri TokenAddress => Settings.TokenAddress ?? Address(Contract.Token.Path);

    /// <summary>Every exchange so far, in the order of sending.</summary>
    public ImmutableArray<RecordedExchange> Exchanges => _recorder.Some(null, Redactor);

    /// <summary>Raw exchanges so far, for checks over a whole run.</summary>
    public ImmutableArray<Exchange> RawExchanges => _recorder.Raw;

    /// <summary>Some exchanges of the run.</summary>
    /// <param name="numbers">Their numbers.</param>
    /// <returns>The exchanges, as reports may show them.</returns>
    public ImmutableArray<RecordedExchange> Recorded(IEnumerable<int> numbers) => _recorder.Some(numbers, Redactor);

    /// <summary>The answers that a requirement allows; the target file can narrow those that the guide leaves open.</summary>
    /// <param name="requirement">The requirement's id.</param>
    /// <returns>The allowed answers.</returns>
    public ImmutableArray<Allowance> Allowances(string requirement) =>
        requirement is "S4.requestor_id.required" && !Settings.MissingRequestorStatuses.IsEmpty
            ? [new(Grade.Pass, Settings.MissingRequestorStatuses)]
            : Catalogue[requirement].Expect;

    /// <summary>Address of a path of the API.</summary>
    /// <param name="pathAndQuery">Path as the contract writes it, with a slash in front.</param>
    /// <returns>The address, a path prefix of the target included.</returns>
    public Uri Address(string pathAndQuery) => new(Settings.ApiAddress.AbsoluteUri.TrimEnd('/') + pathAndQuery);

    /// <summary>Ends a scenario that is about the API when the target has none.</summary>
    /// <exception cref="PrerequisiteException">The target is a token endpoint only.</exception>
    public void NeedApi()
    {
        if (Settings.Surface == Surface.TokenEndpoint)
        {
            throw new PrerequisiteException(new(Outcome.NotApplicable, "a target with an API", "the target is a token endpoint only"));
        }
    }

    /// <summary>Says something besides the checks: at once, and in the result.</summary>
    /// <param name="text">One line; secrets are taken out.</param>
    public void Note(string text)
    {
        var line = Redactor.Apply(text);
        _notes.Enqueue(line);
        Options.Notes?.Report(line);
    }

    /// <summary>Sends a request and records what came.</summary>
    /// <param name="request">The request; <c>Accept</c> and <c>User-Agent</c> are added.</param>
    /// <returns>The exchange, also when there was no reply.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="PrerequisiteException">
    /// A budget is spent, the target keeps the suite out, or the request is for the API and the target is a token endpoint only.
    /// </exception>
    public async Task<Exchange> SendAsync(WireRequest request)
    {
        if (request.Uri.GetLeftPart(UriPartial.Path) != TokenAddress.GetLeftPart(UriPartial.Path))
        {
            NeedApi();
        }

        await _room.WaitAsync(Cancellation);
        try
        {
            var exchange = await OnceAsync(request);
            return _lockOut.Note(exchange) is { } wait && _spending.TryWait(wait)
                ? await AgainAsync(request, exchange, wait)
                : exchange;
        }
        finally
        {
            _room.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _wire.Dispose();
        _room.Dispose();
        Clock?.Dispose();
        Tokens.Dispose();
        Expired.Dispose();
    }

    private async Task<Exchange> AgainAsync(WireRequest request, Exchange exchange, TimeSpan wait)
    {
        Note($"{exchange.Request.Method} {exchange.Request.Uri.AbsolutePath} got {exchange.Status}; waiting {wait.TotalSeconds:0} s as its Retry-After asks, then once more");
        await Task.Delay(wait, Options.Time, Cancellation);
        return await OnceAsync(request);
    }

    private async Task<Exchange> OnceAsync(WireRequest request)
    {
        _lockOut.Refuse();
        _spending.Request();
        var exchange = _lockOut.Marked(await _wire.SendAsync(Signed(request), Cancellation));
        LearnSecrets(exchange);
        ScenarioScope.CurrentOrNull?.Saw(exchange);
        _recorder.Add(exchange, ScenarioScope.CurrentOrNull?.Name ?? "before the scenarios");
        return exchange;
    }

    // Operators must be able to find, and to allow, what the suite sends.
    private WireRequest Signed(WireRequest request) => request with
    {
        Headers = [.. request.Headers, new("Accept", "application/json"), new("User-Agent", $"partner-api-conformance/{Version} (+run {Options.RunId})")],
    };

    private void RegisterSecrets()
    {
        Register("client_secret", Settings.Credentials.ClientSecret, "$CLIENT_SECRET");
        Register("client_secret", Settings.SpecialCharacters?.ClientSecret, "$SPECIAL_CLIENT_SECRET");
        Register("client_secret", Settings.WithoutGrant?.ClientSecret, "$WITHOUT_GRANT_CLIENT_SECRET");
        Register("client_secret", Settings.ShortLived?.ClientSecret, "$SHORT_LIVED_CLIENT_SECRET");
        Register("access_token", Settings.ExpiredToken, "$EXPIRED_TOKEN");
        Register("access_token", Settings.OtherAudienceToken, "$OTHER_AUDIENCE_TOKEN");
        Register("access_token", Settings.OtherScopeToken, "$OTHER_SCOPE_TOKEN");
        Register("key", Settings.CellarKey, "$CELLAR_KEY");
        Register("password", Settings.ClientCertificatePassword, "$CLIENT_CERTIFICATE_PASSWORD");
    }

    private void Register(string name, string? value, string shell)
    {
        if (value is { Length: > 0 })
        {
            Redactor.Register(new(name, value, shell));
        }
    }

    private void LearnSecrets(Exchange exchange)
    {
        if (exchange.AccessToken is { } token)
        {
            Redactor.Register(new("access_token", token, "$ACCESS_TOKEN"));
        }
    }
}
