using Microsoft.AspNetCore.Http;

namespace PartnerApi.Mock.Hosting;

/// <summary>The way to WireMock.Net's own admin API, for those who asked for it.</summary>
/// <param name="isOn">Whether it was asked for.</param>
/// <param name="token">The token that its callers must know; null for none.</param>
internal sealed class WireMockAdmin(bool isOn, string? token)
{
    private const string Prefix = "/__admin";

    private readonly ControlGuard _guard = new(token);

    /// <summary>Called after each call: it may have taken the engine's own mapping away.</summary>
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
