using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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

/// <summary>A running mock of the partner API. Dispose it to stop it; requests in progress are completed first.</summary>
public sealed class PartnerApiMock : IAsyncDisposable
{
    /// <summary>How long requests in progress may take to complete when the mock stops; then their connections are closed.</summary>
    internal static readonly TimeSpan MaxShutdown = TimeSpan.FromSeconds(3);

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

    /// <summary>Address of the partner API, with the actual port.</summary>
    public Uri ApiAddress { get; }

    /// <summary>Address of the control API; null when it is disabled.</summary>
    public Uri? ControlAddress => _control?.Address;

    /// <summary>The contract that it serves.</summary>
    public Contract Contract => _engine.Contract;

    /// <summary>How the token endpoint treats <c>scope</c>.</summary>
    public ScopeRule Scope => _engine.Scope;

    /// <summary>The client shown to users. Its secret is a public test value.</summary>
    public ApiClient Client => _engine.Client;

    /// <summary>The <c>client_id</c> of <see cref="Client"/>.</summary>
    public string ClientId => Client.ClientId;

    /// <summary>A valid secret of <see cref="Client"/>.</summary>
    public string ClientSecret => Client.Secrets[0];

    /// <summary>Id of a natural person who exists from the start and may request commands.</summary>
    public string RequestorId => _engine.RequestorId;

    /// <summary>Method and path template of each endpoint of the control API, without the pages of the dashboard.</summary>
    public IEnumerable<string> ControlEndpoints => _control?.Endpoints ?? [];

    /// <summary>Counters of the requests handled so far.</summary>
    public RequestCounters RequestCounters => _engine.RequestCounters;

    /// <summary>Counters of the webhook deliveries so far.</summary>
    public DeliveryCounters Deliveries => _engine.Deliveries;

    /// <summary>The clock that tokens expire by.</summary>
    public SessionClock Clock => Session.Clock;

    /// <summary>The faults of the default session.</summary>
    public FaultPlan Faults => Session.Faults;

    /// <summary>The newest exchanges of the default session, without secrets. <c>ToString</c> explains why requests were refused.</summary>
    public SessionJournal Journal => Session.Journal;

    /// <summary>The current grade card of the default session.</summary>
    public GradeCard Grade => GradeCard.From(Session);

    /// <summary>The default session, which always exists.</summary>
    public Session Session => Sessions.Default;

    /// <summary>All sessions.</summary>
    public SessionRegistry Sessions => _engine.Sessions;

    /// <summary>
    /// The WireMock.Net server, for your own stubs: they take precedence over the engine. After the first use every request passes
    /// WireMock.Net's matching, which is slower.
    /// </summary>
    public WireMockServer Stubs
    {
        get
        {
            _dispatcher.EnableStubs();
            return _server;
        }
    }

    /// <summary>Starts a mock with the default options.</summary>
    /// <returns>The running mock.</returns>
    public static Task<PartnerApiMock> StartAsync() => StartAsync(new MockOptions());

    /// <summary>Starts a mock with changed options.</summary>
    /// <param name="change">Changes the default options, for example <c>options => options with { Explain = false }</c>.</param>
    /// <returns>The running mock, ready to accept requests.</returns>
    public static Task<PartnerApiMock> StartAsync(Func<MockOptions, MockOptions> change) => StartAsync(change(new()));

