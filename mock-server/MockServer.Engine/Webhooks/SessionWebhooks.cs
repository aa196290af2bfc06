using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Lifecycles;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Webhooks;

/// <summary>Tells the registered webhooks of a session what happens in it.</summary>
public sealed class SessionWebhooks : IDisposable, IResourceObserver
{
    private readonly LifecycleCatalogue _catalogue;
    private readonly ResourceStore _resources;
    private readonly FaultPlan _faults;
    private readonly Courier _courier;

    internal SessionWebhooks(LifecycleCatalogue catalogue, ResourceStore resources, FaultPlan faults, TimeProvider clock, Courier courier)
    {
        _catalogue = catalogue;
        _resources = resources;
        _faults = faults;
        _courier = courier;
        Outbox = new(clock, courier);
    }

    /// <summary>The last notifications, oldest first, with what has become of each.</summary>
    public ImmutableArray<Notification> All => Outbox.All;

    /// <summary>Those that were given up.</summary>
    public ImmutableArray<Notification> Missed => Outbox.All.RemoveAll(notification => notification.State != NotificationState.Missed);

    /// <summary>Where notifications may go.</summary>
    public WebhookHosts Hosts => _courier.Hosts;

    internal Outbox Outbox { get; }

    /// <summary>Whether any webhook is registered.</summary>
    internal bool IsListenedTo => _resources.CountOf(ResourceStore.Webhook) > 0;

    /// <summary>Waits until something has become of the notifications. For tests: there is nothing to sleep for.</summary>
    /// <param name="condition">What to wait for.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The notifications, as soon as the condition holds.</returns>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<ImmutableArray<Notification>> UntilAsync(Func<ImmutableArray<Notification>, bool> condition, CancellationToken stop)
    {
        while (true)
        {
            // Asked for before the look, so that nothing in between is overlooked.
            var news = Outbox.News;
            if (All is var all && condition(all))
            {
                return all;
            }

            await news.WaitAsync(stop);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Outbox.Dispose();

    void IResourceObserver.OnReset() => Outbox.Clear();

    void IResourceObserver.OnChanged(ResourceChange change, ResourceTransaction transaction)
    {
        if (change is { IsRestored: false, After: { } after } && IsListenedTo && _catalogue.Of(change.Type) is var (lifecycle, resource))
        {
            var status = after.Text(lifecycle.StatusMember);
            var failed = status == "INVALID" && change.Before?.Text(lifecycle.StatusMember) != status;
            var kind = failed ? NotificationType.ValidationError : change.Before is null ? NotificationType.Created : NotificationType.Updated;
            Notify(lifecycle, resource, after, kind, after.Body[ValidationFault.Member], change.At);
        }
    }

    /// <summary>Notifies of a change that was accepted and then failed: the object stays as it is.</summary>
    internal void NotifyFailure(string type, Resource resource, ValidationFault fault, DateTimeOffset at)
    {
        if (IsListenedTo && _catalogue.Of(type) is var (lifecycle, row))
        {
            Notify(lifecycle, row, resource, NotificationType.ValidationError, fault.ToJson(), at);
        }
    }

    /// <summary>Notifies of something that is about no single object.</summary>
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
        var notification = Notifications.Of(registration, about, body, at) with { Number = Outbox.NextNumber(), Note = fault?.Kind.Name };
        switch (fault?.Kind.Name)
        {
            case FaultKind.WebhookDrop:
                Outbox.Add(notification with { State = NotificationState.Missed }, holdBack: false);
                break;
            case FaultKind.WebhookDelay:
                Outbox.Add(notification with { NotBefore = at + TimeSpan.FromSeconds(fault.Seconds + (fault.Jitter * fault.Draw())) }, holdBack: false);
                break;
            case FaultKind.WebhookOutOfOrder:
                Outbox.Add(notification with { NotBefore = at + TimeSpan.FromSeconds(fault.Seconds) }, holdBack: true);
                break;
            case FaultKind.WebhookDuplicate:
                Outbox.Add(notification, holdBack: false);
                Outbox.Add(notification with { Number = Outbox.NextNumber() }, holdBack: false);
                break;
            default:
                Outbox.Add(notification, holdBack: false);
                break;
        }
    }
}
