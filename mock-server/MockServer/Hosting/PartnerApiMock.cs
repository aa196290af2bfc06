using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Fixtures.People;
using PartnerApi.Mock.Clock;
using PartnerApi.Mock.Control;
using PartnerApi.Mock.Diagnosis;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Metrics;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Persistence;
using PartnerApi.Mock.Pipeline;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;
using PartnerApi.Mock.Webhooks;
using WireMock.Server;
using WireMock.Settings;

namespace PartnerApi.Mock;

/// <summary>A running mock of the partner API. Dispose it to stop it; requests in flight are finished first.</summary>
public sealed class PartnerApiMock : IAsyncDisposable
{
    private readonly WireMockServer _server;
    private readonly Lanes _lanes;
    private readonly Func<ApiRequest, ApiReply> _answer;
    private readonly SessionRegistry _sessions;
    private ControlServer? _control;
    private StateKeeper? _state;
    private WebhookSender? _sender;
    private ReadyFile? _readyFile;
    private bool _disposed;

    private PartnerApiMock(
        WireMockServer server, Lanes lanes, Func<ApiRequest, ApiReply> answer, SessionRegistry sessions, Tally tally, Uri api, ApiClient client, Contract contract)
    {
        _answer = answer;
        Tally = tally;
        _server = server;
        _lanes = lanes;
        _sessions = sessions;
        ApiAddress = api;
        Client = client;
        Contract = contract;
    }

    /// <summary>Where the partner API listens, the port as it is.</summary>
    public Uri ApiAddress { get; }

    /// <summary>Where the control API listens; null when there is none.</summary>
    public Uri? ControlAddress => _control?.Address;

    /// <summary>The contract that it follows.</summary>
    public Contract Contract { get; }

    /// <summary>What the token endpoint does with <c>scope</c>.</summary>
    public ScopeRule Scope { get; private init; } = ScopeRule.None;

    /// <summary>The client shown to users. Its secret is a public fake.</summary>
    public ApiClient Client { get; }

    /// <summary>The <c>client_id</c> of <see cref="Client"/>.</summary>
    public string ClientId => Client.ClientId;

    /// <summary>A live secret of <see cref="Client"/>.</summary>
    public string ClientSecret => Client.Secrets[0];

    /// <summary>Id of a natural person who exists from the start and may request commands.</summary>
    public string RequestorId { get; private init; } = "";

    /// <summary>What the control API can be asked: method and path template of each endpoint. The dashboard's pages are not among them.</summary>
    public IEnumerable<string> ControlEndpoints => _control?.Endpoints ?? [];

    /// <summary>What was answered so far, in numbers.</summary>
    public Tally Tally { get; }

    /// <summary>What has become of notifications so far, in numbers.</summary>
    public DeliveryTally Deliveries => _sender!.Tally;

    /// <summary>The clock that tokens expire by.</summary>
    public SessionClock Clock => _sessions.Default.Clock;

    /// <summary>Failures that were ordered for the default session.</summary>
    public FaultPlan Faults => _sessions.Default.Faults;

    /// <summary>The last exchanges of the default session, without secrets; its text tells why requests were refused.</summary>
    public SessionJournal Journal => _sessions.Default.Journal;

    /// <summary>The grade of the default session's client, as it stands.</summary>
    public GradeCard Grade => GradeCard.Of(_sessions.Default);

    /// <summary>The session that needs no control call.</summary>
    public Session Session => _sessions.Default;

    /// <summary>All sessions.</summary>
    public SessionRegistry Sessions => _sessions;

    /// <summary>
    /// WireMock.Net itself, for stubs of your own: they win over the engine. From the first use on, every request passes
    /// WireMock.Net's matching, which costs speed.
    /// </summary>
    public WireMockServer Stubs
    {
        get
        {
            _lanes.OpenStubLane();
            return _server;
        }
    }

    /// <summary>Starts a mock with the default settings.</summary>
    /// <returns>The running mock.</returns>
    public static Task<PartnerApiMock> StartAsync() => StartAsync(new MockOptions());

    /// <summary>Starts a mock with some settings changed.</summary>
    /// <param name="change">Changes the default settings, for example <c>options => options with { Explain = false }</c>.</param>
    /// <returns>The running mock, ready to answer.</returns>
    public static Task<PartnerApiMock> StartAsync(Func<MockOptions, MockOptions> change) => StartAsync(change(new()));

    /// <summary>Starts a mock.</summary>
    /// <param name="options">Its settings.</param>
    /// <returns>The running mock, ready to answer.</returns>
    /// <exception cref="AddressInUseException">Something else listens there.</exception>
    /// <exception cref="AddressUnusableException">This machine cannot listen there.</exception>
    /// <exception cref="StateException">The state file cannot be used.</exception>
    /// <exception cref="IOException">The ready file cannot be written.</exception>
    /// <exception cref="ArgumentException">Others could reach WireMock.Net's admin API, and there is no token to keep them out.</exception>
    [OverloadResolutionPriority(1)]
    public static async Task<PartnerApiMock> StartAsync(MockOptions options)
    {
        if (options is { WireMockAdmin: true, ControlToken: null, ApiAddress.IsLoopback: false })
        {
            throw new ArgumentException("WireMock.Net's admin API can be reached by others; it needs a control token", nameof(options));
        }

        var readyFile = options.ReadyFile is { } path ? ReadyFile.Reserve(path) : null;
        PartnerApiMock? mock = null;
        try
        {
            mock = await ListenAsync(options);
            mock._readyFile = readyFile;
            readyFile?.Write(mock.ReadyFileContent());
            return mock;
        }
        catch
        {
            readyFile?.Dispose();
            await (mock?.DisposeAsync() ?? default);
            throw;
        }
    }

