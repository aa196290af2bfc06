using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using PartnerApi.Fixtures.Clients;

namespace PartnerApi.Conformance.ForeignTests.Servers;

/// <summary>OpenIddict with its own rules and stores, in this process.</summary>
internal sealed class OpenIddictServer : ForeignServer
{
    private readonly WebApplication _app;

    private OpenIddictServer(WebApplication app) => _app = app;

    public override Uri TokenAddress => new(new Uri(_app.Urls.First()), "connect/token");

    public static async Task<OpenIddictServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var database = Guid.NewGuid().ToString();
        builder.Services.AddDbContext<DbContext>(options => options.UseInMemoryDatabase(database).UseOpenIddict());
        builder.Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<DbContext>())
            .AddServer(Configure);
        var app = builder.Build();
        app.UseAuthentication();
        await app.StartAsync();
        await AddClientsAsync(app.Services);
        return new(app);
    }

    public override ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Configure(OpenIddictServerBuilder server)
    {
        server.SetTokenEndpointUris("connect/token").SetAuthorizationEndpointUris("connect/authorize");
        server.AllowClientCredentialsFlow().AllowAuthorizationCodeFlow();
        server.AddEphemeralEncryptionKey().AddEphemeralSigningKey();
        server.UseAspNetCore().DisableTransportSecurityRequirement();
        server.AddEventHandler<OpenIddictServerEvents.HandleTokenRequestContext>(handler => handler.UseInlineHandler(Grant));
    }

    // OpenIddict has checked client and grant by now; whom the token speaks of is left to its host.
    private static ValueTask Grant(OpenIddictServerEvents.HandleTokenRequestContext context)
    {
        var identity = new ClaimsIdentity("client");
        identity.AddClaim(new(OpenIddictConstants.Claims.Subject, context.ClientId!));
        context.SignIn(new ClaimsPrincipal(identity));
        return ValueTask.CompletedTask;
    }

    private static async Task AddClientsAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        foreach (var client in (ApiClient[])[Partner, SpecialCharacters, WithoutGrant])
        {
            var descriptor = new OpenIddictApplicationDescriptor { ClientId = client.ClientId, ClientSecret = client.Secrets[0] };
            descriptor.Permissions.Add(OpenIddictConstants.Permissions.Endpoints.Token);
            descriptor.Permissions.UnionWith(client.Grants.Select(grant => OpenIddictConstants.Permissions.Prefixes.GrantType + grant));
            await applications.CreateAsync(descriptor);
        }
    }
}
