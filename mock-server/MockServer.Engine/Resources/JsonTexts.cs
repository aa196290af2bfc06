using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Resources;

/// <summary>Reads and writes single JSON names and values as the serializer does, without a copy where no escaping is needed.</summary>
internal static class JsonTexts
{
    private const int FirstLetter = 0x20;
    private const int Letters = 0x5F;

    private static readonly JavaScriptEncoder Encoder = RelaxedJson.Encoder;

    // The letters of ASCII that the serializer leaves alone.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(FirstLetter, Letters)
            .Select(code => (char)code).Where(letter => Encoder.Encode(letter.ToString()).Length == 1)]);

    /// <summary>Whether a text needs no escaping in JSON.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Plain);

    /// <summary>A text between quotation marks, without them.</summary>
    public static ReadOnlyMemory<byte> Encode(string text) =>
        IsPlain(text) ? Encoding.ASCII.GetBytes(text) : JsonEncodedText.Encode(text, Encoder).EncodedUtf8Bytes.ToArray();

    /// <summary>A text as a JSON value.</summary>
    public static byte[] Write(string text)
    {
        var inner = IsPlain(text) ? default : JsonEncodedText.Encode(text, Encoder).EncodedUtf8Bytes;
        var value = new byte[2 + (inner.IsEmpty ? text.Length : inner.Length)];
        value[0] = value[^1] = (byte)'"';
        if (inner.IsEmpty)
        {
            Encoding.ASCII.GetBytes(text, value.AsSpan(1));
        }
        else
        {
            inner.CopyTo(value.AsSpan(1));
        }

        return value;
    }

    public static bool IsText(ReadOnlySpan<byte> value) => value is [(byte)'"', ..];

    /// <summary>The text of a value that is one.</summary>
    public static string Read(ReadOnlySpan<byte> value)
    {
        if (!value.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(value[1..^1]);
        }

        var reader = new Utf8JsonReader(value);
        reader.Read();
        return reader.GetString()!;
    }

    /// <summary>The name that a reader stands on, without its quotation marks.</summary>
    public static ReadOnlyMemory<byte> Name(ReadOnlyMemory<byte> utf8, ref Utf8JsonReader reader) =>
        IsWritten(ref reader) ? utf8.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length) : Encode(reader.GetString()!);

    /// <summary>The value that a reader stands on; afterwards it stands on its end.</summary>
    public static ReadOnlyMemory<byte> Value(ReadOnlyMemory<byte> utf8, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                reader.Skip();
                return JsonSerializer.SerializeToUtf8Bytes(
                    JsonNode.Parse(utf8.Span[start..(int)reader.BytesConsumed]), RelaxedJson.Options);
            case JsonTokenType.String when !IsWritten(ref reader):
                return Write(reader.GetString()!);
            default:
                return utf8[start..(int)reader.BytesConsumed];
        }
    }

    // Whether the serializer would write the same bytes; an escaped text contains a backslash.
    private static bool IsWritten(ref Utf8JsonReader reader) => Encoder.FindFirstCharacterToEncodeUtf8(reader.ValueSpan) < 0;
}
