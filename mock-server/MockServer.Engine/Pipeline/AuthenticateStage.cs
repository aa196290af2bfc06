using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Pipeline;

/// <summary>Reads the client's identity. The rules of a later stage decide whether the credentials are valid.</summary>
/// <param name="sessions">The sessions, whose clients are known.</param>
/// <param name="tokens">Reads access tokens.</param>
/// <param name="scopes">What the token endpoint does with <c>scope</c>.</param>
internal sealed class AuthenticateStage(SessionRegistry sessions, AccessTokens tokens, ScopeRule scopes)
{
    /// <summary>Sets the client: by its credentials at the token endpoint, by its access token elsewhere.</summary>
    public void Run(RequestContext context)
    {
        // The credentials of an expired session are unknown.
        sessions.RemoveIdleIfDue();
        if (context.Operation?.Kind == OperationKind.Token)
        {
            context.TokenRequest = new(context.Http, scopes);
        }
        else
        {
            context.Bearer = BearerPresentation.Read(context.Http, tokens);
        }

        context.Client = context.ClientId is { } id ? sessions.Clients.Find(id) : null;
    }
}
