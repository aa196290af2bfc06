using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace PartnerApi.Mock.Control;

/// <summary>
/// Refuses requests from other web sites (CSRF and DNS rebinding): a foreign page must not control a mock through the user's browser.
/// Sends the headers that forbid external resources and inline script.
/// </summary>
internal static class OwnPages
{
    private const string Policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    /// <param name="app">The control server.</param>
    /// <param name="anyHost">Whether the Host field may be another name than one of this machine.</param>
    public static void Require(WebApplication app, bool anyHost) => app.Use(async (context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        // Not no-referrer: browsers would then send Origin: null with the forms of the dashboard's own pages.
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if ((anyHost || IsThisMachine(context.Request.Host.Host)) && IsOwn(context.Request))
        {
            await next(context);
            return;
        }

        await Results.Problem(
            "the control API refuses requests from other web sites; call it from its own pages or from a program, by a loopback address",
            statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
    });

    // A foreign name that resolves to this machine bypasses the same-origin policy of the browser (DNS rebinding).
    private static bool IsThisMachine(string host) =>
        host is "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsOwn(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
        || (request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
            && (request.Headers[HeaderNames.Origin].ToString() is "" or null
                || request.Headers[HeaderNames.Origin] == $"{request.Scheme}://{request.Host}"));
}
