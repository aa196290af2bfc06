using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Operations;

/// <summary>
/// A request body read as JSON, strictly: UTF-8, no comments, no repeated members, at most 64 levels deep, numbers that a double
/// can hold (RFC 8259, section 6).
/// </summary>
public sealed class JsonBody
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 64;

    /// <summary>The maximum number of values, members and items: validation takes longer than sending them.</summary>
    public const int MaxValues = 10_000;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private readonly ReadOnlyMemory<byte> _utf8;
    private JsonNode? _value;
    private MemberList? _members;

    private JsonBody(ReadOnlyMemory<byte> utf8, string? problem)
    {
        _utf8 = utf8;
        Problem = problem;
    }

    /// <summary>The value; null when there is none or the JSON value is null.</summary>
    public JsonNode? Value => Problem is null ? _value ??= Parse(_utf8) : null;

    /// <summary>The members of an object; none where it is something else.</summary>
    internal MemberList Members => _members ??= Problem is null ? MemberList.Read(_utf8) : new();

    /// <summary>Why the body is invalid; null when it is valid.</summary>
    public string? Problem { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <returns>The value or the problem; never throws for bad input.</returns>
    public static JsonBody Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            // A value and its separator need at least two bytes, so most bodies need not be counted.
            return utf8.Length > 2 * MaxValues && HasTooMany(utf8.Span)
                ? new(utf8, $"the body contains more than {MaxValues} values, which is the maximum")
                : new(utf8, null) { _value = Parse(utf8) };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return new(utf8, Reason(utf8.Span, error as JsonException));
        }
    }

    /// <summary>Wraps a body that is known to be valid; it is parsed on first access.</summary>
    internal static JsonBody Trust(ReadOnlyMemory<byte> utf8) => new(utf8, null);

    private static JsonNode? Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8, Strict);
        // A node rejects lone surrogates only when its text is read, so the text is read here.
        return Copy(document.RootElement);
    }

    private static bool HasTooMany(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new() { MaxDepth = MaxDepth });
        var values = 0;
        while (values <= MaxValues && reader.Read())
        {
            values += reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray ? 0 : 1;
        }

        return values > MaxValues;
    }

    // The library's message may quote the text, which could be a secret; the position is enough to find the error.
    private static string Reason(ReadOnlySpan<byte> utf8, JsonException? error)
    {
        if (utf8 is [0xEF, 0xBB, 0xBF, ..])
        {
            return "the body begins with a byte order mark (RFC 8259, section 8.1)";
        }

        if (BodyEncoding.Describe(utf8) is { } encoding)
        {
            return $"the body is {encoding}; expected JSON as UTF-8 text";
        }

        var place = error is { LineNumber: { } line, BytePositionInLine: { } column } ? $" (line {line + 1}, byte {column + 1})" : "";
        return "the body is not valid JSON (RFC 8259), contains a duplicate member, "
            + $"is nested deeper than {MaxDepth} levels, or contains a number out of range{place}";
    }

    private static JsonNode? Copy(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(
            element.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Copy(member.Value)))),
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(Copy)]),
        JsonValueKind.String => JsonValue.Create(element.GetString()),
        JsonValueKind.Null => null,
        JsonValueKind.Number when !double.IsFinite(element.GetDouble()) => throw new JsonException("number"),
        _ => JsonValue.Create(element.Clone()),
    };
}
