using System.Buffers;
using System.Collections.Immutable;

namespace PartnerApi.Mock.Secrecy;

/// <summary>Needles that are looked for together: one pass over a text tells that it holds none of them.</summary>
/// <param name="needles">The needles; where two find the same place, the kind of the first one counts.</param>
internal sealed class NeedleSet(ImmutableArray<Needle> needles)
{
    private const int MostOnStack = 256;

    private readonly SearchValues<string> _search = SearchValues.Create([.. needles.Select(needle => needle.Text)], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text holds one.</summary>
    public bool IsIn(ReadOnlySpan<char> text) => text.ContainsAny(_search);

    /// <summary>Finds the places of a text that they give away, needle by needle.</summary>
    public void Find(string text, List<Spot> spots)
    {
        if (Next(text, 0) < 0)
        {
            return;
        }

        List<(int Needle, Spot Spot)> found = [];
        // From where on each needle may be found again.
        Span<int> free = needles.Length <= MostOnStack ? stackalloc int[needles.Length] : new int[needles.Length];
        free.Clear();
        for (var at = Next(text, 0); at >= 0; at = Next(text, at + 1))
        {
            for (var index = 0; index < needles.Length; index++)
            {
                if (at >= free[index] && text.AsSpan(at).StartsWith(needles[index].Text, StringComparison.OrdinalIgnoreCase))
                {
                    free[index] = at + needles[index].Text.Length;
                    if (needles[index].Around(text, at) is { } spot)
                    {
                        found.Add((index, spot));
                    }
                }
            }
        }

        spots.AddRange((found.Count > 1 ? found.OrderBy(each => each.Needle) : found.AsEnumerable()).Select(each => each.Spot));
    }

    private int Next(string text, int from)
    {
        var next = text.AsSpan(from).IndexOfAny(_search);
        return next < 0 ? -1 : from + next;
    }
}
