using System.Collections.Immutable;

namespace PartnerApi.Mock.Http;

/// <summary>Header fields as they were sent: repeats kept, names in the sender's spelling.</summary>
/// <param name="Fields">Name and value of each field line, in order.</param>
public readonly record struct HeaderList(ImmutableArray<KeyValuePair<string, string>> Fields)
{
    /// <summary>No fields at all.</summary>
    public static HeaderList Empty { get; } = new([]);

    /// <summary>The first value of a field.</summary>
    /// <param name="name">Field name, in any letter case (RFC 9110, section 5.1).</param>
    /// <returns>The value, or null when the field was not sent.</returns>
    public string? First(string name)
    {
        foreach (var field in Fields)
        {
            if (Same(field.Key, name))
            {
                return field.Value;
            }
        }

        return null;
    }

    /// <summary>How many field lines carry a name.</summary>
    /// <param name="name">Field name, in any letter case.</param>
    /// <returns>0 or more.</returns>
    public int Count(string name)
    {
        var count = 0;
        foreach (var field in Fields)
        {
            count += Same(field.Key, name) ? 1 : 0;
        }

        return count;
    }

    /// <summary>The same fields without those of one name.</summary>
    /// <param name="name">Field name, in any letter case.</param>
    /// <returns>A new list.</returns>
    public HeaderList Without(string name) => new(Fields.RemoveAll(field => Same(field.Key, name)));

    /// <summary>The same fields and one more.</summary>
    /// <param name="name">Field name.</param>
    /// <param name="value">Field value.</param>
    /// <returns>A new list.</returns>
    public HeaderList With(string name, string value) => new(Fields.Add(new(name, value)));

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
