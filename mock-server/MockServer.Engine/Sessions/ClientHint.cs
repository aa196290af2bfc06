using System.Text;
using System.Text.RegularExpressions;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Sessions;

/// <summary>Guesses whose a request is whose form cannot be read as one, so that its refusal is told to the one who sent it. It grants nothing.</summary>
internal static partial class ClientHint
{
    private const int Furthest = 4096;

    /// <summary>Looks for a known client id wherever one is written.</summary>
    /// <param name="http">The request.</param>
    /// <param name="clients">The clients that the mock knows.</param>
    /// <returns>The client, or null.</returns>
    public static Client? Find(ApiRequest http, ClientRegistry clients)
    {
        var body = http.Body.Span;
        var text = http.Query + "&" + Encoding.Latin1.GetString(body[..Math.Min(body.Length, Furthest)]);
        foreach (Match match in Pattern().Matches(text))
        {
            if (clients.Find(Uri.UnescapeDataString(match.Groups["id"].Value)) is { } client)
            {
                return client;
            }
        }

        return http.Headers.First("Authorization") is { } header && BasicCredentials.Read(header) is { } basic ? clients.Find(basic.ClientId) : null;
    }

    [GeneratedRegex("""(?i)client_?id\\?["']?\]?\s*([=:>]\s*|\r?\n\r?\n)\\?["']?(?<id>[A-Za-z0-9._~%-]+)""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
