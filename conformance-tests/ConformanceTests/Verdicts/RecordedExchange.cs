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
    private const int MaxHeaders = 100;
    private const int MaxHeaderLength = 2_000;
    private const int MaxBriefText = 200;
    private const int MaxBriefHeaders = 20;
    private const string NotShown = "(not shown: wallClockSeconds is used up)";
    private const int MaxCurlLength = 256 * 1024;

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
    /// <param name="maxText">How many characters of a body are shown; of a longer one the rest is left out, and its size told.</param>
    /// <param name="wholeReply">Size of the reply's body when the exchange holds only its beginning.</param>
    /// <returns>The record.</returns>
    public static RecordedExchange From(
        Exchange exchange, string scenario, Redactor redactor, int maxText = MaxText, int? wholeReply = null) => new()
        {
            Number = exchange.Number,
            Scenario = scenario,
            RequestLine = ForeignText.Line($"{exchange.Request.Method} {exchange.Request.Uri.AbsoluteUri}", redactor, MaxHeaderLength),
            RequestHeaders = Fields(exchange.Request.Headers, redactor),
            RequestBody = Text(exchange.Request.Body ?? ReadOnlyMemory<byte>.Empty, redactor, maxText, null),
            Status = exchange.Reply?.Status,
            ReplyHeaders = Fields(exchange.Reply?.Headers ?? HeaderList.Empty, redactor),
            ReplyBody = Text(exchange.Reply?.Body ?? ReadOnlyMemory<byte>.Empty, redactor, maxText, wholeReply),
            Failure = Problem(exchange) is { } problem ? ForeignText.Line(problem, redactor) : null,
            Started = exchange.Started,
            Duration = exchange.Duration,
            Curl = Command(exchange, redactor),
        };

    /// <summary>Records an exchange of a run that shows much already: of long texts only the beginning.</summary>
    /// <param name="exchange">What happened.</param>
    /// <param name="scenario">The scenario that made it.</param>
    /// <param name="redactor">Knows every secret of the run.</param>
    /// <param name="wholeReply">Size of the reply's body when the exchange holds only its beginning.</param>
    /// <returns>The record.</returns>
    internal static RecordedExchange Beginning(Exchange exchange, string scenario, Redactor redactor, int wholeReply)
    {
        var headers = exchange.Reply?.Headers.Where(field => field.Value.Length <= MaxBriefText).Take(MaxBriefHeaders);
        return From(
            exchange with { Reply = exchange.Reply is { } reply ? reply with { Headers = [.. headers!] } : null },
            scenario,
            redactor,
            MaxBriefText,
            wholeReply);
    }

    /// <summary>Characters of its texts.</summary>
    internal int Size => RequestBody.Length + ReplyBody.Length + Curl.Length
        + ReplyHeaders.Sum(line => line.Length) + RequestHeaders.Sum(line => line.Length);

    /// <summary>Records that an exchange took place, when no time is left to search its texts for secrets.</summary>
    /// <param name="exchange">What happened.</param>
    /// <param name="scenario">The scenario that made it.</param>
    /// <returns>The record.</returns>
    internal static RecordedExchange WithoutText(Exchange exchange, string scenario) => new()
    {
        Number = exchange.Number,
        Scenario = scenario,
        RequestLine = exchange.Request.Method + " " + NotShown,
        RequestHeaders = [],
        RequestBody = "",
        Status = exchange.Reply?.Status,
        ReplyHeaders = [],
        ReplyBody = "",
        Failure = exchange.Failure?.Kind.ToString(),
        Started = exchange.Started,
        Duration = exchange.Duration,
        Curl = "# " + NotShown,
    };

    private static string? Problem(Exchange exchange) =>
        exchange.Failure is { } failure ? $"{failure.Kind}: {failure.Message}" : exchange.Reply?.BodyProblem;

    private static string Command(Exchange exchange, Redactor redactor)
    {
        var line = CurlLine.Write(exchange.Request.ToRecorded(), exchange.Request.Uri, redactor.Split);
        return line.Length <= MaxCurlLength ? line : $"# not shown: the command has {line.Length} characters";
    }

    private static ImmutableArray<string> Fields(HeaderList headers, Redactor redactor)
    {
        SecretKinds found = default;
        var shown = headers.Take(MaxHeaders)
            .Select(field => ForeignText.Line(redactor.Redact(field, ref found).ToString(), redactor, MaxHeaderLength));
        return headers.Count <= MaxHeaders ? [.. shown] : [.. shown, $"… ({headers.Count} header fields)"];
    }

    // A huge text is cut before it is redacted, and what may be half a secret at its end is not shown.
    private static string Text(ReadOnlyMemory<byte> body, Redactor redactor, int maxText, int? whole)
    {
        var encoding = System.Text.Unicode.Utf8.IsValid(body.Span) ? Encoding.UTF8 : Encoding.Latin1;
        return ForeignText.Lines(encoding.GetString(body.Span), redactor, maxText, whole > body.Length, $"{whole ?? body.Length} bytes");
    }
}
