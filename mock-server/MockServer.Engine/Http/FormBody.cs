using System.Collections.Immutable;
using PartnerApi.HttpTrace;

namespace PartnerApi.Mock.Http;

/// <summary>A parsed <c>application/x-www-form-urlencoded</c> text: every pair in order, repeats kept.</summary>
public sealed class FormBody
{
    private const int MaxCompared = 16;

    private static readonly FormBody Empty = new([]);

    private FormBody(ImmutableArray<KeyValuePair<string, string>> pairs) => Pairs = pairs;

    /// <summary>The decoded pairs, in order.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Pairs { get; }

    /// <summary>Parses a body or query. Only the first <c>=</c> of a pair separates: a secret may hold more.</summary>
    /// <param name="bytes">The encoded bytes.</param>
    /// <param name="form">The parsed form; pairs that cannot be read are left out.</param>
    /// <returns>False when a percent-escape is broken, the bytes are no UTF-8, or a NUL hides in it (RFC 6749, appendix B).</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out FormBody form)
    {
        if (bytes.IsEmpty)
        {
            form = Empty;
            return true;
        }

        var readable = true;
        var pairs = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var range in bytes.Split((byte)'&'))
        {
            var pair = bytes[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            var split = pair.IndexOf((byte)'=');
            if (TryDecode(split < 0 ? pair : pair[..split], out var name)
                && TryDecode(split < 0 ? [] : pair[(split + 1)..], out var value))
            {
                pairs.Add(new(name, value));
            }
            else
            {
                readable = false;
            }
        }

        form = new(pairs.DrainToImmutable());
        return readable;
    }

    /// <summary>The first value of a parameter.</summary>
    /// <param name="name">Its exact name.</param>
    /// <returns>The value; empty when it was sent without one; null when it was not sent.</returns>
    public string? First(string name)
    {
        foreach (var pair in Pairs)
        {
            if (pair.Key == name)
            {
                return pair.Value;
            }
        }

        return null;
    }

    /// <summary>The value of a parameter, where an empty one counts as omitted (RFC 6749, section 3.2).</summary>
    /// <param name="name">Its exact name.</param>
    /// <returns>The value, or null.</returns>
    public string? Value(string name) => First(name) is { Length: > 0 } value ? value : null;

    /// <summary>The first parameter that was sent more than once.</summary>
    /// <returns>Its name, or null.</returns>
    public string? FirstDuplicate()
    {
        if (Pairs.Length > MaxCompared)
        {
            return Pairs.GroupBy(pair => pair.Key, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any())?.Key;
        }

        // For few names a linear search is faster than a hash table.
        for (var first = 0; first < Pairs.Length; first++)
        {
            for (var second = first + 1; second < Pairs.Length; second++)
            {
                if (Pairs[first].Key == Pairs[second].Key)
                {
                    return Pairs[first].Key;
                }
            }
        }

        return null;
    }

    private static bool TryDecode(ReadOnlySpan<byte> encoded, out string decoded)
    {
        var done = PercentEncoding.TryDecode(encoded, plusIsSpace: true, out var text) && !text.Contains('\0');
        decoded = text ?? "";
        return done;
    }
}
