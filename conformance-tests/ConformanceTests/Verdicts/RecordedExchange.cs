using System.Collections.Immutable;
using System.Text;
using PartnerApi.Conformance.Wire;
using PartnerApi.HttpTrace;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Conformance.Verdicts;

/// <summary>An exchange as reports may show it: text only, free of secrets.</summary>
public sealed record RecordedExchange
{
    // Reports are read by people; the first part of a huge body tells them enough.
    private const int MaxText = 64 * 1024;

    private static readonly CurlCommand CurlLine = new(new() { Separator = " ", PrintHead = true, OmitConnectionFields = false });

    /// <summary>Position in the run, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The scenario that made it.</summary>
    public required string Scenario { get; init; }

    /// <summary>Method and address.</summary>
    public required string RequestLine { get; init; }

    /// <summary>Header lines as sent.</summary>
    public required ImmutableArray<string> RequestHeaders { get; init; }

    /// <summary>The body that was sent; empty for none.</summary>
    public required string RequestBody { get; init; }

    /// <summary>HTTP status; null when no reply came.</summary>
    public required int? Status { get; init; }

    /// <summary>Header lines as they came.</summary>
    public required ImmutableArray<string> ReplyHeaders { get; init; }

    /// <summary>The body that came; empty for none.</summary>
    public required string ReplyBody { get; init; }

    /// <summary>What went wrong on the way; null when nothing did.</summary>
    public required string? Failure { get; init; }

    /// <summary>When it was sent.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>A line for bash that sends the same request.</summary>
    public required string Curl { get; init; }

    /// <summary>Records an exchange.</summary>
    /// <param name="exchange">What happened.</param>
    /// <param name="scenario">The scenario that made it.</param>
    /// <param name="redactor">Knows every secret of the run.</param>
    /// <param name="maxText">How many characters of a body are kept, 1 or more; of a longer one the rest is left out, and its size
    /// told.</param>
    /// <returns>The record.</returns>
    public static RecordedExchange From(Exchange exchange, string scenario, Redactor redactor, int maxText = MaxText) => new()
    {
        Number = exchange.Number,
        Scenario = scenario,
        RequestLine = redactor.Redact($"{exchange.Request.Method} {exchange.Request.Uri.AbsoluteUri}"),
        RequestHeaders = Fields(exchange.Request.Headers, redactor),
        RequestBody = Text(exchange.Request.Body ?? ReadOnlyMemory<byte>.Empty, redactor, maxText),
        Status = exchange.Reply?.Status,
        ReplyHeaders = Fields(exchange.Reply?.Headers ?? HeaderList.Empty, redactor),
        ReplyBody = Text(exchange.Reply?.Body ?? ReadOnlyMemory<byte>.Empty, redactor, maxText),
        Failure = exchange.Failure is { } failure ? redactor.Redact($"{failure.Kind}: {failure.Message}") : exchange.Reply?.BodyProblem,
        Started = exchange.Started,
        Duration = exchange.Duration,
        Curl = CurlLine.Write(exchange.Request.ToRecorded(), exchange.Request.Uri, redactor.Split),
    };

    private static ImmutableArray<string> Fields(HeaderList headers, Redactor redactor)
    {
        SecretKinds found = default;
        return [.. headers.Select(field => redactor.Redact(field, ref found).ToString())];
    }

    // Redacted before it is cut: half a secret would not be recognised.
    private static string Text(ReadOnlyMemory<byte> body, Redactor redactor, int maxText)
    {
        var text = redactor.Redact((System.Text.Unicode.Utf8.IsValid(body.Span) ? Encoding.UTF8 : Encoding.Latin1).GetString(body.Span));
        return text.Length <= maxText ? text : $"{text[..maxText]}… ({body.Length} bytes)";
    }
}
