using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PartnerApi.Mock.Control;
using PartnerApi.Mock.Dashboard;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock;

/// <summary>The control API. It has its own port, so that it can never be mistaken for the partner API.</summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ControlServer(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
    }

    public Uri Address { get; }

    // Neither the fallback nor the pages of the dashboard: only the paths of the API are stable.
    public IEnumerable<string> Endpoints =>
        from endpoint in _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Order != int.MaxValue
        let path = Template(endpoint.RoutePattern)
        where IsApi(path)
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        select $"{method} {path}";

    public static async Task<ControlServer> StartAsync(Uri address, RunningMock mock)
    {
        PortProbe.ThrowIfTaken(address);
        var app = Build(address, mock.Options.Certificate);
        HeadRequests.Allow(app);
        ControlAccess.Require(app, new AccessGuard(mock.Options.ControlToken));
        app.UseRouting();
        app.UseStatusCodePages(context => Problem.ForStatus(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
        Map(app, mock);
        var notices = new Notices();
        new DashboardPages(mock, notices).Map(app);
        new DashboardActions(mock, notices).Map(app);
        await app.StartAsync();
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        mock.ControlAddress = new UriBuilder(address) { Port = new Uri(bound).Port }.Uri;
        return new(app, mock.ControlAddress);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static bool IsApi(string path) =>
        path.StartsWith("/control/v1/", StringComparison.Ordinal) || path is "/health" or "/ready" or "/metrics";

    // OpenAPI has the names of parameters, without the route constraints of ASP.NET Core.
    private static string Template(RoutePattern pattern) =>
        string.Concat(pattern.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            RoutePatternSeparatorPart separator => separator.Content,
            _ => ((RoutePatternLiteralPart)part).Content,
        }))));

    private static WebApplication Build(Uri address, X509Certificate2? certificate)
    {
        // Empty, because the usual builders read and watch the appsettings.json of the current directory.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRouting();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Encoder = RelaxedJson.Encoder);
        // The default lifetime would handle Ctrl-C instead of the program that hosts the mock.
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.WebHost.UseUrls(address.WithPort());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = PartnerApiMock.MaxShutdown);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate);
        });
        return builder.Build();
    }

    private static void Map(WebApplication app, RunningMock mock)
    {
        var routes = new SessionRoutes(app.MapGroup(SessionRoutes.Prefix + "/{id}"), mock.Sessions);
        StatusEndpoints.Map(app, mock);
        SessionEndpoints.Map(app, routes, mock.Sessions, mock.Engine.RequestorId);
        ClockEndpoints.Map(routes);
        FaultEndpoints.Map(routes, mock.Contract);
        RequestorEndpoints.Map(routes, mock.Contract);
        LifecycleEndpoints.Map(routes);
        ObjectEndpoints.Map(routes, mock.Contract);
        NotificationEndpoints.Map(routes);
        JournalEndpoints.Map(app, routes, mock);
        GradeEndpoints.Map(app, routes, mock.Sessions);
        CatalogueEndpoints.Map(app, mock);
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
