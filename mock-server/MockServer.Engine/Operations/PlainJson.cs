using System.Text.Json;
using System.Text.Unicode;

namespace PartnerApi.Mock.Operations;

/// <summary>Says of most bodies, quickly, that <see cref="JsonBody"/> has nothing against them. Where it says no, the body must be read.</summary>
internal static class PlainJson
{
    /// <summary>The longest body that cannot hold more values than are read, in bytes.</summary>
    public const int Longest = JsonBody.MostValues * 2;

    private const int MostMembers = 32;
    // No number of so many digits is beyond a double, as long as it has no exponent.
    private const int LongestNumber = 300;

    /// <summary>Whether it is JSON without escapes, repeated members and strange numbers.</summary>
    public static bool Is(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Longest || utf8.Contains((byte)'\\') || !Utf8.IsValid(utf8))
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
        JsonTokenType.Number => reader.ValueSpan.Length <= LongestNumber && !reader.ValueSpan.ContainsAny((byte)'e', (byte)'E'),
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
        Span<Range> names = stackalloc Range[MostMembers];
        for (var count = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; count++)
        {
            if (count == MostMembers)
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
