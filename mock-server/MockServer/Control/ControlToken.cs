using Microsoft.AspNetCore.Builder;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Mock.Control;

/// <summary>Guards the control API with a bearer token; needed wherever others than this machine can reach it.</summary>
internal static class ControlToken
{
    // What an orchestrator asks tells nothing, and it has no token.
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
