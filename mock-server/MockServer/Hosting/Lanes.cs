using Microsoft.AspNetCore.Http;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Hosting;

/// <summary>
/// The two ways from the host to the engine. The fast lane answers at once. The stub lane lets WireMock.Net look first, because
/// somebody has added a mapping of their own; where none of them matches, the same engine answers through the same writer.
/// </summary>
/// <param name="answer">The engine.</param>
/// <param name="guard">Catches what the engine does not expect.</param>
/// <param name="admin">WireMock.Net's admin API.</param>
/// <param name="clock">The real clock, for replies that are held back.</param>
/// <param name="mostBodyBytes">Largest body that is read.</param>
internal sealed class Lanes(Func<ApiRequest, ApiReply> answer, FailureGuard guard, WireMockAdmin admin, TimeProvider clock, long mostBodyBytes)
{
    private static readonly object EngineAnswers = new();

    private volatile bool _stubs;

    /// <summary>From now on WireMock.Net looks first.</summary>
    public void OpenStubLane() => _stubs = true;

    /// <summary>Called by the lowest-priority mapping: no stub matched.</summary>
    public static void ChooseEngine(HttpContext context) => context.Items[EngineAnswers] = true;

    public async Task InvokeAsync(HttpContext context, RequestDelegate wireMock)
    {
        try
        {
            if (admin.Owns(context.Request.Path))
            {
                // It may have added a stub.
                _stubs = true;
                await admin.InvokeAsync(context, wireMock);
                return;
            }

            var request = await RequestReader.ReadAsync(context, mostBodyBytes);
            if (!_stubs || await AreSilentAsync(context, wireMock, request))
            {
                await ReplyWriter.WriteAsync(context, answer(request), clock);
            }
        }
        catch (Exception error)
        {
            await guard.AnswerAsync(context, error);
        }
    }

    // Whether no stub has answered.
    private static async Task<bool> AreSilentAsync(HttpContext context, RequestDelegate wireMock, ApiRequest request)
    {
        await AskStubsAsync(context, wireMock, request);
        if (!context.Items.ContainsKey(EngineAnswers))
        {
            return false;
        }

        context.Response.Clear();
        return true;
    }

    private static async Task AskStubsAsync(HttpContext context, RequestDelegate wireMock, ApiRequest request)
    {
        var sink = new StubReplyStream(context, EngineAnswers);
        var original = context.Response.Body;
        context.Request.Body = new MemoryStream(request.Body.ToArray());
        // WireMock.Net's query parser fails on a pair without a name; the engine has the true query.
        context.Request.QueryString = Nameless(request.Query) ? QueryString.Empty : context.Request.QueryString;
        context.Response.Body = sink;
        try
        {
            await wireMock(context);
        }
        finally
        {
            context.Response.Body = original;
        }
    }

    private static bool Nameless(string query) =>
        query.StartsWith('=') || query.Contains("&=", StringComparison.Ordinal) || query.Contains(";=", StringComparison.Ordinal);
}
