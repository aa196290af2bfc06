using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
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

    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(16);

    // By their first letters, the longest first: a run learns a token with nearly every request, so adding one must not cost a new index.
    private readonly ConcurrentDictionary<ulong, ImmutableArray<SecretForm>> _forms = new();

    /// <summary>Registers a secret; from now on no text shows it, in whatever encoding.</summary>
    /// <param name="secret">The secret; one shorter than four characters is left alone.</param>
    public void Register(Secret secret)
    {
        if (secret.Value.Length < ShortestSecret || At(secret.Value) is { } known && known.Text == secret.Value)
        {
            return;
        }

        foreach (var form in SecretForm.Of(secret))
        {
            _forms.AddOrUpdate(Start(form.Text), [form], (_, others) => others.Any(other => other.Text == form.Text)
                ? others
                : [.. others.Append(form).OrderByDescending(other => other.Text.Length)]);
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
        var from = 0;
        for (var at = 0; at <= text.Length - ShortestSecret; at++)
        {
            if (At(text.AsSpan(at)) is { } form)
            {
                yield return new(text[from..at], null);
                yield return new(form.Text, form);
                from = at + form.Text.Length;
                at = from - 1;
            }
        }

        yield return new(text[from..], null);
    }

    private SecretForm? At(ReadOnlySpan<char> text)
    {
        if (!_forms.TryGetValue(Start(text), out var forms))
        {
            return null;
        }

        foreach (var form in forms)
        {
            if (text.StartsWith(form.Text, StringComparison.Ordinal))
            {
                return form;
            }
        }

        return null;
    }

    private static ulong Start(ReadOnlySpan<char> text) => MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(text[..ShortestSecret]));

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
}
