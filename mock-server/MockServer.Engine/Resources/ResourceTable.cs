using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PartnerApi.Mock.Resources;

/// <summary>The objects of one type, in the order of creation.</summary>
internal sealed class ResourceTable
{
    private const int MinGone = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Slot> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byExternalId = new(StringComparer.Ordinal);
    private readonly List<Slot> _inOrder = [];
    private readonly MemberIndex _byMember = new();
    private long _made;
    private int _gone;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byId.Count;
            }
        }
    }

    public Resource? Find(string id)
    {
        lock (_lock)
        {
            return _byId.TryGetValue(id, out var slot) ? slot.Resource : null;
        }
    }

    public string? HolderOf(string externalId)
    {
        lock (_lock)
        {
            return _byExternalId.GetValueOrDefault(externalId);
        }
    }

    public Resource? HolderOf(string member, string text)
    {
        lock (_lock)
        {
            return _byMember.Holder(member, text, _inOrder.Select(slot => slot.Resource).OfType<Resource>()) is { } id
                ? _byId.GetValueOrDefault(id)?.Resource
                : null;
        }
    }

    public Resource Put(Resource resource, out Resource? replaced)
    {
        lock (_lock)
        {
            replaced = null;
            if (_byId.TryGetValue(resource.Id, out var known))
            {
                replaced = known.Resource!;
                Release(replaced);
                known.Resource = resource with { Order = known.Order };
            }
            else
            {
                known = NewSlot(resource.Order);
                known.Resource = resource with { Order = known.Order };
                _byId[resource.Id] = known;
            }

            if (resource.ExternalId.Length > 0)
            {
                _byExternalId[resource.ExternalId] = resource.Id;
            }

            _byMember.Add(known.Resource);
            return known.Resource;
        }
    }

    public Resource? Remove(string id)
    {
        lock (_lock)
        {
            if (!_byId.Remove(id, out var slot))
            {
                return null;
            }

            var resource = slot.Resource!;
            Release(resource);
            slot.Resource = null;
            if (++_gone > MinGone && _gone > _byId.Count)
            {
                _inOrder.RemoveAll(entry => entry.Resource is null);
                _gone = 0;
            }

            return resource;
        }
    }

    // Starts after the cursor, even if its object was removed.
    public ImmutableArray<Resource> Page(string? parent, long cursor, int limit, Func<Resource, bool>? wanted)
    {
        var page = ImmutableArray.CreateBuilder<Resource>();
        lock (_lock)
        {
            for (var index = Behind(cursor); index < _inOrder.Count && page.Count < limit; index++)
            {
                if (_inOrder[index].Resource is { } resource && (parent is null || resource.Parent == parent)
                    && wanted?.Invoke(resource) != false)
                {
                    page.Add(resource);
                }
            }
        }

        return page.ToImmutable();
    }

    // An object that a rolled-back transaction restores returns to its old position.
    private Slot NewSlot(long order)
    {
        if (order == 0 || order > _made)
        {
            var last = new Slot(++_made);
            _inOrder.Add(last);
            return last;
        }

        var place = CollectionsMarshal.AsSpan(_inOrder).BinarySearch(new Slot(order));
        if (place < 0)
        {
            place = ~place;
            _inOrder.Insert(place, new(order));
        }
        else
        {
            _gone--;
        }

        return _inOrder[place];
    }

    private int Behind(long cursor)
    {
        var found = CollectionsMarshal.AsSpan(_inOrder).BinarySearch(new Slot(cursor));
        return found < 0 ? ~found : found + 1;
    }

    private void Release(Resource resource)
    {
        _byMember.Remove(resource);
        if (resource.ExternalId.Length > 0 && _byExternalId.GetValueOrDefault(resource.ExternalId) == resource.Id)
        {
            _byExternalId.Remove(resource.ExternalId);
        }
    }

    // A removed object leaves an empty slot, so that cursors can be found by binary search.
    private sealed class Slot(long order) : IComparable<Slot>
    {
        public long Order => order;

        public Resource? Resource { get; set; }

        public int CompareTo(Slot? other) => order.CompareTo(other!.Order);
    }
}
