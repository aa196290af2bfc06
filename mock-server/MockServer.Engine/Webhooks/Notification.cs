using System.Collections.Immutable;

namespace PartnerApi.Mock.Webhooks;

/// <summary>The delivery state of a notification.</summary>
public enum NotificationState
{
    /// <summary>It is still to be delivered, for the first time or again.</summary>
    Pending,

    /// <summary>The receiver has answered 200.</summary>
    Delivered,

    /// <summary>It could not be delivered; the API lists it as missed.</summary>
    Missed,
}

/// <summary>One attempt to deliver a notification.</summary>
/// <param name="At">When it ended, by the session's clock.</param>
/// <param name="Status">The receiver's HTTP status; null when there was no answer.</param>
/// <param name="Problem">Why there was no answer; null when there was one.</param>
public sealed record DeliveryAttempt(DateTimeOffset At, int? Status, string? Problem);

/// <summary>An immutable snapshot of a notification and its delivery state.</summary>
public sealed record Notification
{
    /// <summary>Its number within the session, from 1, by the time of what it tells.</summary>
    public required long Number { get; init; }

    /// <summary>The event type that it was registered for.</summary>
    public required string EventType { get; init; }

    /// <summary>The object that it is about: resource type and id. Notifications of one object are delivered in order.</summary>
    public required string About { get; init; }

    /// <summary>The address of the receiver.</summary>
    public required Uri Url { get; init; }

    /// <summary>The registration's static headers. They may be secrets.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The JSON that is sent.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>When what it tells happened, by the session's clock.</summary>
    public required DateTimeOffset CreatedOn { get; init; }

    /// <summary>Its delivery state.</summary>
    public NotificationState State { get; init; }

    /// <summary>The attempts so far.</summary>
    public ImmutableArray<DeliveryAttempt> Attempts { get; init; } = [];

    /// <summary>The earliest time of the next attempt, by the session's clock.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Why it was not sent, or the fault that was applied; null for neither.</summary>
    public string? Note { get; init; }
}
