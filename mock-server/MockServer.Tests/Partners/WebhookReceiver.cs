using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PartnerApi.Mock.Tests.Partners;

/// <summary>A partner's endpoint for notifications. It answers 200 unless told otherwise.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();
    private readonly ConcurrentQueue<int> _answers = new();
    private readonly CancellationTokenSource _stop = new();

    private WebhookReceiver(WebApplication app) => _app = app;

    public Uri Url => new(new Uri(_app.Urls.First()), "/hook");

    /// <summary>Answers that the next requests get; 0 hangs until the receiver stops.</summary>
    public WebhookReceiver Answering(params int[] answers)
    {
        foreach (var answer in answers)
        {
            _answers.Enqueue(answer);
        }

        return this;
    }

    /// <summary>How many have come that nobody has taken.</summary>
    public int Waiting => _received.Reader.Count;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.MapFallback(receiver.AnswerAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask<Received> NextAsync() => _received.Reader.ReadAsync();

    public async Task<ImmutableArray<string>> StatusesAsync(int count)
    {
        var statuses = ImmutableArray.CreateBuilder<string>();
        while (statuses.Count < count)
        {
            statuses.Add((await NextAsync()).Status);
        }

        return statuses.ToImmutable();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var answer = _answers.TryDequeue(out var told) ? told : 200;
        await _received.Writer.WriteAsync(new(
            context.Request.Path, body, context.Request.Headers.ToImmutableDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (answer == 0)
        {
            await Task.Delay(
                Timeout.InfiniteTimeSpan, TimeProvider.System,
                CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, context.RequestAborted).Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        context.Response.StatusCode = answer;
        context.Response.Headers.Location = answer is >= 300 and < 400 ? "/elsewhere" : default(string);
    }
}

/// <summary>A notification as it came.</summary>
internal sealed record Received(string Path, string Body, ImmutableDictionary<string, string> Headers)
{
    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    public string Status => (string)Json["status"]!;
}
