using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Pipeline;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Token;

/// <summary>The token endpoint: <c>client_credentials</c> and nothing else (guide, sections 2 and 3).</summary>
/// <param name="operation">Its operation id.</param>
/// <param name="sessions">The sessions whose clients it knows.</param>
/// <param name="tokens">Issues the tokens.</param>
/// <param name="scopes">What it does with <c>scope</c>.</param>
/// <param name="rules">The reasons to refuse, in order.</param>
/// <param name="explain">Whether a refusal says why in words.</param>
public sealed class TokenEndpoint(
    string operation, SessionRegistry sessions, AccessTokens tokens, ScopeRule scopes, ImmutableArray<Rule<TokenRequest>> rules, bool explain)
{
    private static readonly HeaderList NotStored = new(
    [
        new("Content-Type", "application/json;charset=UTF-8"),
        new("Cache-Control", "no-store"),
        new("Pragma", "no-cache"),
    ]);

    private TokenReply? _form;

    /// <summary>Answers a POST.</summary>
    /// <param name="http">The request.</param>
    /// <returns>What became of it: 200 with a token, or the refusal of the first broken rule.</returns>
    public Outcome Answer(ApiRequest http)
    {
        var named = sessions.Named(http);
        var request = new TokenRequest(http, sessions.Clients, scopes, named);
        var session = named ?? request.Client?.Session ?? sessions.Default;
        if (rules.FirstBroken(request) is { } broken)
        {
            session = request.Client is null ? named ?? ClientHint.Find(http, sessions.Clients)?.Session ?? session : session;
            return new(Refuse(broken), session) { TokenRequest = request, Broken = broken, IsForeign = request.IsForeign };
        }

        sessions.Touch(session);
        IssuedToken? issued;
        var reply = session.Faults.MayFire(request.FaultOrder, request.ClientId) ? GrantOrFail(request, session, out issued) : Grant(request, session, out issued);
        return new(reply, session) { TokenRequest = request, Issued = issued };
    }

    private ApiReply GrantOrFail(TokenRequest request, Session session, out IssuedToken? issued)
    {
        IssuedToken? made = null;
        var reply = session.Faults.Apply(
            new(operation, IsToken: true, request.ClientId, Token: null, request.FaultOrder), () => Grant(request, session, out made));
        issued = made;
        return reply;
    }

    // Without the rule that knows every client, the one asked for may be nobody; it still has a lifetime.
    private ApiReply Grant(TokenRequest request, Session session, out IssuedToken issued)
    {
        var lifetime = request.Client?.Lifetime ?? TimeSpan.FromHours(1);
        var token = tokens.Issue(request.ClientId ?? "", request.Client?.Generation ?? 0, session.Clock.GetUtcNow(), lifetime);
        var form = Form(lifetime, request.ScopeToTell);
        var reply = new ApiReply { Status = 200, Headers = NotStored, Body = form.With(token) };
        issued = new(token, lifetime) { Form = form, Reply = reply };
        return reply;
    }

    // Nearly all replies have the lifetime and scope of the one before.
    private TokenReply Form(TimeSpan lifetime, string? scope) =>
        _form is { } last && last.Lifetime == lifetime && last.Scope == scope ? last : _form = new(lifetime, scope);

    private ApiReply Refuse(BrokenRule broken)
    {
        var body = new JsonObject { ["error"] = broken.Refusal.Code };
        if (explain)
        {
            body["error_description"] = broken.Refusal.Explanation;
        }

        var headers = NotStored.With(RuleHeader.Name, broken.Requirement);
        return ApiReply.OfJson(broken.Refusal.Status, body) with
        {
            Headers = broken.Refusal.Challenge is { } challenge ? headers.With("WWW-Authenticate", challenge) : headers,
        };
    }
}
