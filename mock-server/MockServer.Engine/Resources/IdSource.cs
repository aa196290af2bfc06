using System.Buffers.Binary;

namespace PartnerApi.Mock.Resources;

/// <summary>Generates version 4 UUIDs; the same seed generates the same sequence.</summary>
/// <param name="seed">Where the sequence starts.</param>
public sealed class IdSource(long seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private long _count;

    /// <summary>Where the sequence starts.</summary>
    public long Seed => seed;

    /// <summary>How many ids were given.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Continues as if this number of ids had been generated.</summary>
    /// <param name="count">0 or more.</param>
    public void GoTo(long count) => Interlocked.Exchange(ref _count, count);

    /// <summary>The next id. May be called from any thread.</summary>
    /// <returns>A unique id of this source.</returns>
    public Guid Next()
    {
        var count = (ulong)Interlocked.Increment(ref _count);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Mix(unchecked(((ulong)seed + (2 * count)) * Step)));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Mix(unchecked(((ulong)seed + (2 * count) + 1) * Step)));
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    // The finalizer of SplitMix64: a bijection, so that two counts never give the same half.
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
