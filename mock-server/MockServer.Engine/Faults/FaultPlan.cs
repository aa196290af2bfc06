using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Faults;

/// <summary>The faults of a session. A fault applies only to requests that would have succeeded.</summary>
/// <param name="ids">Gives their ids.</param>
public sealed class FaultPlan(IdSource ids)
{
    /// <summary>Names the fault in the reply, so that a simulated fault is not mistaken for a real one.</summary>
    public const string Header = "X-Mock-Fault";

    /// <summary>Says in the reply that the fault was requested by a former name.</summary>
    public const string NoticeHeader = "X-Mock-Notice";

    /// <summary>The maximum number of faults of a session.</summary>
    public const int Max = 100;

    /// <summary>The maximum number of tokens whose uses a fault counts.</summary>
    public const int MaxTokens = 10_000;

    private ImmutableArray<Fault> _faults = [];
    private ImmutableDictionary<string, Fault> _magic = ImmutableDictionary<string, Fault>.Empty;

    /// <summary>The faults, in the order in which they were added.</summary>
    public ImmutableArray<Fault> All => _faults;

    /// <summary>Adds a fault with the defaults of its kind.</summary>
    /// <param name="kind">Name of the kind, for example <c>401-once</c>.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentException">There is no such kind, or there are <see cref="Max"/> faults already.</exception>
    public Fault Add(string kind) => Add(new FaultOptions { Kind = kind });

    /// <summary>Adds a fault.</summary>
    /// <param name="order">The order.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentException">The order has a mistake, or there are <see cref="Max"/> faults already.</exception>
    [OverloadResolutionPriority(1)]
    public Fault Add(FaultOptions order)
    {
        if ((order.Validate() ?? (_faults.Length >= Max
            ? $"a session can have at most {Max} faults; delete some first"
            : null)) is { } mistake)
        {
            throw new ArgumentException(mistake, nameof(order));
        }

        var fault = new Fault(ids.Next().ToString(), order);
        ImmutableInterlocked.Update(ref _faults, faults => faults.Add(fault));
        return fault;
    }

    /// <summary>Replaces all faults.</summary>
    /// <param name="faults">The failures: id, order, and how often each will still fire (null for always).</param>
    /// <exception cref="ArgumentException">An order has a mistake.</exception>
    public void Restore(IEnumerable<(string Id, FaultOptions Order, int? Left)> faults) =>
        _faults = [.. faults.Select(fault => fault.Order.Validate() is { } mistake
            ? throw new ArgumentException(mistake, nameof(faults))
            : new Fault(fault.Id, fault.Order, fault.Left))];

    /// <summary>Removes a fault.</summary>
    /// <param name="id">The fault's id.</param>
    /// <returns>False when there was none.</returns>
    public bool Remove(string id) =>
        ImmutableInterlocked.Update(ref _faults, faults => faults.RemoveAll(fault => fault.Id == id));

    /// <summary>Removes all faults.</summary>
    public void Clear()
    {
        _faults = [];
        _magic = ImmutableDictionary<string, Fault>.Empty;
    }

    /// <summary>Whether any fault may apply to a request; most sessions have none.</summary>
    /// <param name="header">The order in the request's own header; null without.</param>
    /// <param name="clientId">The client's id; a magic one orders a failure.</param>
    /// <returns>False when <see cref="Choose"/> could only return null.</returns>
    internal bool MayTrigger(FaultOptions? header, string? clientId) =>
        header is not null || !_faults.IsEmpty || (clientId is not null && MagicClientId.KindOf(clientId) is not null);

    /// <summary>Selects the fault of a notification.</summary>
    /// <param name="eventType">The notification's event type.</param>
    /// <returns>The fault, which counts as applied; null for none.</returns>
    internal Fault? ForWebhook(string eventType)
    {
        foreach (var fault in _faults)
        {
            if (fault.Kind.IsOfWebhooks && fault.TryTriggerAt(eventType))
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>Selects the fault of a valid request.</summary>
    /// <param name="call">The request.</param>
    /// <returns>The fault, which counts as applied; null for none.</returns>
    public Fault? Choose(FaultCall call)
    {
        if (call.Header is { } order)
        {
            return new Fault("header", order);
        }

        if (call.MagicKind is { } kind && Magic(call.ClientId!, kind).TryTrigger(call.Operation, call.IsToken, call.Token))
        {
            return Magic(call.ClientId!, kind);
        }

        foreach (var fault in _faults)
        {
            if (!fault.Kind.IsOfWebhooks && fault.TryTrigger(call.Operation, call.IsToken, call.Token))
            {
                return fault;
            }
        }

        return null;
    }

    private Fault Magic(string clientId, string kind) =>
        ImmutableInterlocked.GetOrAdd(ref _magic, clientId, id => new Fault(id, new FaultOptions { Kind = kind }));
}

/// <summary>The facts of a valid request that a fault can depend on.</summary>
/// <param name="Operation">Operation id.</param>
/// <param name="IsToken">Whether it is the token endpoint.</param>
/// <param name="ClientId">The client's id as it was sent or stands in the token.</param>
/// <param name="Token">The access token; null at the token endpoint.</param>
/// <param name="Header">The order in the request's own header; null without.</param>
public sealed record FaultCall(string Operation, bool IsToken, string? ClientId, string? Token, FaultOptions? Header)
{
    /// <summary>The fault that a magic client id selects; null for none.</summary>
    public string? MagicKind => ClientId is null ? null : MagicClientId.KindOf(ClientId);
}
