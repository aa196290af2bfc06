using Microsoft.AspNetCore.Http;

namespace PartnerApi.Mock.Hosting;

/// <summary>Forwards requests to WireMock.Net's admin API, when it is enabled.</summary>
/// <param name="isOn">Whether it is enabled.</param>
/// <param name="token">The token that callers must send; null for none.</param>
internal sealed class WireMockAdmin(bool isOn, string? token)
{
    private const string Prefix = "/__admin";

    private readonly ControlGuard _guard = new(token);

    /// <summary>Called after each request, which may have removed the engine's mapping.</summary>
    public Action Used { get; set; } = () => { };

    public bool Owns(PathString path) => isOn && path.StartsWithSegments(Prefix, StringComparison.Ordinal);

    public async Task InvokeAsync(HttpContext context, RequestDelegate wireMock)
    {
        if (!_guard.Admits(context.Request))
        {
            await ControlGuard.RefuseAsync(context);
            return;
        }

        await wireMock(context);
        Used();
    }
}
