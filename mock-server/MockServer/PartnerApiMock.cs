using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Clock;
using PartnerApi.Mock.Engine;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Metrics;
using PartnerApi.Mock.Persistence;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Webhooks;
using WireMock.Server;
using WireMock.Settings;

namespace PartnerApi.Mock;

/// <summary>A running mock of the partner API. Dispose it to stop it; requests in flight are finished first.</summary>
public sealed class PartnerApiMock : IAsyncDisposable
{
    private readonly WireMockServer _server;
    private readonly RequestDispatcher _dispatcher;
    private readonly MockEngine _engine;
    private ControlServer? _control;
    private ReadyFile? _readyFile;
    private bool _disposed;

    private PartnerApiMock(MockEngine engine, WireMockServer server, RequestDispatcher dispatcher, Uri api)
    {
        _engine = engine;
        _server = server;
        _dispatcher = dispatcher;
        ApiAddress = api;
    }

    /// <summary>Where the partner API listens, the port as it is.</summary>
    public Uri ApiAddress { get; }

    /// <summary>Where the control API listens; null when there is none.</summary>
    public Uri? ControlAddress => _control?.Address;

    /// <summary>The contract that it follows.</summary>
    public Contract Contract => _engine.Contract;

    /// <summary>What the token endpoint does with <c>scope</c>.</summary>
    public ScopeRule Scope => _engine.Scope;

    /// <summary>The client shown to users. Its secret is a public fake.</summary>
    public ApiClient Client => _engine.Client;

    /// <summary>The <c>client_id</c> of <see cref="Client"/>.</summary>
    public string ClientId => Client.ClientId;

    /// <summary>A live secret of <see cref="Client"/>.</summary>
    public string ClientSecret => Client.Secrets[0];

    /// <summary>Id of a natural person who exists from the start and may request commands.</summary>
    public string RequestorId => _engine.RequestorId;

    /// <summary>What the control API can be asked: method and path template of each endpoint. The dashboard's pages are not among them.</summary>
    public IEnumerable<string> ControlEndpoints => _control?.Endpoints ?? [];

    /// <summary>What was answered so far, in numbers.</summary>
    public Tally Tally => _engine.Tally;

    /// <summary>What has become of notifications so far, in numbers.</summary>
    public DeliveryTally Deliveries => _engine.Deliveries;

    /// <summary>The clock that tokens expire by.</summary>
    public SessionClock Clock => Session.Clock;

    /// <summary>Failures that were ordered for the default session.</summary>
    public FaultPlan Faults => Session.Faults;

    /// <summary>The last exchanges of the default session, without secrets; its text tells why requests were refused.</summary>
    public SessionJournal Journal => Session.Journal;

    /// <summary>The grade of the default session's client, as it stands.</summary>
    public GradeCard Grade => GradeCard.From(Session);

    /// <summary>The session that needs no control call.</summary>
    public Session Session => Sessions.Default;

    /// <summary>All sessions.</summary>
    public SessionRegistry Sessions => _engine.Sessions;

    /// <summary>
    /// WireMock.Net itself, for stubs of your own: they win over the engine. From the first use on, every request passes
    /// WireMock.Net's matching, which costs speed.
    /// </summary>
    public WireMockServer Stubs
    {
        get
        {
            _dispatcher.EnableStubs();
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
        var engine = new MockEngine(options);
        var admin = new WireMockAdmin(options.WireMockAdmin, options.ControlToken);
        var dispatcher = new RequestDispatcher(
            engine, new FailureGuard(options.ErrorLog), admin, options.Clock, options.MaxBodyBytes);
        var server = WireMockServer.Start(Settings(options, dispatcher));
        EngineMapping.AddTo(server);
        admin.Used = () => EngineMapping.AddTo(server);
        var mock = new PartnerApiMock(engine, server, dispatcher, BoundAddress(options.ApiAddress, server));
        try
        {
            if (options.ControlAddress is { } control)
            {
                mock._control = await ControlServer.StartAsync(control, new(engine, options, mock.ApiAddress));
                engine.ForbiddenWebhookPort = mock._control.Address.Port;
            }

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
    public ApiReply Answer(ApiRequest request) => _engine.Answer(request);

    /// <summary>Forgets everything that was made since the start, and sets the clock back.</summary>
    public void Reset() => Session.Reset();

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
        await _engine.DisposeAsync();
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

    private static WireMockServerSettings Settings(MockOptions options, RequestDispatcher dispatcher) => new()
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
            services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>>(new ConfigureOptions<KestrelServerOptions>(
                kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = options.Certificate))));
            services.PostConfigure<KestrelServerOptions>(kestrel =>
            {
                kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes + RequestReader.MaxExcess;
                kestrel.AddServerHeader = false;
            });
        },
        PreWireMockMiddlewareInit = app => ((IApplicationBuilder)app).Use(next => context => dispatcher.InvokeAsync(context, next)),
    };

    // WireMock.Net says "localhost" whatever it was given; the port is what is asked for here.
    private static Uri BoundAddress(Uri asked, WireMockServer server) =>
        new UriBuilder(asked) { Port = server.Ports[0] }.Uri;
}
