using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Resources;

/// <summary>One stored object. It is immutable: an update replaces it.</summary>
public sealed record Resource
{
    private const int Scratch = 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    // Text needs a fifth of the memory of a node tree, and most objects are never read again.
    private readonly byte[] _utf8;

    private Resource(Resource former, byte[] utf8)
    {
        Id = former.Id;
        Parent = former.Parent;
        ExternalId = former.ExternalId;
        Order = former.Order;
        _utf8 = utf8;
    }

    /// <summary>Creates an object.</summary>
    /// <param name="id">Its id, unique among its kind.</param>
    /// <param name="parent">The id of its owner; null when it has none.</param>
    /// <param name="body">Its members; copied.</param>
    public Resource(string id, string? parent, JsonObject body)
        : this(id, parent, MemberList.From(body))
    {
    }

    /// <summary>Creates an object.</summary>
    internal Resource(string id, string? parent, MemberList members)
    {
        Id = id;
        Parent = parent;
        _utf8 = members.ToUtf8();
        ExternalId = members.Text("externalId") ?? "";
    }

    /// <summary>Its id, unique among its kind.</summary>
    public string Id { get; }

    /// <summary>The id of its owner; null when it has none.</summary>
    public string? Parent { get; }

    /// <summary>The partner's own id; empty when it has none.</summary>
    public string ExternalId { get; }

    /// <summary>Its position among objects of its type, by creation, from 1; the cursor of pages.</summary>
    public long Order { get; init; }

    /// <summary>How many bytes its text takes.</summary>
    internal int Size => _utf8.Length;

    /// <summary>Its members; a new copy at each call.</summary>
    public JsonObject Body => JsonNode.Parse(_utf8)!.AsObject();

    /// <summary>Its members as texts; a new list at each call.</summary>
    internal MemberList Members => MemberList.Read(_utf8);

    /// <summary>Reads one member without the others.</summary>
    /// <param name="member">Its name, at the top level.</param>
    /// <returns>The text; null when there is no such member, or it is no string.</returns>
    public string? Text(string member)
    {
        var reader = new Utf8JsonReader(_utf8);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(member);
            reader.Read();
            if (found)
            {
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }

            reader.Skip();
        }

        return null;
    }

    /// <summary>Copies the object with new texts in some of its members, without parsing the others.</summary>
    /// <param name="texts">The members, at the top level, with their new texts.</param>
    /// <returns>The object; null when it lacks one of them.</returns>
    internal Resource? With(params ReadOnlySpan<(string Member, string Text)> texts)
    {
        var written = _scratch ??= new(Scratch);
        written.ResetWrittenCount();
        var reader = new Utf8JsonReader(_utf8);
        var (copied, found) = (0, 0);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var text = Match(ref reader, texts);
            reader.Read();
            if (text is not null)
            {
                written.Write(_utf8.AsSpan(copied, (int)reader.TokenStartIndex - copied));
                Write(written, text);
                found++;
            }

            reader.Skip();
            copied = text is null ? copied : (int)reader.BytesConsumed;
        }

        written.Write(_utf8.AsSpan(copied));
        return found == texts.Length ? new(this, written.WrittenSpan.ToArray()) : null;
    }

    private static string? Match(scoped ref Utf8JsonReader reader, scoped ReadOnlySpan<(string Member, string Text)> texts)
    {
        foreach (var (member, text) in texts)
        {
            if (reader.ValueTextEquals(member))
            {
                return text;
            }
        }

        return null;
    }

    private static void Write(ArrayBufferWriter<byte> written, string text)
    {
        written.Write("\""u8);
        written.Write(JsonEncodedText.Encode(text, RelaxedJson.Encoder).EncodedUtf8Bytes);
        written.Write("\""u8);
    }
}