    private static async Task<PartnerApiMock> ListenAsync(MockOptions options)
    {
        PortProbe.ThrowIfTaken(options.ApiAddress);
        var contract = options.Contract ?? ContractFile.V1();
        var clients = options.Clients ?? ClientsFile.Embedded();
        var people = options.People ?? PeopleFile.Embedded();
        var ids = new IdSource(options.Seed ?? Random.Shared.NextInt64());
        var sender = new WebhookSender(options.WebhookHosts, options.WebhookTimeLimit);
        var shared = new SharedServices(options.Clock, new(options.Lifecycles ?? LifecyclesFile.Embedded()), sender);
        var sessions = new SessionRegistry(shared, clients, people, ids, options.Ladder ?? RequestorLadder.At(contract.Defaults.RequestorStep), options.JournalSize);
        var state = options.StateFile is { } file ? StateKeeper.Open(file, contract.Version, sessions, options.ErrorLog) : null;
        var tokens = new AccessTokens(options.SigningKey ?? SigningKey.Random(), ids);
        var tally = new Tally(contract);
        var admin = new WireMockAdmin(options.WireMockAdmin, options.ControlToken);
        var answer = Answering(options, contract, sessions, tokens, tally);
        var lanes = new Lanes(answer, new FailureGuard(options.ErrorLog), admin, options.Clock, options.MaxBodyBytes);
        var server = WireMockServer.Start(Settings(options, lanes));
        EngineMapping.AddTo(server);
        admin.Used = () => EngineMapping.AddTo(server);
        var mock = new PartnerApiMock(server, lanes, answer, sessions, tally, BoundAddress(options.ApiAddress, server), clients[0], contract)
        {
            Scope = options.Scope ?? contract.Defaults.Scope,
            RequestorId = people[0].NaturalPersonId.ToString(),
            _sender = sender,
        };
        mock._state = state;
        try
        {
            mock._control = options.ControlAddress is { } control ? await ControlServer.StartAsync(control, mock, options) : null;
            sender.ForbiddenPort = mock.ControlAddress?.Port ?? 0;
            return mock;
        }
        catch
        {
            await mock.DisposeAsync();
            throw;
        }
    }

    /// <summary>Answers a request without the wire: the same engine, journal and grade, and nothing of HTTP around them.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The reply.</returns>
    public ApiReply Answer(ApiRequest request) => _answer(request);

    /// <summary>Forgets everything that was made since the start, and sets the clock back.</summary>
    public void Reset() => _sessions.Default.Reset();

    /// <summary>Finishes the requests in flight and stops.</summary>
    /// <returns>When it has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        // First, so that nobody is led to a mock that is about to stop.
        _readyFile?.Dispose();
        if (_control is not null)
        {
            await _control.DisposeAsync();
        }

        _server.Stop();
        _server.Dispose();
        foreach (var session in _sessions.All)
        {
            session.Dispose();
        }

        _sender?.Dispose();
        if (_state is not null)
        {
            await _state.DisposeAsync();
        }
    }

    private ReadyFileContent ReadyFileContent()
    {
        var api = ApiAddress.GetLeftPart(UriPartial.Authority);
        return new(
            api,
            ControlAddress?.GetLeftPart(UriPartial.Authority),
            api + Contract.Token.Path,
            ClientId,
            RequestorId,
            Contract.Version,
            Environment.ProcessId);
    }

    private static Func<ApiRequest, ApiReply> Answering(MockOptions options, Contract contract, SessionRegistry sessions, AccessTokens tokens, Tally tally)
    {
        var explainer = new Explainer(
            contract, [.. options.TokenRules.Select(rule => rule.Requirement)], [.. options.CommandRules.Select(rule => rule.Requirement)]);
        var engine = new PartnerEngine(
            new RouteTable(contract.Operations),
            new TokenEndpoint(contract.Token.Id, sessions, tokens, options.Scope ?? contract.Defaults.Scope, options.TokenRules, options.Explain),
            new CommandApi(contract, sessions, tokens, Rules(options), options.Policy, options.Explain),
            new StraySessions(sessions, tokens),
            new Recorder(explainer, options.Clock),
            tally);
        return options.Intercept is { } intercept ? request => intercept(request, engine.Answer) : engine.Answer;
    }

    private static ImmutableArray<Rule<CommandRequest>> Rules(MockOptions options) =>
        options.CheckReferences ? options.CommandRules : options.CommandRules.RemoveAll(rule => rule.Requirement == StateRules.References);

    private static WireMockServerSettings Settings(MockOptions options, Lanes lanes) => new()
    {
        Urls = [options.ApiAddress.GetLeftPart(UriPartial.Authority)],
        // The default log keeps every request for ever, secrets included.
        MaxRequestLogCount = 0,
        DisableRequestBodyDecompressing = true,
        StartTimeout = 5000,
        StartAdminInterface = options.WireMockAdmin,
        AdditionalServiceRegistration = services =>
        {
            // Not by WireMock.Net's own certificate settings: it writes all settings out as JSON, private key included, and fails on ECDSA.
            services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>>(
                new ConfigureOptions<KestrelServerOptions>(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = options.Certificate))));
            services.PostConfigure<KestrelServerOptions>(kestrel =>
            {
                kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes + RequestReader.Patience;
                kestrel.AddServerHeader = false;
            });
        },
        PreWireMockMiddlewareInit = app => ((IApplicationBuilder)app).Use(next => context => lanes.InvokeAsync(context, next)),
    };

    // WireMock.Net says "localhost" whatever it was given; the port is what is asked for here.
    private static Uri BoundAddress(Uri asked, WireMockServer server) =>
        new UriBuilder(asked) { Port = server.Ports[0] }.Uri;
}
