using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Pipeline;

namespace PartnerApi.Mock.Hosting;

/// <summary>Writes the engine's reply to the connection.</summary>
/// <param name="context">The request and its connection.</param>
/// <param name="clock">The real clock, for replies that are delayed.</param>
internal sealed class ReplyWriter(HttpContext context, TimeProvider clock) : IReplyWriter
{
    /// <inheritdoc/>
    public async ValueTask WriteAsync(ApiReply reply)
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
            await WriteBodyAsync(reply);
        }
    }

    // Content-Length promises the whole body: the host closes a connection where the promise was broken. An abort would
    // take back what was written a moment ago.
    private ValueTask WriteBodyAsync(ApiReply reply) =>
        context.Response.Body.WriteAsync(reply.Cut is { } cut ? reply.Body[..cut] : reply.Body, context.RequestAborted);
}
