using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Faults;

/// <summary>A kind of failure that can be ordered.</summary>
/// <param name="Name">Its name, as in control calls, magic client ids and the header.</param>
/// <param name="Scope">
/// Where it fires unless told otherwise: <see cref="FaultScope.Token"/>, <see cref="FaultScope.Commands"/>,
/// <see cref="FaultScope.Webhooks"/> or <see cref="FaultScope.Any"/>.
/// </param>
/// <param name="Times">How often it fires unless told otherwise; null for always.</param>
/// <param name="Summary">What it does, in one line.</param>
public sealed record FaultKind(string Name, string Scope, int? Times, string Summary)
{
    /// <summary>A notification is lost.</summary>
    public const string WebhookDrop = "webhook-drop";

    /// <summary>A notification comes twice.</summary>
    public const string WebhookDuplicate = "webhook-duplicate";

    /// <summary>A notification comes late.</summary>
    public const string WebhookDelay = "webhook-delay";

    /// <summary>A notification comes after the one that follows it.</summary>
    public const string WebhookOutOfOrder = "webhook-out-of-order";

    /// <summary>The reply that is sent instead of carrying the request out; null where the request is carried out.</summary>
    public Func<Fault, ApiReply>? Instead { get; init; }

    /// <summary>Turns the reply of a request that was carried out into another one; null where it stays.</summary>
    public Func<Fault, ApiReply, ApiReply>? Afterwards { get; init; }

    /// <summary>Whether it is about notifications; those are no replies.</summary>
    public bool IsOfWebhooks => Scope == FaultScope.Webhooks;

    /// <summary>Every kind, by name.</summary>
    public static FrozenDictionary<string, FaultKind> All { get; } = new FaultKind[]
    {
        new("401-once", FaultScope.Commands, 1, "401 with invalid_token, although the token is fine")
            { Instead = _ => InvalidToken("") },
        new("expire-after-n", FaultScope.Commands, null, "each token dies after 'count' uses, long before its time")
            { Instead = _ => InvalidToken(", error_description=\"the token expired\"") },
        new("slow-token", FaultScope.Token, null, "the token takes 'seconds' to come")
            { Afterwards = (fault, reply) => reply with { Delay = TimeSpan.FromSeconds(fault.Seconds) } },
        new("5xx-once", FaultScope.Any, 1, "'status' (500 to 599) instead of an answer; nothing is changed")
            { Instead = fault => Refusal(fault.Status, "server_error") },
        new("429-retry-after", FaultScope.Any, 1, "429 with Retry-After of 'seconds'; nothing is changed")
            { Instead = TooManyRequests },
        new("reset-connection", FaultScope.Any, 1, "the request is carried out, and the connection is reset instead of an answer")
            { Afterwards = (_, reply) => reply with { Cut = 0 } },
        new("truncated-body", FaultScope.Any, 1, "the request is carried out, and the connection ends in the middle of the answer")
            { Afterwards = (_, reply) => reply with { Cut = Math.Max(1, reply.Body.Length / 2) } },
        new("malformed-json", FaultScope.Any, 1, "the request is carried out, and the answer is broken JSON")
            { Afterwards = (_, reply) => reply with { Body = Broken(reply) } },
        new("latency", FaultScope.Any, null, "each answer is late by 'seconds', plus up to 'jitter' seconds drawn from 'seed'")
            { Afterwards = (fault, reply) => reply with { Delay = TimeSpan.FromSeconds(fault.Seconds + (fault.Jitter * fault.Draw())) } },
        OfWebhooks(WebhookDrop, "a notification is not sent; the API lists it as missed"),
        OfWebhooks(WebhookDuplicate, "a notification is sent twice"),
        OfWebhooks(
            WebhookDelay, "a notification is sent 'seconds' late by the session's clock, plus up to 'jitter' seconds drawn from 'seed'"),
        OfWebhooks(WebhookOutOfOrder, "a notification lets the next one of the same object go first, for 'seconds' at most"),
    }.Concat(ClientTrainingFaults.All).ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);

    private static FaultKind OfWebhooks(string name, string summary) => new(name, FaultScope.Webhooks, 1, summary);

    private static ApiReply InvalidToken(string description) =>
        Refusal(401, "invalid_token").With("WWW-Authenticate", "Bearer realm=\"partner-api\", error=\"invalid_token\"" + description);

    private static ApiReply TooManyRequests(Fault fault) =>
        Refusal(429, "too_many_requests").With("Retry-After", fault.Seconds.ToString("F0", CultureInfo.InvariantCulture));

    private static ApiReply Refusal(int status, string error) => ApiReply.OfJson(
        status,
        Encoding.UTF8.GetBytes($$"""{"error":"{{error}}","message":"ordered failure","responseType":"ERROR","requestId":"ordered"}"""));

    private static byte[] Broken(ApiReply whole) => [.. whole.Body.Span[..Math.Max(0, whole.Body.Length - 1)], .. ",,"u8];
}

/// <summary>Where a fault fires, beside the ids of single operations.</summary>
public static class FaultScope
{
    /// <summary>At the token endpoint.</summary>
    public const string Token = "token";

    /// <summary>Everywhere else.</summary>
    public const string Commands = "commands";

    /// <summary>At the notifications that webhooks get; single ones go by their event type.</summary>
    public const string Webhooks = "webhooks";

    /// <summary>Everywhere.</summary>
    public const string Any = "*";
}
