using System.Collections.Immutable;
using System.Text;

namespace PartnerApi.Mock.Tests.Properties;

/// <summary>
/// The WHATWG's parser for application/x-www-form-urlencoded (URL standard, section 5.1), step by step and slow. It lets everything
/// pass; what the mock refuses by design is told beside each pair: a broken escape, bytes that are no UTF-8, a NUL.
/// </summary>
internal static class UrlencodedReference
{
    public sealed record Pair(string Name, string Value, bool Refused);

    public static ImmutableArray<Pair> Parse(byte[] input)
    {
        var pairs = ImmutableArray.CreateBuilder<Pair>();
        foreach (var sequence in SplitAtAmpersands(input).Where(sequence => sequence.Count > 0))
        {
            var equals = sequence.IndexOf((byte)'=');
            var name = Decoded(equals < 0 ? sequence : sequence[..equals]);
            var value = Decoded(equals < 0 ? [] : sequence[(equals + 1)..]);
            pairs.Add(new(name.Text, value.Text, name.Refused || value.Refused));
        }

        return pairs.ToImmutable();
    }

    private static List<List<byte>> SplitAtAmpersands(byte[] input)
    {
        List<List<byte>> sequences = [[]];
        foreach (var one in input)
        {
            if (one == '&')
            {
                sequences.Add([]);
            }
            else
            {
                sequences[^1].Add(one);
            }
        }

        return sequences;
    }

    private static (string Text, bool Refused) Decoded(List<byte> encoded)
    {
        List<byte> bytes = [];
        var broken = false;
        var rest = new Queue<byte>(encoded);
        while (rest.TryDequeue(out var one))
        {
            var ahead = Encoding.Latin1.GetString([.. rest.Take(2)]);
            var escape = one == '%' && ahead.Length == 2 && ahead.All(char.IsAsciiHexDigit);
            broken |= one == '%' && !escape;
            bytes.Add(escape ? Convert.FromHexString(ahead)[0] : one == '+' ? (byte)' ' : one);
            for (var skip = escape ? 2 : 0; skip > 0; skip--)
            {
                rest.Dequeue();
            }
        }

        // A replacement character in the text encodes to other bytes than those it stands for.
        var text = Encoding.UTF8.GetString([.. bytes]);
        return (text, broken || text.Contains('\0') || !Encoding.UTF8.GetBytes(text).SequenceEqual(bytes));
    }
}
