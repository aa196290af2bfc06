namespace PartnerApi.Conformance.Proof.Matrix;

/// <summary>A share of the work: every n-th item.</summary>
/// <param name="Index">Which share, 0 or more and below <paramref name="Count"/>.</param>
/// <param name="Count">Into how many shares the work is cut, 1 or more.</param>
internal readonly record struct Share(int Index, int Count)
{
    /// <summary>All of it.</summary>
    public static Share Whole => new(0, 1);

    /// <summary>Whether an item belongs to this share.</summary>
    public bool Takes(int item) => item % Count == Index;

    /// <summary>Reads a share such as <c>1/4</c>.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public static Share Parse(string text) =>
        text.Split('/') is [var index, var count]
        && int.TryParse(index, out var which) && int.TryParse(count, out var all) && which >= 0 && which < all
            ? new(which, all)
            : throw new FormatException($"'{text}' is no share; wanted is one such as 0/2");
}
