using Microsoft.AspNetCore.Http;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Hosting;

/// <summary>
/// Stands between the host and all that may fail in ways nobody foresaw: the caller gets a plain 500, the log the place, and the
/// mock goes on. WireMock.Net's own handler would send the stack trace (RFC9110-15.5.no_leak).
/// </summary>
/// <param name="log">Where the failure is told.</param>
internal sealed class FailureGuard(TextWriter log)
{
    /// <summary>Deals with a failure.</summary>
    public async Task AnswerAsync(HttpContext context, Exception error)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
            return;
        }

        await log.WriteLineAsync(Account(context, error));
        await AnswerAsync(context);
    }

    // Neither the message nor the path nor a method that nobody knows: all may quote what was sent, a secret included.
    private static string Account(HttpContext context, Exception error) =>
        $"partner-api-mock: a {(Methods.Contains(context.Request.Method) ? context.Request.Method + " request" : "request")} failed inside the mock: {error.GetType().FullName}{Environment.NewLine}{error.StackTrace}";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    private static async Task AnswerAsync(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        await new ReplyWriter(context, TimeProvider.System).WriteAsync(ApiReply.OfJson(500, new System.Text.Json.Nodes.JsonObject
        {
            ["message"] = "The mock failed on this request; its error log says where.",
            ["responseType"] = "ERROR",
            ["requestId"] = context.TraceIdentifier,
            ["errorCode"] = "INTERNAL_ERROR",
        }));
    }
}
