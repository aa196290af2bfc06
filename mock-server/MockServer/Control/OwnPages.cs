using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace PartnerApi.Mock.Control;

/// <summary>
/// Keeps other web sites away: a page elsewhere must not be able to use the browser of somebody who runs a mock. Sends the headers that
/// forbid outside resources and inline script.
/// </summary>
internal static class OwnPages
{
    private const string Policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    /// <param name="app">The control server.</param>
    /// <param name="anyHost">Whether it may be reached by names other than those of this machine.</param>
    public static void Require(WebApplication app, bool anyHost) => app.Use(async (context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        // Not no-referrer: a browser then says Origin: null for the forms of these very pages.
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if ((anyHost || IsThisMachine(context.Request.Host.Host)) && IsOwn(context.Request))
        {
            await next(context);
            return;
        }

        await Results.Problem("the control API answers its own pages and programs, not other web sites", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
    });

    // A name of somebody else's that leads to this machine is how a web site gets around the browser's rule (DNS rebinding).
    private static bool IsThisMachine(string host) =>
        host is "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsOwn(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
        || (request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
            && (request.Headers[HeaderNames.Origin].ToString() is "" or null || request.Headers[HeaderNames.Origin] == $"{request.Scheme}://{request.Host}"));
}
