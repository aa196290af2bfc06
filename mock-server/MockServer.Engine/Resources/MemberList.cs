using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Resources;

/// <summary>
/// The members of a JSON object in order, each value as JSON text: objects are composed without parsing their values. The
/// texts are identical to those of the serializer.
/// </summary>
internal sealed class MemberList
{
    private const int UsualMembers = 8;

    private static readonly byte[] Null = [.. "null"u8];

    private readonly List<(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)> _members;

    /// <summary>No members yet.</summary>
    /// <param name="room">The expected number of members.</param>
    public MemberList(int room = 0) => _members = new(room);

    /// <summary>A copy; the texts are shared.</summary>
    /// <param name="other">The members to start with.</param>
    /// <param name="room">The expected number of additional members.</param>
    public MemberList(MemberList other, int room = 0)
        : this(other.Count + room) => _members.AddRange(other._members);

    public int Count => _members.Count;

    /// <summary>The members of a tree.</summary>
    public static MemberList From(JsonObject? tree)
    {
        var members = new MemberList();
        foreach (var (name, value) in tree ?? [])
        {
            members.Set(name, value);
        }

        return members;
    }

    /// <summary>Reads an object.</summary>
    /// <param name="utf8">Well-formed JSON without repeated members.</param>
    /// <returns>Its members; none where it is no object.</returns>
    public static MemberList Read(ReadOnlyMemory<byte> utf8)
    {
        var members = new MemberList(UsualMembers);
        var reader = new Utf8JsonReader(utf8.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return members;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonTexts.Name(utf8, ref reader);
            reader.Read();
            members._members.Add((name, JsonTexts.Value(utf8, ref reader)));
        }

        return members;
    }

    /// <summary>A value as a new node; null when there is none.</summary>
    public JsonNode? Node(string name) => Find(name) is var index && index < 0 ? null : JsonNode.Parse(_members[index].Value.Span);

    /// <summary>A value that is a string; null where it is none.</summary>
    public string? Text(string name) => Find(name) is var index && index >= 0 && JsonTexts.IsText(_members[index].Value.Span)
        ? JsonTexts.Read(_members[index].Value.Span)
        : null;

    /// <summary>A value as text, unless there is none or it is null.</summary>
    public ReadOnlyMemory<byte>? Value(string name) =>
        Find(name) is var index && index >= 0 && !_members[index].Value.Span.SequenceEqual(Null)
            ? _members[index].Value
            : (ReadOnlyMemory<byte>?)null;

    public bool Has(string name) => Find(name) >= 0;

    /// <summary>Sets a member; an existing member keeps its position.</summary>
    public void Set(string name, ReadOnlyMemory<byte> value)
    {
        var index = Find(name);
        if (index >= 0)
        {
            _members[index] = (_members[index].Name, value);
        }
        else
        {
            _members.Add((JsonTexts.Encode(name), value));
        }
    }

    public void Set(string name, JsonNode? value) =>
        Set(name, value is null ? Null : JsonSerializer.SerializeToUtf8Bytes(value, RelaxedJson.Options));

    public void Set(string name, string? text) => Set(name, text is null ? Null : JsonTexts.Write(text));

    /// <summary>Sets all members of another object.</summary>
    public void SetAll(MemberList others)
    {
        var own = _members.Count;
        foreach (var member in others._members)
        {
            if (Find(member.Name.Span, own) is >= 0 and var index)
            {
                _members[index] = member;
            }
            else
            {
                _members.Add(member);
            }
        }
    }

    /// <summary>The object without some members.</summary>
    /// <param name="names">Their encoded names.</param>
    /// <returns>This object when it has none of them, otherwise a copy.</returns>
    public MemberList Without(ImmutableArray<ReadOnlyMemory<byte>> names)
    {
        if (!_members.Exists(member => IsOneOf(member.Name, names)))
        {
            return this;
        }

        var rest = new MemberList(this);
        rest._members.RemoveAll(member => IsOneOf(member.Name, names));
        return rest;
    }

    /// <summary>Sets a member that is missing or null.</summary>
    public void SetIfMissing(string name, JsonNode? value)
    {
        if (Value(name) is null)
        {
            Set(name, value);
        }
    }

    public void Remove(string name)
    {
        if (Find(name) is >= 0 and var index)
        {
            _members.RemoveAt(index);
        }
    }

    /// <summary>The whole object as a tree.</summary>
    public JsonObject ToTree() => JsonNode.Parse(ToUtf8())!.AsObject();

    /// <summary>The whole object as text.</summary>
    public byte[] ToUtf8()
    {
        var length = 1 + Math.Max(1, _members.Count);
        foreach (var (name, value) in _members)
        {
            length += name.Length + value.Length + 3;
        }

        var text = new byte[length];
        var at = 0;
        foreach (var (name, value) in _members)
        {
            text[at] = at == 0 ? (byte)'{' : (byte)',';
            text[++at] = (byte)'"';
            name.Span.CopyTo(text.AsSpan(++at));
            at += name.Length;
            text[at++] = (byte)'"';
            text[at++] = (byte)':';
            value.Span.CopyTo(text.AsSpan(at));
            at += value.Length;
        }

        text[0] = (byte)'{';
        text[^1] = (byte)'}';
        return text;
    }

    private static bool IsOneOf(ReadOnlyMemory<byte> name, ImmutableArray<ReadOnlyMemory<byte>> names)
    {
        foreach (var each in names)
        {
            if (each.Span.SequenceEqual(name.Span))
            {
                return true;
            }
        }

        return false;
    }

    private int Find(string name)
    {
        if (!JsonTexts.IsPlain(name))
        {
            return Find(JsonTexts.Encode(name).Span, _members.Count);
        }

        for (var index = 0; index < _members.Count; index++)
        {
            if (Ascii.Equals(_members[index].Name.Span, name))
            {
                return index;
            }
        }

        return -1;
    }

    // Among the first so many.
    private int Find(ReadOnlySpan<byte> name, int first)
    {
        for (var index = 0; index < first; index++)
        {
            if (_members[index].Name.Span.SequenceEqual(name))
            {
                return index;
            }
        }

        return -1;
    }
}
