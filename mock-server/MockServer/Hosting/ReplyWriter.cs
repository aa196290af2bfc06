using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using PartnerApi.Mock.Engine;

namespace PartnerApi.Mock.Hosting;

/// <summary>Writes the engine's reply to the host. Both lanes end here, so that they cannot differ.</summary>
internal static class ReplyWriter
{
    public static ValueTask WriteAsync(HttpContext context, ApiReply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        foreach (var field in reply.Headers.Fields)
        {
            response.Headers[field.Key] = StringValues.Concat(response.Headers[field.Key], field.Value);
        }

        if (reply.Status is not (204 or 304))
        {
            response.ContentLength = reply.Body.Length;
        }

        return reply.Body.IsEmpty || HttpMethods.IsHead(context.Request.Method)
            ? ValueTask.CompletedTask
            : response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }
}
