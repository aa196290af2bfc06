using System.Collections.Frozen;
using System.Collections.Immutable;
using PartnerApi.Fixtures.Lifecycles;

namespace PartnerApi.Mock.Lifecycles;

/// <summary>The lifecycles of a mock, by name and by resource type.</summary>
public sealed class LifecycleCatalogue
{
    private readonly FrozenDictionary<string, Lifecycle> _byName;
    private readonly FrozenDictionary<string, (Lifecycle Lifecycle, LifecycleResource Resource)> _byType;

    /// <summary>Orders the lifecycles.</summary>
    /// <param name="lifecycles">The lifecycles; names and resource types are unique among them.</param>
    public LifecycleCatalogue(ImmutableArray<Lifecycle> lifecycles)
    {
        All = lifecycles;
        _byName = lifecycles.ToFrozenDictionary(lifecycle => lifecycle.Name);
        _byType = lifecycles
            .SelectMany(lifecycle => lifecycle.Resources.Select(resource => (lifecycle, resource)))
            .ToFrozenDictionary(row => row.resource.Type);
    }

    /// <summary>All of them, in the order of the file.</summary>
    public ImmutableArray<Lifecycle> All { get; }

    /// <summary>Finds a lifecycle.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The lifecycle, or null.</returns>
    public Lifecycle? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The lifecycle of a resource type.</summary>
    /// <param name="type">The resource type.</param>
    /// <returns>The lifecycle, and what is told of the type; null when it follows none.</returns>
    public (Lifecycle Lifecycle, LifecycleResource Resource)? ForType(string type) =>
        _byType.TryGetValue(type, out var row) ? row : null;
}
