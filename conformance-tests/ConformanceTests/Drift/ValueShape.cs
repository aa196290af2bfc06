using System.Text.Json;

namespace PartnerApi.Conformance.Drift;

/// <summary>
/// What the JSON values at one place of a reply have in common: types, members, entries. Ids, times and texts, which differ between two
/// equal requests, are not part of it.
/// </summary>
internal sealed class ValueShape
{
    // A target may use ids as names of members, and nest as deep as the parser lets it.
    private const int MaxMembers = 200;
    private const int MaxDepth = 24;
    private const int MaxItems = 200;
    private const int MaxValues = 40;
    private const int MaxValueLength = 80;

    private readonly SortedDictionary<string, ValueShape> _members = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _types = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _values = new(StringComparer.Ordinal);

    /// <summary>The JSON types that occurred: object, array, string, number (with a fraction), integer, boolean, null.</summary>
    public IReadOnlySet<string> Types => _types;

    /// <summary>Short strings that occurred; only the comparison knows which of them are values of a closed list.</summary>
    public IReadOnlySet<string> Values => _values;

    /// <summary>Members of the objects that occurred; one that is null does not count.</summary>
    public IReadOnlyDictionary<string, ValueShape> Members => _members;

    /// <summary>The entries of the arrays that occurred; null when there were none.</summary>
    public ValueShape? Item { get; private set; }

    /// <summary>How many values occurred.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them were objects.</summary>
    public int Objects { get; private set; }

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value.</param>
    public void Add(JsonElement value) => Add(value, 0);

    private void Add(JsonElement value, int depth)
    {
        Count++;
        _types.Add(TypeOf(value));
        if (depth >= MaxDepth)
        {
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Objects++;
                foreach (var member in value.EnumerateObject())
                {
                    AddMember(member, depth);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray().Take(MaxItems))
                {
                    Item ??= new();
                    Item.Add(item, depth + 1);
                }

                break;
            case JsonValueKind.String when _values.Count < MaxValues && value.GetString() is { Length: > 0 and <= MaxValueLength } text:
                _values.Add(text);
                break;
        }
    }

    // Many servers write a member that has no value as null.
    private void AddMember(JsonProperty member, int depth)
    {
        if (member.Value.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (!_members.TryGetValue(member.Name, out var shape))
        {
            if (_members.Count >= MaxMembers)
            {
                return;
            }

            _members[member.Name] = shape = new();
        }

        shape.Add(member.Value, depth + 1);
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.GetRawText().AsSpan().IndexOfAny(".eE") < 0 ? "integer" : "number",
        _ => "null",
    };
}
