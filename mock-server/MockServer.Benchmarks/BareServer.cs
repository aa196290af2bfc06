using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PartnerApi.Mock.Token;
using PartnerApi.Mock.World;

namespace PartnerApi.Mock.Benchmarks;

/// <summary>What somebody would write by hand on bare Kestrel: the same checks, no contract, no explanations, no state.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private readonly AccessTokens _issuer = new(SigningKey.Parse(Servers.Key), new IdSource(1));
    private readonly WebApplication _app;
    private long _issued;

    private BareServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        _app = builder.Build();
        _app.MapPost("/oauth2/token", TokenAsync);
        _app.MapPost("/transfers", TransferAsync);
    }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<BareServer> StartAsync()
    {
        var server = new BareServer();
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (form["grant_type"] != "client_credentials" || form["client_id"] != Load.ClientId || form["client_secret"] != Load.ClientSecret)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var now = TimeProvider.System.GetUtcNow();
        var token = _issuer.Issue(Load.ClientId, 0, now, TimeSpan.FromHours(1));
        // Bounded, so that minutes of load compare the same work as seconds.
        _tokens.TryAdd(Interlocked.Increment(ref _issued) < 10_000 ? token : Load.ClientId, now.AddHours(1));
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
        await WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["access_token"] = token, ["token_type"] = "Bearer", ["expires_in"] = 3600 }));
    }

    private async Task TransferAsync(HttpContext context)
    {
        var request = context.Request;
        var authorization = request.Headers.Authorization.ToString();
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            || !_tokens.TryGetValue(authorization["Bearer ".Length..], out var expires)
            || expires <= TimeProvider.System.GetUtcNow())
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (string.IsNullOrWhiteSpace(request.Headers["Requestor-ID"]) || request.ContentType != "application/json")
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var body = await JsonDocument.ParseAsync(request.Body);
        if (!body.RootElement.TryGetProperty("customerProductId", out _) || !body.RootElement.TryGetProperty("amount", out _))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["transferId"] = Guid.NewGuid() }));
    }

    private static ValueTask WriteAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body);
    }
}
