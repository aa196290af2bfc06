using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Mock.Clock;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Lifecycles;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Webhooks;

/// <summary>Notifies the registered webhooks of a session.</summary>
public sealed class SessionWebhooks : IDisposable, IResourceObserver
{
    private readonly LifecycleCatalogue _catalogue;
    private readonly ResourceStore _resources;
    private readonly FaultPlan _faults;
    private readonly WebhookSender _sender;
    private readonly DeliveryQueue _queue;

    internal SessionWebhooks(
        LifecycleCatalogue catalogue, ResourceStore resources, FaultPlan faults, SessionClock clock, WebhookSender sender)
    {
        _catalogue = catalogue;
        _resources = resources;
        _faults = faults;
        _sender = sender;
        _queue = new(clock, sender);
    }

    /// <summary>The last notifications, oldest first, with what has become of each.</summary>
    public ImmutableArray<Notification> All => _queue.All;

    /// <summary>The notifications that could not be delivered.</summary>
    public ImmutableArray<Notification> Missed => _queue.All.RemoveAll(notification => notification.State != NotificationState.Missed);

    /// <summary>Where notifications may go.</summary>
    public WebhookHosts Hosts => _sender.Hosts;

    /// <summary>How many notifications are still to be delivered.</summary>
    public int Waiting => _queue.Waiting;

    /// <summary>Whether any webhook is registered.</summary>
    internal bool HasRegistrations => _resources.CountOf(ResourceStore.Webhook) > 0;

    /// <summary>Waits for a state of the notifications, so that a test need not sleep.</summary>
    /// <param name="condition">What to wait for.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>The notifications, as soon as the condition holds.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async Task<ImmutableArray<Notification>> UntilAsync(Func<ImmutableArray<Notification>, bool> condition, CancellationToken stop)
    {
        while (true)
        {
            // Read before the notifications are, so that no change in between is missed.
            var news = _queue.News;
            if (All is var all && condition(all))
            {
                return all;
            }

            await news.WaitAsync(stop);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    void IResourceObserver.OnReset() => _queue.Clear();

    void IResourceObserver.OnChanged(ResourceChange change, ResourceTransaction transaction)
    {
        if (change is { IsRestored: false, After: { } after } && HasRegistrations
            && _catalogue.ForType(change.Type) is var (lifecycle, resource))
        {
            var status = after.Text(lifecycle.StatusMember);
            var failed = status == "INVALID" && change.Before?.Text(lifecycle.StatusMember) != status;
            var kind = failed
                ? NotificationType.ValidationError
                : change.Before is null
                ? NotificationType.Created
                : NotificationType.Updated;
            Notify(lifecycle, resource, after, kind, after.Body[ValidationFault.Member], change.At);
        }
    }

    /// <summary>Notifies of a change that was accepted and then failed: the object stays as it is.</summary>
    internal void NotifyFailure(string type, Resource resource, ValidationFault fault, DateTimeOffset at)
    {
        if (HasRegistrations && _catalogue.ForType(type) is var (lifecycle, row))
        {
            Notify(lifecycle, row, resource, NotificationType.ValidationError, fault.ToJson(), at);
        }
    }

    /// <summary>Notifies of an event that concerns several objects.</summary>
    internal void Notify(string eventType, string about, JsonObject body, DateTimeOffset at)
    {
        if (_resources.Find(ResourceStore.Webhook, eventType) is { } registration)
        {
            Post(registration, about, body, at);
        }
    }

    private void Notify(Lifecycle lifecycle, LifecycleResource row, Resource resource, string kind, JsonNode? fault, DateTimeOffset at)
    {
        if (_resources.Find(ResourceStore.Webhook, row.Event) is not { } registration)
        {
            return;
        }

        var kept = resource.Body;
        var body = new JsonObject();
        foreach (var member in row.Members.Where(kept.ContainsKey))
        {
            body[member] = kept[member]?.DeepClone();
        }

        body["status"] = resource.Text(lifecycle.StatusMember);
        body["modifiedOn"] = ApiTime.Format(at);
        body["notificationType"] = kind;
        if (kind == NotificationType.ValidationError && fault is not null)
        {
            body[ValidationFault.Member] = fault.DeepClone();
        }

        Post(registration, $"{row.Type}/{resource.Id}", body, at);
    }

    private void Post(Resource registration, string about, JsonObject body, DateTimeOffset at)
    {
        var fault = _faults.ForWebhook(registration.Id);
        var notification = Notifications.Create(registration, about, body, at) with
        {
            Number = _queue.NextNumber(),
            Note = fault?.Kind.Name
        };
        switch (fault?.Kind.Name)
        {
            case FaultKind.WebhookDrop:
                _queue.Add(notification with { State = NotificationState.Missed }, holdBack: false);
                break;
            case FaultKind.WebhookDelay:
                _queue.Add(
                    notification with { NotBefore = at + TimeSpan.FromSeconds(fault.Seconds + (fault.Jitter * fault.Draw())) },
                    holdBack: false);
                break;
            case FaultKind.WebhookOutOfOrder:
                _queue.Add(notification with { NotBefore = at + TimeSpan.FromSeconds(fault.Seconds) }, holdBack: true);
                break;
            case FaultKind.WebhookDuplicate:
                _queue.Add(notification, holdBack: false);
                _queue.Add(notification with { Number = _queue.NextNumber() }, holdBack: false);
                break;
            default:
                _queue.Add(notification, holdBack: false);
                break;
        }
    }
}
