using System.Collections.Frozen;
using System.Collections.Immutable;
using PartnerApi.Fixtures.Lifecycles;

namespace PartnerApi.Mock.Resources;

/// <summary>Members that take the time at which an object reaches a status.</summary>
public sealed class StatusStamps
{
    private readonly FrozenDictionary<string, Lifecycle> _byType;

    /// <summary>Reads the members from the lifecycles.</summary>
    /// <param name="lifecycles">The lifecycles.</param>
    public StatusStamps(ImmutableArray<Lifecycle> lifecycles) =>
        _byType = lifecycles.Where(lifecycle => !lifecycle.Stamps.IsEmpty)
            .SelectMany(lifecycle => lifecycle.Resources.Select(resource => (resource.Type, lifecycle)))
            .ToFrozenDictionary(row => row.Type, row => row.lifecycle);

    /// <summary>No stamps.</summary>
    public static StatusStamps None { get; } = new([]);

    internal bool Has(string type) => _byType.ContainsKey(type);

    /// <summary>Stamps the members of an object whose status changes.</summary>
    internal void Apply(string type, Resource? before, MemberList members, DateTimeOffset at)
    {
        if (!_byType.TryGetValue(type, out var lifecycle) || members.Text(lifecycle.StatusMember) is not { } status)
        {
            return;
        }

        foreach (var stamp in lifecycle.Stamps)
        {
            if (stamp.Status == status && before?.Text(lifecycle.StatusMember) != status)
            {
                members.Set(stamp.Member, ApiTime.Format(at));
            }
        }
    }
}