    /// <summary>Starts a mock.</summary>
    /// <param name="options">Its options.</param>
    /// <returns>The running mock, ready to accept requests.</returns>
    /// <exception cref="AddressInUseException">Another program listens at one of the addresses.</exception>
    /// <exception cref="AddressUnusableException">This machine cannot listen at one of the addresses.</exception>
    /// <exception cref="StateException">The state file cannot be used.</exception>
    /// <exception cref="IOException">The ready file or the certificate file cannot be written.</exception>
    /// <exception cref="ArgumentException">
    /// The control token is empty or too short, or the control API or WireMock.Net's admin API is reachable from other machines
    /// without a control token.
    /// </exception>
    [OverloadResolutionPriority(1)]
    public static async Task<PartnerApiMock> StartAsync(MockOptions options)
    {
        ThrowIfOpenToOthers(options);
        var readyFile = options.ReadyFile is { } path ? ReadyFile.Reserve(path) : null;
        PartnerApiMock? mock = null;
        try
        {
            mock = await ListenAsync(options);
            mock._readyFile = readyFile;
            if (options is { CertificateOut: { } file, Certificate: { } certificate })
            {
                await File.WriteAllTextAsync(file, certificate.ExportCertificatePem() + "\n");
            }

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

    private static void ThrowIfOpenToOthers(MockOptions options)
    {
        if (AccessGuard.Mistake(options.ControlToken) is { } mistake)
        {
            throw new ArgumentException($"the control token {mistake}", nameof(options));
        }

        if (options is { ControlToken: null, ControlAddress.IsLoopback: false })
        {
            throw new ArgumentException("the control API is reachable from other machines; set ControlToken", nameof(options));
        }

        if (options is { WireMockAdmin: true, ControlToken: null, ApiAddress.IsLoopback: false })
        {
            throw new ArgumentException("WireMock.Net's admin API is reachable from other machines; set ControlToken", nameof(options));
        }
    }

    private static async Task<PartnerApiMock> ListenAsync(MockOptions options)
    {
        PortProbe.ThrowIfTaken(options.ApiAddress);
        var engine = new MockEngine(options);
        var admin = new WireMockAdmin(options.WireMockAdmin, new AccessGuard(options.ControlToken));
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
                engine.Links.ControlAddress = mock._control.Address;
            }

            return mock;
        }
        catch
        {
            await mock.DisposeAsync();
            throw;
        }
    }

    /// <summary>Handles a request without a connection: the same engine, journal and grade card, without HTTP.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The reply.</returns>
    public ApiReply Answer(ApiRequest request) => _engine.Answer(request);

    /// <summary>Resets the default session: deletes everything created since the start, and resets the clock.</summary>
    public void Reset() => Session.Reset();

    /// <summary>Completes the requests in progress and stops.</summary>
    /// <returns>A task that completes when the mock has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        // First, so that no program connects to a mock that is about to stop.
        _readyFile?.Dispose();
        if (_control is not null)
        {
            await _control.DisposeAsync();
        }

        _dispatcher.AbortAfter(MaxShutdown);
        _server.Stop();
        _server.Dispose();
        _dispatcher.Dispose();
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
        Urls = [options.ApiAddress.WithPort()],
        MaxRequestLogCount = WireMockSettings.MaxRequestLogCount,
        DisableRequestBodyDecompressing = WireMockSettings.DisableRequestBodyDecompressing,
        StartTimeout = 5000,
        StartAdminInterface = options.WireMockAdmin,
        // WireMock.Net sets the mode of each listener itself; the validation stays that of the defaults below.
        ClientCertificateMode = options.ClientAuthorities.Count > 0
            ? WireMock.Types.ClientCertificateMode.RequireCertificate
            : WireMock.Types.ClientCertificateMode.NoCertificate,
        AdditionalServiceRegistration = services =>
        {
            // Not the certificate settings of WireMock.Net: it serializes them as JSON, including the private key, and fails on ECDSA.
            var useCertificate = new ConfigureOptions<KestrelServerOptions>(
                kestrel => kestrel.ConfigureHttpsDefaults(https =>
                {
                    https.ServerCertificate = options.Certificate;
                    ClientCertificates.Check(https, options.ClientAuthorities);
                }));
            services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>>(useCertificate));
            services.PostConfigure<HostOptions>(host => host.ShutdownTimeout = MaxShutdown);
            services.PostConfigure<KestrelServerOptions>(kestrel =>
            {
                kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes + RequestReader.MaxExcess;
                kestrel.AddServerHeader = false;
            });
        },
        PreWireMockMiddlewareInit = app => ((IApplicationBuilder)app).Use(next => context => dispatcher.InvokeAsync(context, next)),
    };

    // WireMock.Net always reports "localhost"; only its port is used.
    private static Uri BoundAddress(Uri requested, WireMockServer server) =>
        new UriBuilder(requested) { Port = server.Ports[0] }.Uri;
}
