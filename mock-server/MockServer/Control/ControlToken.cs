using Microsoft.AspNetCore.Builder;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Mock.Control;

/// <summary>Requires a bearer token for the control API; necessary where other machines can reach it.</summary>
internal static class ControlToken
{
    // Probes of an orchestrator have no token, and their replies reveal nothing.
    private static readonly string[] Open = ["/health", "/ready"];

    public static void Require(WebApplication app, string? token)
    {
        if (token is null)
        {
            return;
        }

        var guard = new ControlGuard(token);
        app.Use((context, next) => Open.Contains(context.Request.Path.Value) || guard.Admits(context.Request)
            ? next(context)
            : ControlGuard.RefuseAsync(context));
    }
}
