using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Mock.Operations;

/// <summary>Reads and validates bodies. A property test compares the fast implementation with the plain one.</summary>
public interface IBodyValidator
{
    /// <summary>Reads a body as JSON.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <returns>The value or the problem.</returns>
    public JsonBody Read(ReadOnlyMemory<byte> utf8);

    /// <summary>Validates a body.</summary>
    /// <param name="schema">Name of a schema of the contract.</param>
    /// <param name="utf8">JSON.</param>
    /// <returns>The problems; empty when it satisfies the schema.</returns>
    public ImmutableArray<SchemaProblem> Validate(string schema, ReadOnlySpan<byte> utf8);
}

/// <summary>Parses each body completely and validates it with the library.</summary>
/// <param name="schemas">The schemas of the contract.</param>
internal sealed class BodyValidator(SchemaSet schemas) : IBodyValidator
{
    public JsonBody Read(ReadOnlyMemory<byte> utf8) => JsonBody.Read(utf8);

    public ImmutableArray<SchemaProblem> Validate(string schema, ReadOnlySpan<byte> utf8) =>
        schemas.Validate(schema, Encoding.UTF8.GetString(utf8));
}

/// <summary>
/// Accepts most bodies in one pass over their bytes. When it is not certain it falls back to <see cref="BodyValidator"/>; it
/// never refuses a body itself.
/// </summary>
/// <param name="schemas">The schemas of the contract.</param>
internal sealed class FastBodyValidator(SchemaSet schemas) : IBodyValidator
{
    // A body of this length cannot contain more than MaxValues values.
    private const int MaxLength = JsonBody.MaxValues * 2;
    private const int MaxMembers = 32;
    // A number with this many digits and no exponent fits into a double.
    private const int MaxNumberLength = 300;

    private readonly BodyValidator _plain = new(schemas);

    public JsonBody Read(ReadOnlyMemory<byte> utf8) => IsPlain(utf8.Span) ? JsonBody.Trust(utf8) : _plain.Read(utf8);

    public ImmutableArray<SchemaProblem> Validate(string schema, ReadOnlySpan<byte> utf8) =>
        schemas.Accepts(schema, utf8) ? [] : _plain.Validate(schema, utf8);

    // Whether it is JSON without escapes, repeated members and unusual numbers: nothing that JsonBody could object to.
    private static bool IsPlain(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength || utf8.Contains((byte)'\\') || !Utf8.IsValid(utf8))
        {
            return false;
        }

        var reader = new Utf8JsonReader(utf8, new() { MaxDepth = JsonBody.MaxDepth });
        try
        {
            return reader.Read() && IsValue(utf8, ref reader) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsValue(ReadOnlySpan<byte> utf8, ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => AreMembers(utf8, ref reader),
        JsonTokenType.StartArray => AreItems(utf8, ref reader),
        JsonTokenType.Number => reader.ValueSpan.Length <= MaxNumberLength && !reader.ValueSpan.ContainsAny((byte)'e', (byte)'E'),
        _ => true,
    };

    private static bool AreItems(ReadOnlySpan<byte> utf8, ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!IsValue(utf8, ref reader))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreMembers(ReadOnlySpan<byte> utf8, ref Utf8JsonReader reader)
    {
        Span<Range> names = stackalloc Range[MaxMembers];
        for (var count = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; count++)
        {
            if (count == MaxMembers)
            {
                return false;
            }

            var start = (int)reader.TokenStartIndex + 1;
            names[count] = start..(start + reader.ValueSpan.Length);
            foreach (var earlier in names[..count])
            {
                if (utf8[earlier].SequenceEqual(reader.ValueSpan))
                {
                    return false;
                }
            }

            reader.Read();
            if (!IsValue(utf8, ref reader))
            {
                return false;
            }
        }

        return true;
    }
}
