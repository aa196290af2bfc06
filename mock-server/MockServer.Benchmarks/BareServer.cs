using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Benchmarks;

/// <summary>
/// A handwritten baseline on bare Kestrel: the same signing and the same checks of token, headers and body, for two operations,
/// without contract, explanations, state, journal or grade card.
/// </summary>
internal sealed partial class BareServer : IAsyncDisposable
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes(Load.ClientSecret);

    private readonly AccessTokens _tokens = new(SigningKey.Parse(Servers.Key), new IdSource(1));
    private readonly WebApplication _app;

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
        if (context.Request.ContentType != "application/x-www-form-urlencoded")
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var form = await context.Request.ReadFormAsync();
        if (form["grant_type"] != "client_credentials" || form["client_id"] != Load.ClientId
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(form["client_secret"].ToString()), Secret))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var token = _tokens.Issue(Load.ClientId, 0, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
        await WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(new TokenReply(token, "Bearer", 3600), Json));
    }

    private async Task TransferAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsAuthenticated(request.Headers.Authorization.ToString()))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (string.IsNullOrWhiteSpace(request.Headers["Requestor-ID"])
            || request.ContentType != "application/json"
            || await OrderAsync(request) is not { } order
            || !IsValid(order))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(new TransferReply(Guid.NewGuid()), Json));
    }

    // Signature, issuer and expiry; valid tokens are cached, as in the mock.
    private bool IsAuthenticated(string authorization) =>
        authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && _tokens.Read(authorization["Bearer ".Length..], out var claims) == TokenStatus.Genuine
        && claims!.Expires > TimeProvider.System.GetUtcNow();

    private static async ValueTask<TransferOrder?> OrderAsync(HttpRequest request)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<TransferOrder>(request.Body, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The contract's schema of a transfer.
    private static bool IsValid(TransferOrder order) =>
        order is { CustomerProductId: { Length: 36 } product, Amount: > 0 }
        && Guid.TryParseExact(product, "D", out _)
        && (order.Currency is null || Currency().IsMatch(order.Currency))
        && (order.Iban is null || Iban().IsMatch(order.Iban))
        && order.RecipientName?.Length is null or (>= 1 and <= 255)
        && order.Reference?.Length is null or (>= 1 and <= 140)
        && order.ExternalId?.Length is null or >= 1;

    private static ValueTask WriteAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body);
    }

    [GeneratedRegex(@"^[A-Z]{3}\z")]
    private static partial Regex Currency();

    [GeneratedRegex(@"^[A-Z]{2}[0-9A-Z]{14,31}\z")]
    private static partial Regex Iban();

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false };

    private sealed record TokenReply(
        [property: System.Text.Json.Serialization.JsonPropertyName("access_token")] string AccessToken,
        [property: System.Text.Json.Serialization.JsonPropertyName("token_type")] string TokenType,
        [property: System.Text.Json.Serialization.JsonPropertyName("expires_in")] int ExpiresIn);

    private sealed record TransferReply(Guid TransferId);

    private sealed record TransferOrder(
        string? CustomerProductId,
        decimal? Amount,
        string? Currency,
        string? Iban,
        string? RecipientName,
        string? Reference,
        string? ExternalId);
}
