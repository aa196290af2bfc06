using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace PartnerApi.Mock.Secrecy;

/// <summary>
/// All secrets that one session knows of: those of its clients, and what was presented as a secret or token. Takes them out of texts,
/// by value and in every usual spelling, before anything is kept.
/// </summary>
public sealed class SecretSet
{
    /// <summary>What stands where a secret stood.</summary>
    public const string SecretMask = "[secret]";

    /// <summary>What stands where a token stood.</summary>
    public const string TokenMask = "[token]";

    /// <summary>How many presented values are remembered, the newest ones.</summary>
    public const int MostLearnt = 16;

    // Shorter ones would blot out ordinary words; where they were presented they are masked by place.
    private const int ShortestLearnt = 8;

    private readonly Lock _gate = new();
    private volatile Known _known;

    /// <summary>Creates the set.</summary>
    /// <param name="live">The live secrets of the session's clients.</param>
    public SecretSet(IEnumerable<string> live) =>
        _known = new([.. Needle.Common, .. live.SelectMany(secret => Needle.Of(secret, Found.Secret))], []);

    /// <summary>Adds a live secret.</summary>
    /// <param name="secret">The secret.</param>
    public void Add(string secret)
    {
        lock (_gate)
        {
            _known = new([.. _known.Live, .. Needle.Of(secret, Found.Secret)], _known.Learnt);
        }
    }

    /// <summary>Remembers something that was presented as a credential, whether or not it is one.</summary>
    /// <param name="presented">The value.</param>
    /// <param name="kind">As what it was presented.</param>
    public void Learn(string presented, Found kind)
    {
        if (presented.Length < ShortestLearnt || !_known.IsNews(presented))
        {
            return;
        }

        lock (_gate)
        {
            var learnt = _known.Learnt.RemoveAll(needles => needles[0].Text == presented).Add(Needle.Of(presented, kind));
            _known = new(_known.Live, learnt.Length > MostLearnt ? learnt.RemoveAt(0) : learnt);
        }
    }

    /// <summary>Whether a text holds a known secret as it stands, or an escape that may hide one.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True when it does.</returns>
    public bool Holds(string text) => _known.HoldsValue(text) || Known.HoldsEscape(text);

    /// <summary>Takes secrets out of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="found">Is joined by what was found.</param>
    /// <returns>The same text when it holds none.</returns>
    public string Mask(string text, ref Found found) => _known.IsSuspect(text) ? Rewrite(text, ref found) : text;

    /// <summary>Takes secrets out of bytes, and cuts them to a length.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="most">How many bytes are kept.</param>
    /// <param name="found">Is joined by what was found.</param>
    /// <returns>The same memory when it holds none and is short enough.</returns>
    public ReadOnlyMemory<byte> Mask(ReadOnlyMemory<byte> bytes, int most, ref Found found)
    {
        var letters = ArrayPool<char>.Shared.Rent(bytes.Length);
        try
        {
            var text = letters.AsSpan(0, Encoding.Latin1.GetChars(bytes.Span, letters));
            bytes = _known.IsSuspect(text) ? Encoding.Latin1.GetBytes(Rewrite(text.ToString(), ref found)) : bytes;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(letters);
        }

        return bytes.Length <= most ? bytes : bytes[..most].ToArray();
    }

    /// <summary>Takes secrets out of a reply that is nothing but a token in a frame; all that differs is masked, so the result is always the same.</summary>
    /// <param name="bytes">The reply.</param>
    /// <param name="frame">The same object for replies that differ in the token alone.</param>
    /// <returns>What <see cref="Mask(ReadOnlyMemory{byte}, int, ref Found)"/> makes of it.</returns>
    internal ReadOnlyMemory<byte> Mask(ReadOnlyMemory<byte> bytes, ReplyFrame frame)
    {
        Found found = default;
        return _known.InFrame(frame, bytes, this) ?? Mask(bytes, RedactedRequest.LongestBody, ref found);
    }

    private string Rewrite(string text, ref Found found)
    {
        var known = _known;
        List<Spot> spots = [];
        foreach (var view in TextView.Of(text))
        {
            spots.AddRange(known.In(view));
        }

        var rewritten = new StringBuilder(text.Length);
        var at = 0;
        foreach (var spot in InOrder(spots))
        {
            found |= spot.Kind;
            if (spot.Start >= at)
            {
                rewritten.Append(text, at, spot.Start - at).Append(spot.Kind == Found.Token ? TokenMask : SecretMask);
            }

            at = Math.Max(at, spot.End);
        }

        return at == 0 ? text : rewritten.Append(text, at, text.Length - at).ToString();
    }

    // The sorter of a list would not keep the order of those that are alike.
    private static IEnumerable<Spot> InOrder(List<Spot> spots)
    {
        for (var index = 0; index < spots.Count; index++)
        {
            if (spots[index].End <= spots[index].Start || (index > 0 && Compare(spots[index - 1], spots[index]) > 0))
            {
                return spots.Where(spot => spot.End > spot.Start).OrderBy(spot => spot.Start).ThenByDescending(spot => spot.End);
            }
        }

        return spots;
    }

    private static int Compare(Spot left, Spot right) => left.Start != right.Start ? left.Start.CompareTo(right.Start) : right.End.CompareTo(left.End);

    private sealed class Known(ImmutableArray<Needle> live, ImmutableArray<ImmutableArray<Needle>> learnt)
    {
        private static readonly SearchValues<char> Escapes = SearchValues.Create('\\', '%');

        private readonly NeedleSet _live = new(live);
        private readonly NeedleSet? _learnt = learnt.IsEmpty ? null : new([.. learnt.SelectMany(needles => needles)]);
        private Framed? _framed;

        public ImmutableArray<Needle> Live => live;

        public ImmutableArray<ImmutableArray<Needle>> Learnt => learnt;

        // What was presented last is remembered longest.
        public bool IsNews(string value) => !(learnt is [.., var last] && last[0].Text == value) && !live.Any(needle => needle.Text == value);

        public bool IsSuspect(ReadOnlySpan<char> text) => HoldsEscape(text) || text.ContainsAny(NamedValues.Names) || HoldsValue(text);

        public static bool HoldsEscape(ReadOnlySpan<char> text) => text.ContainsAny(Escapes);

        public bool HoldsValue(ReadOnlySpan<char> text) => _live.IsIn(text) || _learnt?.IsIn(text) == true;

        public IEnumerable<Spot> In(TextView view)
        {
            List<Spot> spots = [];
            _live.Find(view.Text, spots);
            _learnt?.Find(view.Text, spots);
            spots.AddRange(view.Text.AsSpan().ContainsAny(NamedValues.Names) ? NamedValues.In(view.Text) : []);
            return view.Starts is null ? spots : spots.Select(spot => new Spot(view.Place(spot.Start), view.Place(spot.End), spot.Kind));
        }

        /// <summary>What is kept of every reply in a frame; null where it depends on what the frame holds.</summary>
        public ReadOnlyMemory<byte>? InFrame(ReplyFrame frame, ReadOnlyMemory<byte> bytes, SecretSet secrets)
        {
            if (_framed is { } last && last.Frame == frame)
            {
                return last.Masked;
            }

            Found found = default;
            var crosses = live.Concat(learnt.SelectMany(needles => needles)).Any(needle => frame.IsCrossedBy(needle.Text));
            _framed = new(frame, crosses ? (ReadOnlyMemory<byte>?)null : secrets.Mask(bytes, RedactedRequest.LongestBody, ref found));
            return _framed.Masked;
        }
    }

    private sealed record Framed(ReplyFrame Frame, ReadOnlyMemory<byte>? Masked);
}
