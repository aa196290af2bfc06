using PartnerApi.Mock.Http;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;


namespace PartnerApi.Mock.Pipeline;

/// <summary>Finds whose a request is that leads nowhere: by the session that it names, its token, or its client credentials.</summary>
/// <param name="sessions">All sessions.</param>
/// <param name="tokens">Reads the tokens.</param>
internal sealed class StraySessions(SessionRegistry sessions, AccessTokens tokens)
{
    /// <summary>Finds the session.</summary>
    /// <param name="http">The request.</param>
    /// <returns>Its session, or the default one.</returns>
    public Session Of(ApiRequest http) => sessions.Named(http) ?? OfToken(http) ?? ClientHint.Find(http, sessions.Clients)?.Session ?? sessions.Default;

    private Session? OfToken(ApiRequest http) =>
        BearerPresentation.Read(http, tokens).Claims is { } claims ? sessions.Clients.Find(claims.ClientId)?.Session : null;
}
