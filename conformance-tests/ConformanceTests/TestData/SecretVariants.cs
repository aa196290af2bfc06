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

    /// <summary>A token with one character changed.</summary>
    /// <param name="redactor">Knows the secrets of the run.</param>
    /// <param name="token">The token.</param>
    /// <returns>The changed token.</returns>
    public static string Tampered(Redactor redactor, string token)
    {
        var at = Math.Max(0, token.Length - TamperedFromEnd);
        var other = token[at] == 'A' ? 'B' : 'A';
        var shell = string.Create(CultureInfo.InvariantCulture, $"${{ACCESS_TOKEN:0:{at}}}{other}${{ACCESS_TOKEN:{at + 1}}}");
        return Register(redactor, "access_token", $"{token[..at]}{other}{token[(at + 1)..]}", shell);
    }

    /// <summary>A client's secret without its last character.</summary>
    /// <param name="redactor">Knows the secrets of the run.</param>
    /// <param name="secret">The secret.</param>
    /// <returns>The changed secret.</returns>
    public static string WithoutLastCharacter(Redactor redactor, string secret) =>
        Register(redactor, "client_secret", secret[..^1], "${CLIENT_SECRET%?}");

    /// <summary>A client's secret with upper and lower case exchanged.</summary>
    /// <param name="redactor">Knows the secrets of the run.</param>
    /// <param name="secret">The secret.</param>
    /// <returns>The changed secret; the same one when it holds no letters.</returns>
    public static string OtherCase(Redactor redactor, string secret)
    {
        var swapped = secret.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c));
        return Register(redactor, "client_secret", string.Concat(swapped), "${CLIENT_SECRET~~}");
    }

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
