using System.Collections.Frozen;
using System.Text.Json.Nodes;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Operations;

/// <summary>
/// Type-specific behaviour in addition to the generic handling. A type without its own behaviour uses this base class, which
/// does nothing.
/// </summary>
internal class ResourceBehaviour
{
    private static readonly ResourceBehaviour Default = new();

    private static readonly FrozenDictionary<string, ResourceBehaviour> ByType = new Dictionary<string, ResourceBehaviour>
    {
        [CustomerBehaviour.Type] = new CustomerBehaviour(),
        [CustomerLabelBehaviour.Type] = new CustomerLabelBehaviour(),
        [DocumentBehaviour.Type] = new DocumentBehaviour(),
        [LegalEntitySearchBehaviour.Type] = new LegalEntitySearchBehaviour(),
        [MarketOrderBehaviour.DigitalType] = new MarketOrderBehaviour(),
        [MarketOrderBehaviour.TokenizedType] = new MarketOrderBehaviour(),
        [MissedNotificationBehaviour.Type] = new MissedNotificationBehaviour(),
        [ProductBehaviour.Type] = new ProductBehaviour(),
        [ProxyBehaviour.Type] = new ProxyBehaviour(),
        [WizardBehaviour.Type] = new WizardBehaviour(),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The behaviour of a resource type.</summary>
    public static ResourceBehaviour For(string type) => ByType.GetValueOrDefault(type, Default);

    /// <summary>Adds members to a new object before it is stored.</summary>
    public virtual void Complete(MemberList members)
    {
    }

    /// <summary>Adds members that follow from the others when an object is shown.</summary>
    public virtual void Present(MemberList members)
    {
    }

    /// <summary>Acts after an object was created.</summary>
    public virtual void OnCreated(CommandRequest request, MemberList members, ResourceTransaction transaction)
    {
    }

    /// <summary>Acts before an object is stored under a key.</summary>
    public virtual void OnPut(CommandRequest request, string key, ResourceTransaction transaction)
    {
    }

    /// <summary>Acts before an object is changed; may add changes.</summary>
    public virtual void OnUpdate(CommandRequest request, MemberList changes, ResourceTransaction transaction)
    {
    }

    /// <summary>Acts before an object is removed.</summary>
    public virtual void OnDelete(CommandRequest request, string id, ResourceTransaction transaction)
    {
    }

    /// <summary>Assigns an object to the objects in the body, or removes it from them.</summary>
    public virtual void Assign(CommandRequest request, ResourceTransaction transaction)
    {
    }

    /// <summary>The objects of one page of a list.</summary>
    /// <param name="request">The query.</param>
    /// <param name="parent">Only those of this owner; null for all.</param>
    /// <param name="cursor">Only objects after this position.</param>
    /// <param name="limit">The maximum number of objects.</param>
    public virtual IReadOnlyList<ListedItem> List(CommandRequest request, string? parent, long cursor, int limit) =>
    [
        .. request.Session.Resources.Page(request.Operation.Resource!.Type, parent, cursor, limit, ListFilter.Read(request))
            .Select(resource => new ListedItem(resource.Order, resource.Members)),
    ];

    /// <summary>The filter of a query parameter; null for the default, which compares the member of the same name.</summary>
    public virtual Func<Resource, bool>? Filter(string parameter, string value) => null;

    /// <summary>Adds members to a page in addition to its items.</summary>
    public virtual void CompletePage(CommandRequest request, JsonObject page)
    {
    }
}

/// <summary>One object of a list.</summary>
/// <param name="Order">Its place, which is the cursor of the next page when it is the last one.</param>
/// <param name="Members">Its members.</param>
internal readonly record struct ListedItem(long Order, MemberList Members);
