using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control;

/// <summary>The journal of a session: list with filters and long polling, one exchange, an event stream, clear.</summary>
internal static class JournalEndpoints
{
    public static void Map(WebApplication app, SessionRoutes routes, RunningMock mock)
    {
        var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        routes.GetAsync("/journal", (session, request) => JournalFilter.Read(request.Query, out var filter) is { } mistake
            ? Task.FromResult(Problem.BadRequest(mistake))
            : ListAsync(session.Journal, filter, Linked(request, stopping)));
        routes.Get("/journal/{number:long}", (session, request) => Find(session.Journal, request) is { } exchange
            ? ControlBody.Reply(JournalView.Whole(exchange, mock.ApiAddress))
            : Problem.NotFound(
                $"the journal has no such exchange: it keeps only the newest ones; the last number is {session.Journal.Last}"));
        routes.Get("/journal/stream", (session, request) => JournalFilter.Read(request.Query, out var filter) is { } mistake
            ? Problem.BadRequest(mistake)
            : request.HttpContext.IsHeadRequest() ? Results.Text("", "text/event-stream")
            : TypedResults.ServerSentEvents(StreamAsync(session, filter, Start(session, filter, request), Linked(request, stopping))));
        routes.Delete("/journal", (session, _) =>
        {
            session.Journal.Clear();
            return Results.NoContent();
        });
    }

    private static Exchange? Find(SessionJournal journal, HttpRequest request) =>
        journal.Find(long.Parse(SessionRoutes.Value(request, "number"), CultureInfo.InvariantCulture));

    private static async Task<IResult> ListAsync(SessionJournal journal, JournalFilter filter, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(filter.Wait);
        var found = filter.From(journal);
        try
        {
            for (var seen = journal.Last; found.IsEmpty && filter.Wait > TimeSpan.Zero; found = filter.From(journal))
            {
                await journal.WaitAsync(seen, limit.Token);
                seen = journal.Last;
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The wait timed out: the reply is an empty list.
        }

        return ControlBody.Reply(new { last = journal.Last, kept = journal.Count, exchanges = found.Select(JournalView.Line) });
    }

    // A browser that reconnects sends the id of the last event it received (Last-Event-ID).
    private static long Start(Session session, JournalFilter filter, HttpRequest request)
    {
        var last = session.Journal.Last;
        return Math.Clamp(long.TryParse(request.Headers["Last-Event-ID"], null, out var seen) ? seen : filter.After ?? last, 0, last);
    }

    // The first event is sent immediately, so that the client knows that the stream is open.
    private static async IAsyncEnumerable<SseItem<object>> StreamAsync(
        Session session, JournalFilter filter, long seen, [EnumeratorCancellation] CancellationToken stop)
    {
        yield return new(new { last = seen }, "open");
        while (!stop.IsCancellationRequested)
        {
            await session.Journal.WaitAsync(seen, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            (var exchanges, seen) = session.Journal.ReadAfter(seen);
            foreach (var exchange in exchanges.Where(filter.Matches))
            {
                var id = exchange.Number.ToString(CultureInfo.InvariantCulture);
                yield return new(JournalView.Line(exchange), "exchange") { EventId = id };
            }
        }
    }

    private static CancellationToken Linked(HttpRequest request, CancellationToken stopping)
    {
        var linked = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted, stopping);
        request.HttpContext.Response.RegisterForDispose(linked);
        return linked.Token;
    }
}
