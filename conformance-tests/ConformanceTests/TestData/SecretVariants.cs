using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Conformance.TestData;

/// <summary>
/// Values made of a secret: changed a little, or encoded. Each is nearly the secret itself, so each is registered as one.
/// </summary>
public static class SecretVariants
{
    // Counted from the end, so that the change hits the signature of a signed token, and not the unused bits of its last character.
    private const int TamperedFromEnd = 10;

    private const char FullWidthOffset = (char)0xFEE0;

    private static readonly SearchValues<char> LettersAndDigits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>A token with one character changed.</summary>
    /// <param name="redactor">Knows the secrets of the run.</param>
    /// <param name="token">The token.</param>
    /// <returns>The changed token.</returns>
    public static string Tampered(Redactor redactor, string token)
    {
        var at = Math.Max(0, token.Length - TamperedFromEnd);

        // Where a token is a hexadecimal number, a and A may be the same.
        var other = token[at] is 'A' or 'a' ? 'B' : 'A';
        var shell = string.Create(CultureInfo.InvariantCulture, $"${{ACCESS_TOKEN:0:{at}}}{other}${{ACCESS_TOKEN:{at + 1}}}");
        return Register(redactor, "access_token", $"{token[..at]}{other}{token[(at + 1)..]}", shell);
    }

    /// <summary>A client's secret without its last character.</summary>
    /// <param name="redactor">Knows the secrets of the run.</param>
    /// <param name="secret">The secret.</param>
    /// <returns>The changed secret.</returns>
    public static string WithoutLastCharacter(Redactor redactor, string secret) =>
        WithoutLast(redactor, SecretName.ClientSecret, secret);

    /// <summary>A client's secret with upper and lower case exchanged.</summary>
    /// <param name="redactor">Knows the secrets of the run.</param>
    /// <param name="secret">The secret.</param>
    /// <returns>The changed secret; the same one when it holds no letters.</returns>
    public static string OtherCase(Redactor redactor, string secret) => OtherCase(redactor, SecretName.ClientSecret, secret);

    /// <summary>A secret or token without its first character.</summary>
    /// <param name="redactor">Knows the secrets of the run.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="value">The secret or token.</param>
    /// <returns>The changed value.</returns>
    internal static string WithoutFirst(Redactor redactor, SecretName kind, string value) =>
        Register(redactor, kind.Name, value[1..], $"${{{kind.Variable}:1}}");

    /// <summary>A secret or token without its last character.</summary>
    /// <param name="redactor">Knows the secrets of the run.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="value">The secret or token.</param>
    /// <returns>The changed value.</returns>
    internal static string WithoutLast(Redactor redactor, SecretName kind, string value) =>
        Register(redactor, kind.Name, value[..^1], $"${{{kind.Variable}%?}}");

    /// <summary>A secret or token with upper and lower case exchanged.</summary>
    /// <param name="redactor">Knows the secrets of the run.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="value">The secret or token.</param>
    /// <returns>The changed value; the same one when it holds no letters.</returns>
    internal static string OtherCase(Redactor redactor, SecretName kind, string value) =>
        Register(redactor, kind.Name, SwapCase(value), $"${{{kind.Variable}~~}}");

    /// <summary>A secret whose first character has its full-width form, which equals it after normalisation (NFKC).</summary>
    /// <param name="redactor">Knows the secrets of the run.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="value">The secret.</param>
    /// <returns>The changed value; null when it does not begin with a letter or digit.</returns>
    internal static string? FullWidth(Redactor redactor, SecretName kind, string value) =>
        LettersAndDigits.Contains(value[0]) ? (char)(value[0] + FullWidthOffset) + WithoutFirst(redactor, kind, value) : null;

    /// <summary>A public text in which one letter or digit is the full-width form.</summary>
    /// <param name="value">The text.</param>
    /// <returns>The changed text; the same one when it holds neither letter nor digit.</returns>
    internal static string FullWidth(string value)
    {
        var at = value.AsSpan().IndexOfAny(LettersAndDigits);
        return at < 0 ? value : $"{value[..at]}{(char)(value[at] + FullWidthOffset)}{value[(at + 1)..]}";
    }

    /// <summary>A text with upper and lower case exchanged.</summary>
    /// <param name="value">The text.</param>
    /// <returns>The changed text; the same one when it holds no letters.</returns>
    internal static string SwapCase(string value) =>
        string.Concat(value.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)));

    /// <summary>Credentials for HTTP Basic: form-encoded first, as RFC 6749, section 2.3.1 asks.</summary>
    /// <param name="redactor">Knows the secrets of the run.</param>
    /// <param name="clientId">The <c>client_id</c>.</param>
    /// <param name="secret">The secret, or what poses as one.</param>
    /// <returns>The value of <c>Authorization</c>.</returns>
    public static string Basic(Redactor redactor, string clientId, string secret)
    {
        var pair = $"{WebUtility.UrlEncode(clientId)}:{WebUtility.UrlEncode(secret)}";
        var value = Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));
        return "Basic " + Register(redactor, "basic_credentials", value, $"$(printf %s {ShellPair(redactor, pair)} | base64 -w0)");
    }

    // The curl line makes the header again, from the variables that stand for the secrets.
    private static string ShellPair(Redactor redactor, string pair) =>
        string.Concat(redactor.Split(pair).Select(piece => piece.Variable is { } variable ? $"\"{variable}\"" : $"'{piece.Text}'"));

    private static string Register(Redactor redactor, string name, string value, string shell)
    {
        redactor.Add(new(name, value, shell));
        return value;
    }
}

/// <summary>What a secret is called in reports and in the shell.</summary>
/// <param name="Name">Its label.</param>
/// <param name="Variable">The shell variable that holds it.</param>
internal sealed record SecretName(string Name, string Variable)
{
    public static SecretName ClientSecret { get; } = new("client_secret", "CLIENT_SECRET");

    public static SecretName Token { get; } = new("access_token", "ACCESS_TOKEN");
}
