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
    public const int MostLearnt = 32;

    // Shorter ones would blot out ordinary words; where they were presented they are masked by place.
    private const int ShortestLearnt = 8;

    private readonly Lock _gate = new();
    private volatile Known _known;

    /// <summary>Creates the set.</summary>
    /// <param name="live">The live secrets of the session's clients.</param>
    public SecretSet(IEnumerable<string> live) =>
        _known = Known.Of([.. live.SelectMany(secret => Spellings.Of(secret)).Distinct(StringComparer.OrdinalIgnoreCase).Select(text => new Needle(text, Found.Secret))]);

    /// <summary>Adds a live secret.</summary>
    /// <param name="secret">The secret.</param>
    public void Add(string secret)
    {
        lock (_gate)
        {
            _known = Known.Of([.. _known.Live, .. Spellings.Of(secret).Select(text => new Needle(text, Found.Secret))]) with { Learnt = _known.Learnt };
        }
    }

    /// <summary>Remembers something that was presented as a credential, whether or not it is one.</summary>
    /// <param name="presented">The value.</param>
    /// <param name="kind">As what it was presented.</param>
    public void Learn(string presented, Found kind)
    {
        if (presented.Length < ShortestLearnt || _known.Has(presented))
        {
            return;
        }

        lock (_gate)
        {
            var learnt = _known.Learnt.Add(new(presented, kind));
            _known = _known with { Learnt = learnt.Length > MostLearnt ? learnt.RemoveAt(0) : learnt };
        }
    }

    /// <summary>Whether a text holds a known secret as it stands.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True when it does.</returns>
    public bool Holds(string text) => _known.HoldsValue(text);

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

    private string Rewrite(string text, ref Found found)
    {
        var known = _known;
        var spots = TextView.Of(text).SelectMany(known.In).OrderBy(spot => spot.Start).ThenByDescending(spot => spot.End);
        var rewritten = new StringBuilder(text.Length);
        var at = 0;
        foreach (var spot in spots.Where(spot => spot.End > spot.Start))
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

    private sealed record Known(ImmutableArray<Needle> Live, SearchValues<string> Quick, ImmutableArray<Needle> Learnt)
    {
        private static readonly SearchValues<char> Escapes = SearchValues.Create('\\', '%');

        public static Known Of(ImmutableArray<Needle> live) =>
            new(live, SearchValues.Create([.. live.Concat(Needle.Common).Select(needle => needle.Text)], StringComparison.OrdinalIgnoreCase), []);

        public bool Has(string value) => Live.Concat(Learnt).Any(needle => needle.Text.Equals(value, StringComparison.OrdinalIgnoreCase));

        public bool IsSuspect(ReadOnlySpan<char> text) => text.ContainsAny(Escapes) || text.ContainsAny(NamedValues.Names) || HoldsValue(text);

        public IEnumerable<Spot> In(TextView view)
        {
            var values = HoldsValue(view.Text) ? Live.Concat(Needle.Common).Concat(Learnt).SelectMany(needle => needle.In(view.Text)) : [];
            var named = view.Text.AsSpan().ContainsAny(NamedValues.Names) ? NamedValues.In(view.Text) : [];
            return values.Concat(named).Select(spot => new Spot(view.Starts[spot.Start], view.Starts[spot.End], spot.Kind));
        }

        public bool HoldsValue(ReadOnlySpan<char> text)
        {
            var holds = text.ContainsAny(Quick);
            foreach (var needle in Learnt)
            {
                holds = holds || text.Contains(needle.Text, StringComparison.OrdinalIgnoreCase);
            }

            return holds;
        }
    }
}
