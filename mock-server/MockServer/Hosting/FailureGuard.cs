using Microsoft.AspNetCore.Http;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Hosting;

/// <summary>
/// Handles unexpected exceptions: the caller gets a plain 500, the error log gets the stack trace, and the mock continues.
/// WireMock.Net's own handler would send the stack trace to the caller (RFC9110-15.5.no_leak).
/// </summary>
/// <param name="log">The error log.</param>
internal sealed class FailureGuard(TextWriter log)
{
    /// <summary>Logs an exception and responds 500.</summary>
    public async Task AnswerAsync(HttpContext context, Exception error)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            // The client closed the connection.
            return;
        }

        if (error is BadHttpRequestException malformed && !context.Response.HasStarted)
        {
            context.Response.Clear();
            await Results.Problem(malformed.Message, statusCode: malformed.StatusCode).ExecuteAsync(context);
            return;
        }

        await log.WriteLineAsync(Entry(context, error));
        await AnswerAsync(context);
    }

    // Without the message, the path and an unknown method: each can contain a secret that was sent.
    private static string Entry(HttpContext context, Exception error) =>
        $"partner-api-mock: unhandled {error.GetType().FullName} in a {Method(context)}request{Environment.NewLine}{error.StackTrace}";

    private static string Method(HttpContext context) =>
        Methods.Contains(context.Request.Method) ? context.Request.Method + " " : "";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    private static async Task AnswerAsync(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        await new ReplyWriter(context, TimeProvider.System).WriteAsync(ApiReply.FromJson(500, new System.Text.Json.Nodes.JsonObject
        {
            ["message"] = "The mock failed to handle this request; see its error log.",
            ["responseType"] = "ERROR",
            ["requestId"] = context.TraceIdentifier,
            ["errorCode"] = "INTERNAL_ERROR",
        }));
    }
}
