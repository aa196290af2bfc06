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

namespace PartnerApi.Mock;

/// <summary>The control API: on a port of its own, so that it can never be taken for the partner API.</summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ControlServer(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
    }

    public Uri Address { get; }

    // The fallback is no endpoint that anybody would ask for, and the pages of the dashboard are for eyes: their paths promise nothing.
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
        var app = Build(address);
        OwnPages.Require(app, anyHost: mock.Options.ControlToken is not null);
        ControlToken.Require(app, mock.Options.ControlToken);
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

    // OpenAPI knows the names of parameters, not the constraints that ASP.NET Core writes behind them.
    private static string Template(RoutePattern pattern) =>
        string.Concat(pattern.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            RoutePatternSeparatorPart separator => separator.Content,
            _ => ((RoutePatternLiteralPart)part).Content,
        }))));

    private static WebApplication Build(Uri address)
    {
        // Empty, since the usual ones read, and watch, an appsettings.json of the folder that the mock happens to be started in.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRouting();
        // The default one takes Ctrl-C away from the program that the mock runs in.
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.WebHost.UseUrls(address.GetLeftPart(UriPartial.Authority));
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
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
        // A wrong path or method has no body of its own to say so.
        app.UseStatusCodePages(context => Problem.ForStatus(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
