using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Pipeline;

namespace PartnerApi.Mock.Hosting;

/// <summary>Writes the engine's reply to the connection.</summary>
/// <param name="context">The request and its connection.</param>
/// <param name="clock">The real clock, for delayed replies.</param>
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

    // Content-Length announces the whole body, so the host closes the connection after a shorter one. An abort could
    // discard bytes that were already written.
    private ValueTask WriteBodyAsync(ApiReply reply) =>
        context.Response.Body.WriteAsync(reply.Cut is { } cut ? reply.Body[..cut] : reply.Body, context.RequestAborted);
}
