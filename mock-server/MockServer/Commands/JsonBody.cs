using System.Text.Json;
using System.Text.Json.Nodes;

namespace PartnerApi.Mock.Commands;

/// <summary>A request body read as JSON, strictly: UTF-8, no comments, no repeated members, at most 64 levels deep, numbers that a double can hold (RFC 8259, section 6).</summary>
public sealed class JsonBody
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 64;

    /// <summary>The most values that are read, members and items counted alike: what judges them takes longer than they take to send.</summary>
    public const int MostValues = 10_000;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private JsonBody(JsonNode? value, string? problem)
    {
        Value = value;
        Problem = problem;
    }

    /// <summary>The value; null when there is none or the JSON value is null.</summary>
    public JsonNode? Value { get; }

    /// <summary>Why the body is no JSON of this kind; null when it is.</summary>
    public string? Problem { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <returns>The value or the problem; never throws for bad input.</returns>
    public static JsonBody Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            // A value and what divides it from the next one are two bytes, so most bodies need no count.
            if (utf8.Length > MostValues * 2 && HasTooMany(utf8.Span))
            {
                return new(null, $"the body holds more than {MostValues} values, which is more than this server reads");
            }

            using var document = JsonDocument.Parse(utf8, Strict);
            // A node refuses lone surrogates only when it is read; the text is asked for here, where it can be refused.
            return new(Copy(document.RootElement), null);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return new(null, Reason(error as JsonException));
        }
    }

    private static bool HasTooMany(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new() { MaxDepth = MaxDepth });
        var values = 0;
        while (values <= MostValues && reader.Read())
        {
            values += reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray ? 0 : 1;
        }

        return values > MostValues;
    }

    // The library's message may quote the text; the place is enough to find the fault.
    private static string Reason(JsonException? error) => error is { LineNumber: { } line, BytePositionInLine: { } column }
        ? $"the body is not JSON as RFC 8259 defines it, or repeats a member, is deeper than {MaxDepth} levels, or has a number out of range (line {line + 1}, byte {column + 1})"
        : $"the body is not JSON as RFC 8259 defines it, or repeats a member, is deeper than {MaxDepth} levels, or has a number out of range";

    private static JsonNode? Copy(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(element.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Copy(member.Value)))),
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(Copy)]),
        JsonValueKind.String => JsonValue.Create(element.GetString()),
        JsonValueKind.Null => null,
        JsonValueKind.Number when !double.IsFinite(element.GetDouble()) => throw new JsonException("number"),
        _ => JsonValue.Create(element.Clone()),
    };
}
