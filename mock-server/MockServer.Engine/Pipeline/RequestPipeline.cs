using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Pipeline;

/// <summary>The last stage: sends the reply. The host's web server implements it.</summary>
public interface IReplyWriter
{
    /// <summary>Sends a reply.</summary>
    /// <param name="reply">The reply.</param>
    /// <returns>A task that ends when the reply was handed to the connection.</returns>
    public ValueTask WriteAsync(ApiReply reply);
}

/// <summary>
/// Answers every request: token requests, commands, queries, and requests that no operation answers. Each stage does its part for
/// the requests that it concerns, and nothing for the others.
/// </summary>
internal sealed class RequestPipeline(
    RouteStage route,
    AuthenticateStage authenticate,
    ResolveSessionStage resolveSession,
    AdvanceTimeStage advanceTime,
    ValidateStage validate,
    InjectFaultStage injectFault,
    ExecuteStage execute,
    RecordStage record)
{
    /// <summary>Answers a request and sends the reply.</summary>
    /// <param name="http">The request, as the host read it from its connection.</param>
    /// <param name="writer">Sends the reply.</param>
    /// <returns>A task that ends when the reply was sent.</returns>
    public ValueTask AnswerAsync(ApiRequest http, IReplyWriter writer)
    {
        var context = new RequestContext(http);
        route.Run(context);
        authenticate.Run(context);
        resolveSession.Run(context);
        advanceTime.Run(context);
        validate.Run(context);
        injectFault.Run(context);
        execute.Run(context);
        record.Run(context);
        return writer.WriteAsync(context.Reply);
    }

    /// <summary>Answers a request without a connection.</summary>
    /// <param name="http">The request.</param>
    /// <returns>The reply.</returns>
    public ApiReply Answer(ApiRequest http)
    {
        var kept = new KeptReply();
        // It completes synchronously: neither the stages nor this writer wait.
        AnswerAsync(http, kept).AsTask().GetAwaiter().GetResult();
        return kept.Reply!;
    }

    private sealed class KeptReply : IReplyWriter
    {
        public ApiReply? Reply { get; private set; }

        public ValueTask WriteAsync(ApiReply reply)
        {
            Reply = reply;
            return ValueTask.CompletedTask;
        }
    }
}
