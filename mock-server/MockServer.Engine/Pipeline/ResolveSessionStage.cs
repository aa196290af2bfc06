using System.Text;
using System.Text.RegularExpressions;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Pipeline;

/// <summary>Finds the session that the request belongs to.</summary>
/// <param name="sessions">The sessions.</param>
internal sealed partial class ResolveSessionStage(SessionRegistry sessions)
{
    // Only the start of a body is searched, and only when nothing else identifies the session.
    private const int MaxSearched = 4096;

    /// <summary>
    /// Sets the session: the one in the header, else that of the client, else that of a client whose id occurs anywhere in
    /// the request, else the default one.
    /// </summary>
    public void Run(RequestContext context)
    {
        var named = sessions.Named(context.Http);
        context.IsForeign = context.Operation is not null && named is not null && context.Client is { } client && client.Session != named;
        // The client is unknown in other sessions.
        context.Client = context.IsForeign ? null : context.Client;
        context.Session = named ?? context.Client?.Session ?? Hinted(context) ?? sessions.Default;
        if (context.TokenRequest is { } request)
        {
            request.Client = context.Client;
        }

        if (context.Operation is not null)
        {
            sessions.Touch(context.Session);
        }
    }

    // Only the token identifies the session of a command or query.
    private Session? Hinted(RequestContext context) =>
        context.Operation is null or { Kind: OperationKind.Token } ? HintedClient(context.Http)?.Session : null;

    private Client? HintedClient(ApiRequest http)
    {
        var body = http.Body.Span;
        var text = http.Query + "&" + Encoding.Latin1.GetString(body[..Math.Min(body.Length, MaxSearched)]);
        foreach (Match match in ClientId().Matches(text))
        {
            if (sessions.Clients.Find(Uri.UnescapeDataString(match.Groups["id"].Value)) is { } client)
            {
                return client;
            }
        }

        return http.Headers.First("Authorization") is { } header && BasicCredentials.Read(header) is { } basic
            ? sessions.Clients.Find(basic.ClientId)
            : null;
    }

    [GeneratedRegex(
        """(?i)client_?id\\?["']?\]?\s*([=:>]\s*|\r?\n\r?\n)\\?["']?(?<id>[A-Za-z0-9._~%-]+)""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ClientId();
}
