using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace PartnerApi.Conformance.Wire;

/// <summary>
/// Takes secrets out of texts, by value and by name. A mark stands in their place: name, salted fingerprint and length,
/// so that two values can still be compared within a run. Safe for use by several threads.
/// </summary>
public sealed partial class Redactor
{
    // Taking out a shorter value would take out innocent text with it.
    private const int ShortestSecret = 4;

    private readonly Lock _gate = new();
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(16);
    private State _state = new([], SearchValues.Create([], StringComparison.Ordinal));

    /// <summary>Registers a secret; from now on no text shows it, in whatever encoding.</summary>
    /// <param name="secret">The secret; one shorter than four characters is left alone.</param>
    public void Register(Secret secret)
    {
        lock (_gate)
        {
            if (secret.Value.Length < ShortestSecret || _state.Forms.Any(form => form.Text == secret.Value))
            {
                return;
            }

            ImmutableArray<SecretForm> forms =
                [.. _state.Forms.Concat(SecretForm.Of(secret)).DistinctBy(form => form.Text).OrderByDescending(form => form.Text.Length)];
            _state = new(forms, SearchValues.Create([.. forms.Select(form => form.Text)], StringComparison.Ordinal));
        }
    }

    /// <summary>Redacts a text.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The text with a mark in the place of each secret.</returns>
    public string Apply(string text)
    {
        var byValue = string.Concat(Split(text).Select(piece => piece.Form is { } form ? Mark(form.Secret.Name, form.Secret.Value) : piece.Text));
        var byForm = FormField().Replace(byValue, match => match.Groups["name"] + "=" + MarkOf(match));
        var byMember = JsonMember().Replace(byForm, match => match.Groups["start"].Value + MarkOf(match) + "\"");
        return Authorization().Replace(byMember, match => match.Groups["start"].Value + Mark("credentials", match.Groups["value"].Value));
    }

    internal IEnumerable<Piece> Split(string text)
    {
        var state = _state;
        var from = 0;
        while (from < text.Length && text.AsSpan(from).IndexOfAny(state.Search) is >= 0 and var distance)
        {
            var at = from + distance;
            var form = state.Forms.First(form => text.AsSpan(at).StartsWith(form.Text, StringComparison.Ordinal));
            yield return new(text[from..at], null);
            yield return new(form.Text, form);
            from = at + form.Text.Length;
        }

        yield return new(text[from..], null);
    }

    private string MarkOf(Match match) => Mark(match.Groups["name"].Value, match.Groups["value"].Value);

    private string Mark(string name, string value)
    {
        var hash = SHA256.HashData([.. _salt, .. Encoding.UTF8.GetBytes(value)]);
        return $"«{name} sha:{Convert.ToHexStringLower(hash, 0, 2)} len:{value.Length}»";
    }

    [GeneratedRegex("""(?<name>client_secret|access_token|refresh_token|client_assertion)=(?!«)(?<value>[^&\s"'«»]+)""")]
    private static partial Regex FormField();

    [GeneratedRegex("""(?<start>"(?<name>client_secret|access_token|refresh_token|client_assertion)"\s*:\s*")(?!«)(?<value>(?:[^"\\«]|\\.)+)"?""")]
    private static partial Regex JsonMember();

    [GeneratedRegex("""(?<start>\bAuthorization:[ \t]*(?>(?:[A-Za-z]+[ \t]+)?))(?!«)(?<value>[^\s«»"']{4,})""", RegexOptions.IgnoreCase)]
    private static partial Regex Authorization();

    internal sealed record Piece(string Text, SecretForm? Form);

    private sealed record State(ImmutableArray<SecretForm> Forms, SearchValues<string> Search);
}
