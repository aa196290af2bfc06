using System.Buffers;
using System.Collections.Immutable;

namespace PartnerApi.Mock.Secrecy;

/// <summary>A text that gives a secret away, and how far the secret reaches around it.</summary>
/// <param name="Text">What is looked for, in any letter case.</param>
/// <param name="Kind">What it gives away.</param>
/// <param name="Run">The letters that belong to the same secret before and behind it; null when the text is the whole of it.</param>
/// <param name="Shortest">The shortest run that counts.</param>
internal sealed record Needle(string Text, Found Kind, SearchValues<char>? Run = null, int Shortest = 0)
{
    /// <summary>How the secrets begin that the mock makes for its sessions: one needle finds them all.</summary>
    public const string SessionSecret = "local-only-session-";

    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int ShortestToken = 20;

    private static readonly SearchValues<char> Base64Run = SearchValues.Create(Alphanumeric + "+/=_-");
    private static readonly SearchValues<char> TokenRun = SearchValues.Create(Alphanumeric + "_-.");

    /// <summary>What is looked for in every session: tokens of the usual form, whoever issued them, and secrets of other sessions.</summary>
    public static ImmutableArray<Needle> Common { get; } =
    [
        // How a JSON object with alg, typ or kid as its first member begins in base64url (RFC 7515): every token issued here, and most others.
        .. ((string[])["eyJhbGciOi", "eyJ0eXAiOi", "eyJraWQiOi"]).SelectMany(start =>
            Spellings.Base64(start).Select(core => new Needle(core, Found.Token, Base64Run, ShortestToken))
                .Prepend(new(start, Found.Token, TokenRun, ShortestToken))),
        new(SessionSecret, Found.Secret, SearchValues.Create(Alphanumeric + "-")),
        .. Spellings.Base64(SessionSecret).Select(core => new Needle(core, Found.Secret, Base64Run)),
    ];

    /// <summary>Looks for one value in all its spellings.</summary>
    public static ImmutableArray<Needle> Of(string value, Found kind) => [.. Spellings.Of(value).Select(text => new Needle(text, kind))];

    /// <summary>How far the secret reaches that it gives away.</summary>
    /// <param name="text">A text.</param>
    /// <param name="at">Where in it the needle stands.</param>
    /// <returns>The place, or null when it is too short to count.</returns>
    public Spot? Around(ReadOnlySpan<char> text, int at)
    {
        var start = Run is null ? at : 1 + text[..at].LastIndexOfAnyExcept(Run);
        var rest = Run is null ? -1 : text[at..].IndexOfAnyExcept(Run);
        var end = Run is null ? at + Text.Length : rest < 0 ? text.Length : at + rest;
        return end - start >= Shortest ? new(start, end, Kind) : null;
    }
}

/// <summary>A place in a text that must not be kept.</summary>
/// <param name="Start">Its first letter.</param>
/// <param name="End">Behind its last letter.</param>
/// <param name="Kind">What stands there.</param>
internal readonly record struct Spot(int Start, int End, Found Kind);
