using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace PartnerApi.Mock.Control;

/// <summary>Answers HEAD as GET without a body (RFC 9110, 9.1 and 9.3.2), on every path of the control port.</summary>
internal static class HeadRequests
{
    private static readonly object IsHead = new();

    public static void Allow(WebApplication app) => app.Use(async (context, next) =>
    {
        context.Request.Body = new Hosting.CheckedBodyStream(context.Request.Body);
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        context.Items[IsHead] = true;
        context.Request.Method = HttpMethods.Get;
        context.Response.Body = Stream.Null;
        await next(context);
    });

    /// <summary>Whether the caller sent HEAD: a reply that never ends must end after its headers.</summary>
    public static bool IsHeadRequest(this HttpContext context) => context.Items.ContainsKey(IsHead);
}
