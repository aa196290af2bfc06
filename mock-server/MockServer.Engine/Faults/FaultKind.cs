using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Faults;

/// <summary>A kind of fault.</summary>
/// <param name="Name">Its name, as in control calls, magic client ids and the header.</param>
/// <param name="Scope">
/// The default scope: <see cref="FaultScope.Token"/>, <see cref="FaultScope.Commands"/>,
/// <see cref="FaultScope.Webhooks"/> or <see cref="FaultScope.Any"/>.
/// </param>
/// <param name="Times">How often it applies by default; null for always.</param>
/// <param name="Summary">What it does, in one line.</param>
public sealed record FaultKind(string Name, string Scope, int? Times, string Summary)
{
    /// <summary>A notification is lost.</summary>
    public const string WebhookDrop = "webhook-drop";

    /// <summary>A notification is sent twice.</summary>
    public const string WebhookDuplicate = "webhook-duplicate";

    /// <summary>A notification is delayed.</summary>
    public const string WebhookDelay = "webhook-delay";

    /// <summary>A notification is sent after the one that follows it.</summary>
    public const string WebhookOutOfOrder = "webhook-out-of-order";

    /// <summary>Creates the reply that is sent instead of executing the request; null when the request is executed.</summary>
    public Func<Fault, ApiReply>? Instead { get; init; }

    /// <summary>Changes the reply of an executed request; null when the reply does not change.</summary>
    public Func<Fault, ApiReply, ApiReply>? Afterwards { get; init; }

    /// <summary>Whether it applies to notifications instead of replies.</summary>
    public bool IsOfWebhooks => Scope == FaultScope.Webhooks;

    /// <summary>Every kind, by name.</summary>
    public static FrozenDictionary<string, FaultKind> All { get; } = new FaultKind[]
    {
        new("401-once", FaultScope.Commands, 1, "responds 401 with invalid_token although the token is valid")
            { Instead = _ => InvalidToken("") },
        new("expire-after-n", FaultScope.Commands, null, "responds 401 with invalid_token after a token was used 'count' times")
            { Instead = _ => InvalidToken(", error_description=\"the token expired\"") },
        new("slow-token", FaultScope.Token, null, "delays the token response by 'seconds' seconds")
            { Afterwards = (fault, reply) => reply with { Delay = TimeSpan.FromSeconds(fault.Seconds) } },
        new("5xx-once", FaultScope.Any, 1, "responds with 'status'; the request is not executed")
            { Instead = fault => Refusal(fault.Status, "server_error") },
        new("429-retry-after", FaultScope.Any, 1, "responds 429 with Retry-After: 'seconds'; the request is not executed")
            { Instead = TooManyRequests },
        new("reset-connection", FaultScope.Any, 1, "executes the request, then resets the connection without a response")
            { Afterwards = (_, reply) => reply with { Cut = 0 } },
        new("truncated-body", FaultScope.Any, 1, "executes the request, then closes the connection in the middle of the response")
            { Afterwards = (_, reply) => reply with { Cut = Math.Max(1, reply.Body.Length / 2) } },
        new("malformed-json", FaultScope.Any, 1, "executes the request and responds with malformed JSON")
            { Afterwards = (_, reply) => reply with { Body = Broken(reply) } },
        new(
            "latency", FaultScope.Any, null,
            "delays each response by 'seconds' seconds plus a random time of at most 'jitter' seconds (seed 'seed')")
            { Afterwards = (fault, reply) => reply with { Delay = TimeSpan.FromSeconds(fault.Seconds + (fault.Jitter * fault.Draw())) } },
        OfWebhooks(WebhookDrop, "does not send a notification; the API lists it as missed"),
        OfWebhooks(WebhookDuplicate, "sends a notification twice"),
        OfWebhooks(
            WebhookDelay, "delays a notification by 'seconds' seconds plus a random time of at most 'jitter' seconds (seed 'seed') "
                + "of the session's clock"),
        OfWebhooks(WebhookOutOfOrder, "sends the next notification of the same object first, and waits for it at most 'seconds' seconds"),
    }.Concat(ClientTrainingFaults.All).ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);

    // Accepted until the next version.
    private static readonly FrozenDictionary<string, string> FormerNames = new Dictionary<string, string>
    {
        ["odd-token"] = ClientTrainingFaults.UnusualTokenResponse,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Finds a kind by its name or by a former name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The kind, or null.</returns>
    public static FaultKind? Find(string name) => All.GetValueOrDefault(CurrentName(name));

    /// <summary>Replaces a former name of a kind by the current one.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The current name; any other text unchanged.</returns>
    public static string CurrentName(string name) => FormerNames.GetValueOrDefault(name, name);

    /// <summary>Says that a name is a former one.</summary>
    /// <param name="name">The name.</param>
    /// <returns>One line, or null when the name is current or unknown.</returns>
    public static string? RenameNotice(string name) => FormerNames.TryGetValue(name, out var current)
        ? $"the fault '{name}' is now called '{current}'; the old name is accepted until the next version"
        : null;

    private static FaultKind OfWebhooks(string name, string summary) => new(name, FaultScope.Webhooks, 1, summary);

    private static ApiReply InvalidToken(string description) =>
        Refusal(401, "invalid_token").With("WWW-Authenticate", "Bearer realm=\"partner-api\", error=\"invalid_token\"" + description);

    private static ApiReply TooManyRequests(Fault fault) =>
        Refusal(429, "too_many_requests").With("Retry-After", Math.Ceiling(fault.Seconds).ToString("F0", CultureInfo.InvariantCulture));

    private static ApiReply Refusal(int status, string error) => ApiReply.FromJson(
        status,
        Encoding.UTF8.GetBytes($$"""{"error":"{{error}}","message":"simulated fault","responseType":"ERROR","requestId":"ordered"}"""));

    private static byte[] Broken(ApiReply whole) => [.. whole.Body.Span[..Math.Max(0, whole.Body.Length - 1)], .. ",,"u8];
}

/// <summary>The scopes of a fault, in addition to operation ids.</summary>
public static class FaultScope
{
    /// <summary>At the token endpoint.</summary>
    public const string Token = "token";

    /// <summary>Everywhere else.</summary>
    public const string Commands = "commands";

    /// <summary>All notifications; an event type selects single ones.</summary>
    public const string Webhooks = "webhooks";

    /// <summary>Everywhere.</summary>
    public const string Any = "*";
}
