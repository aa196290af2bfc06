using System.Globalization;
using System.Net;
using System.Text;
using PartnerApi.Conformance.Targets;

namespace PartnerApi.Conformance.Requests;

/// <summary>
/// Values made of a secret: changed a little, or encoded. Each is nearly the secret itself, so each is registered as one.
/// </summary>
public static class Disguise
{
    // Counted from the end, so that the change hits the signature of a signed token, and not the unused bits of its last character.
    private const int TamperedFromEnd = 10;

    /// <summary>A token with one character changed.</summary>
    /// <param name="target">Whose run it is.</param>
    /// <param name="token">The token.</param>
    /// <returns>The changed token.</returns>
    public static string Tampered(Target target, string token)
    {
        var at = Math.Max(0, token.Length - TamperedFromEnd);
        var other = token[at] == 'A' ? 'B' : 'A';
        var shell = string.Create(CultureInfo.InvariantCulture, $"${{ACCESS_TOKEN:0:{at}}}{other}${{ACCESS_TOKEN:{at + 1}}}");
        return Registered(target, "access_token", $"{token[..at]}{other}{token[(at + 1)..]}", shell);
    }

    /// <summary>The client's secret without its last character.</summary>
    /// <param name="target">Whose secret it is.</param>
    /// <returns>The changed secret.</returns>
    public static string Beginning(Target target) =>
        Registered(target, "client_secret", target.Settings.Credentials.ClientSecret[..^1], "${CLIENT_SECRET%?}");

    /// <summary>The client's secret with upper and lower case exchanged.</summary>
    /// <param name="target">Whose secret it is.</param>
    /// <returns>The changed secret; the same one when it holds no letters.</returns>
    public static string OtherCase(Target target) => Registered(
        target,
        "client_secret",
        string.Concat(target.Settings.Credentials.ClientSecret.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))),
        "${CLIENT_SECRET~~}");

    /// <summary>Credentials for HTTP Basic: form-encoded first, as RFC 6749, section 2.3.1 asks.</summary>
    /// <param name="target">Whose run it is.</param>
    /// <param name="clientId">The <c>client_id</c>.</param>
    /// <param name="secret">The secret, or what poses as one.</param>
    /// <returns>The value of <c>Authorization</c>.</returns>
    public static string Basic(Target target, string clientId, string secret)
    {
        var pair = $"{WebUtility.UrlEncode(clientId)}:{WebUtility.UrlEncode(secret)}";
        var value = Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));
        return "Basic " + Registered(target, "basic_credentials", value, $"$(printf %s {ShellPair(target, pair)} | base64 -w0)");
    }

    // The curl line makes the header again, from the variables that stand for the secrets.
    private static string ShellPair(Target target, string pair) =>
        string.Concat(target.Redactor.Split(pair).Select(piece => piece.Form is { } form ? $"\"{form.Shell}\"" : $"'{piece.Text}'"));

    private static string Registered(Target target, string name, string value, string shell)
    {
        target.Redactor.Register(new(name, value, shell));
        return value;
    }
}
