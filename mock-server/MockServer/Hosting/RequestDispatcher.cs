using Microsoft.AspNetCore.Http;
using PartnerApi.Mock.Engine;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Hosting;

/// <summary>
/// Passes each request to the engine. Once a stub can exist, WireMock.Net handles each request first, and the engine
/// handles those that no stub matches.
/// </summary>
/// <param name="engine">Answers the requests.</param>
/// <param name="guard">Answers when the engine fails.</param>
/// <param name="admin">WireMock.Net's admin API.</param>
/// <param name="clock">The real clock, for delayed replies.</param>
/// <param name="maxBodyBytes">Largest accepted body, in bytes.</param>
internal sealed class RequestDispatcher(MockEngine engine, FailureGuard guard, WireMockAdmin admin, TimeProvider clock, long maxBodyBytes)
    : IDisposable
{
    private readonly ContractPage _contract = new(engine);
    private readonly CancellationTokenSource _end = new();
    private volatile bool _stubs;

    /// <summary>Lets WireMock.Net handle each request first from now on.</summary>
    public void EnableStubs() => _stubs = true;

    /// <summary>
    /// Closes the connections of requests that are still in progress after a time, since WireMock.Net's host waits half a minute for them.
    /// </summary>
    /// <param name="time">The time, by the machine's clock.</param>
    public void AbortAfter(TimeSpan time) => _end.CancelAfter(time);

    /// <inheritdoc/>
    public void Dispose() => _end.Dispose();

    public async Task InvokeAsync(HttpContext context, RequestDelegate wireMock)
    {
        using var registration = _end.Token.UnsafeRegister(static context => ((HttpContext)context!).Abort(), context);
        try
        {
            if (admin.Owns(context))
            {
                // It may add a stub.
                await admin.InvokeAsync(context, wireMock, admitted: EnableStubs);
                return;
            }

            if (_contract.Owns(context.Request))
            {
                await _contract.WriteAsync(context);
                return;
            }

            var request = await RequestReader.ReadAsync(context, maxBodyBytes);
            if (!_stubs || !await IsAnsweredByStubAsync(context, wireMock, request))
            {
                await engine.AnswerAsync(request, new ReplyWriter(context, clock));
            }
        }
        catch (Exception error)
        {
            await guard.AnswerAsync(context, error);
        }
    }

    private static async Task<bool> IsAnsweredByStubAsync(HttpContext context, RequestDelegate wireMock, ApiRequest request)
    {
        await AnswerByStubAsync(context, wireMock, request);
        if (!EngineMapping.IsChosen(context.Response))
        {
            return true;
        }

        context.Response.Clear();
        return false;
    }

    private static async Task AnswerByStubAsync(HttpContext context, RequestDelegate wireMock, ApiRequest request)
    {
        var sink = new StubReplyStream(context.Response);
        var original = context.Response.Body;
        context.Request.Body = new MemoryStream(request.Body.ToArray());
        // The engine has the original query.
        WireMockQuery.RemoveUnreadable(context.Request);
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
}
