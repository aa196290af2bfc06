using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.HttpTrace;

namespace PartnerApi.Mock.Http;

/// <summary>A reply, and how it is sent. <c>Content-Length</c> and <c>Date</c> are the host's.</summary>
public sealed record ApiReply : RecordedResponse
{
    private static readonly HeaderList Json = new([new("Content-Type", "application/json")]);

    /// <summary>Delay of the reply; only faults set it.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The number of body bytes after which the connection is closed; null for never. Only faults set it.</summary>
    public int? Cut { get; init; }

    /// <summary>The same reply with one more header field.</summary>
    /// <param name="name">Field name.</param>
    /// <param name="value">Field value.</param>
    /// <returns>The new reply.</returns>
    public ApiReply With(string name, string value) => this with { Headers = Headers.With(name, value) };

    /// <summary>A reply without a body.</summary>
    /// <param name="status">HTTP status.</param>
    /// <returns>The reply.</returns>
    public static ApiReply Empty(int status) => new() { Status = status };

    /// <summary>A reply with a JSON body.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="body">The body.</param>
    /// <returns>The reply.</returns>
    public static ApiReply FromJson(int status, JsonNode body) =>
        FromJson(status, JsonSerializer.SerializeToUtf8Bytes(body, RelaxedJson.Options));

    /// <summary>A reply with a JSON body.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="utf8">The body as UTF-8 text.</param>
    /// <returns>The reply.</returns>
    public static ApiReply FromJson(int status, ReadOnlyMemory<byte> utf8) =>
        new() { Status = status, Headers = Json, Body = utf8 };

    /// <summary>The body as text, for tests and messages.</summary>
    /// <returns>The text.</returns>
    public string Text() => Encoding.UTF8.GetString(Body.Span);
}
