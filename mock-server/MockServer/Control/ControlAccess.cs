using Microsoft.AspNetCore.Builder;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Mock.Control;

/// <summary>
/// Applies the <see cref="AccessGuard"/> to the whole control port, and sends the headers that forbid outside resources and inline
/// script.
/// </summary>
internal static class ControlAccess
{
    private const string Policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    // Probes of an orchestrator have no token, and these replies hold nothing to protect.
    private static readonly string[] Public = ["/health", "/ready"];

    public static void Require(WebApplication app, AccessGuard guard) => app.Use(async (context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        // Not no-referrer: a browser then sends Origin: null with the forms of these very pages.
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (guard.Refuse(context.Request, needsToken: !Public.Contains(context.Request.Path.Value)) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await next(context);
    });
}
