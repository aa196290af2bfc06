using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace PartnerApi.Mock.World;

/// <summary>One object that the mock keeps.</summary>
/// <param name="Id">Its id, unique among its kind.</param>
/// <param name="Parent">The id of its owner; null when it has none.</param>
/// <param name="Body">Its members. Never changed in place: an update replaces it.</param>
public sealed record Resource(string Id, string? Parent, JsonObject Body)
{
    /// <summary>Its place among its kind, by the time of making; a page's cursor.</summary>
    public long Order { get; init; }
}

/// <summary>The objects of one kind, in the order in which they were made.</summary>
internal sealed class ResourceTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Resource>> _byId = new(StringComparer.Ordinal);
    private readonly HashSet<string> _externalIds = new(StringComparer.Ordinal);
    private readonly LinkedList<Resource> _inOrder = [];
    private long _made;

    public Resource? Find(string id)
    {
        lock (_gate)
        {
            return _byId.TryGetValue(id, out var node) ? node.Value : null;
        }
    }

    public bool HasExternalId(string externalId)
    {
        lock (_gate)
        {
            return _externalIds.Contains(externalId);
        }
    }

    public void Put(Resource resource)
    {
        lock (_gate)
        {
            if (_byId.TryGetValue(resource.Id, out var known))
            {
                _externalIds.Remove(ExternalId(known.Value));
                known.Value = resource with { Order = known.Value.Order };
            }
            else
            {
                _byId[resource.Id] = _inOrder.AddLast(resource with { Order = ++_made });
            }

            if (ExternalId(resource) is { Length: > 0 } externalId)
            {
                _externalIds.Add(externalId);
            }
        }
    }

    public bool Remove(string id)
    {
        lock (_gate)
        {
            if (!_byId.Remove(id, out var node))
            {
                return false;
            }

            _externalIds.Remove(ExternalId(node.Value));
            _inOrder.Remove(node);
            return true;
        }
    }

    // Starts behind the cursor, whether or not its object is still there.
    public ImmutableArray<Resource> Page(string? parent, long cursor, int limit)
    {
        lock (_gate)
        {
            return
            [
                .. _inOrder
                    .SkipWhile(resource => resource.Order <= cursor)
                    .Where(resource => parent is null || resource.Parent == parent)
                    .Take(limit),
            ];
        }
    }

    private static string ExternalId(Resource resource) =>
        resource.Body["externalId"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
