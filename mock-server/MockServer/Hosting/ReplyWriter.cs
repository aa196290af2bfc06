using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Hosting;

/// <summary>Writes the engine's reply to the host. Both lanes end here, so that they cannot differ.</summary>
internal static class ReplyWriter
{
    public static async ValueTask WriteAsync(HttpContext context, ApiReply reply, TimeProvider clock)
    {
        if (reply.Delay > TimeSpan.Zero)
        {
            await Task.Delay(reply.Delay, clock, context.RequestAborted);
        }

        if (reply.Cut == 0)
        {
            context.Abort();
            return;
        }

        var response = context.Response;
        response.StatusCode = reply.Status;
        foreach (var field in reply.Headers.Fields)
        {
            response.Headers[field.Name] = StringValues.Concat(response.Headers[field.Name], field.Value);
        }

        if (reply.Status is not (204 or 304))
        {
            response.ContentLength = reply.Body.Length;
        }

        if (!reply.Body.IsEmpty && !HttpMethods.IsHead(context.Request.Method))
        {
            await WriteBodyAsync(context, reply);
        }
    }

    // Content-Length promises the whole body: the host closes a connection where the promise was broken. An abort would
    // take back what was written a moment ago.
    private static ValueTask WriteBodyAsync(HttpContext context, ApiReply reply) =>
        context.Response.Body.WriteAsync(reply.Cut is { } cut ? reply.Body[..cut] : reply.Body, context.RequestAborted);
}
