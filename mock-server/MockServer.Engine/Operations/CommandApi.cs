using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Pipeline;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Operations;

/// <summary>The command API: rules first, then the handler.</summary>
/// <param name="contract">The contract.</param>
/// <param name="sessions">The sessions whose tokens count.</param>
/// <param name="tokens">Reads the tokens.</param>
/// <param name="rules">The reasons to refuse, in order.</param>
/// <param name="policy">Which column says who needs <c>Requestor-ID</c>.</param>
/// <param name="explain">Whether a refusal says why in words.</param>
public sealed class CommandApi(
    Contract contract, SessionRegistry sessions, AccessTokens tokens, ImmutableArray<Rule<CommandRequest>> rules, RequestorPolicy policy, bool explain)
{
    private readonly OperationHandler _handler = new(contract);
    private readonly ImmutableArray<Rule<CommandRequest>> _worldly = [.. rules.Where(StateRules.LooksAtTheWorld)];
    private readonly ImmutableArray<int> _positions = [.. rules.Index().Where(rule => StateRules.LooksAtTheWorld(rule.Item)).Select(rule => rule.Index)];
    private readonly ImmutableArray<Rule<CommandRequest>> _first = First(rules);

    // All but the rules about the world, if those come last: the order in which rules are asked is not to be changed.
    private static ImmutableArray<Rule<CommandRequest>> First(ImmutableArray<Rule<CommandRequest>> rules)
    {
        ImmutableArray<Rule<CommandRequest>> first = [.. rules.TakeWhile(rule => !StateRules.LooksAtTheWorld(rule))];
        return rules.Skip(first.Length).All(StateRules.LooksAtTheWorld) ? first : rules;
    }

    /// <summary>Answers a request whose path and method the contract knows.</summary>
    /// <param name="http">The request.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="pathValues">Decoded path parameters, in the order of the template.</param>
    /// <returns>What became of it: the success, or the refusal of the first broken rule.</returns>
    public Outcome Answer(ApiRequest http, Operation operation, ImmutableArray<string> pathValues)
    {
        var bearer = BearerPresentation.Read(http, tokens);
        var named = sessions.Named(http);
        var owner = bearer.Claims is { } claims ? sessions.Clients.Find(claims.ClientId) : null;
        var isForeign = owner is not null && named is not null && owner.Session != named;
        var client = isForeign ? null : owner;
        var session = named ?? client?.Session ?? sessions.Default;
        sessions.Touch(session);
        session.CatchUp();
        var request = new CommandRequest(
            http, operation, pathValues, bearer, client, session, contract, operation.NeedsRequestor(policy));
        var mayFail = session.Faults.MayFire(request.FaultOrder, bearer.Claims?.ClientId);
        // Where nothing but the world is left to look at, it is looked at once, when nobody else can change it.
        return (mayFail || !Changes(request) ? rules : _first).FirstBroken(request) is { } broken
            ? new(Refuse(broken, session), session) { CommandRequest = request, Broken = broken, IsForeign = isForeign }
            : CarryOut(request, mayFail);
    }

    // A rule about the world can still refuse what is carried out; the journal wants to know which.
    private Outcome CarryOut(CommandRequest request, bool mayFail)
    {
        BrokenRule? late;
        var reply = mayFail ? CarryOutOrFail(request, out late) : CarryOut(request, out late);
        return new(reply, request.Session) { CommandRequest = request, Broken = late };
    }

    private ApiReply CarryOutOrFail(CommandRequest request, out BrokenRule? broken)
    {
        BrokenRule? late = null;
        var reply = request.Session.Faults.Apply(
            new(request.Operation.Id, IsToken: false, request.Bearer.Claims?.ClientId, request.Bearer.Token, request.FaultOrder),
            () => CarryOut(request, out late));
        broken = late;
        return reply;
    }

    private static bool Changes(CommandRequest request) => request.Operation is { Kind: not OperationKind.Query, Resource: not null };

    private ApiReply CarryOut(CommandRequest request, out BrokenRule? broken)
    {
        broken = null;
        if (!Changes(request))
        {
            return _handler.Read(request);
        }

        (var reply, broken) = request.Session.Resources.Transact(request, CarryOutAlone);
        request.Session.CatchUp();
        return reply;
    }

    // One change at a time: between what a rule sees and what the handler does nobody else of the session comes in.
    private (ApiReply, BrokenRule?) CarryOutAlone(CommandRequest request, ResourceTransaction transaction)
    {
        var broken = _worldly.FirstBroken(request) is { } late ? late with { Position = _positions[late.Position] } : null;
        return (broken is null ? _handler.Change(request, transaction) : Refuse(broken, request.Session), broken);
    }

    /// <summary>Shapes a refusal as the documented <c>ErrorMessage</c>.</summary>
    /// <param name="broken">The broken rule.</param>
    /// <param name="session">Gives the <c>requestId</c>.</param>
    /// <returns>The reply.</returns>
    public ApiReply Refuse(BrokenRule broken, Session session)
    {
        var refusal = broken.Refusal;
        var body = new JsonObject
        {
            ["message"] = explain ? refusal.Explanation : "The request was refused.",
            ["responseType"] = "ERROR",
            ["requestId"] = session.Ids.Next().ToString(),
            ["errorCode"] = refusal.Code,
        };
        if (!refusal.Fields.IsEmpty)
        {
            body["errorDetails"] = new JsonArray([.. refusal.Fields.GroupBy(fault => fault.Field).Select(Details)]);
        }

        var reply = ApiReply.OfJson(refusal.Status, body);
        var headers = new HeaderList(reply.Headers.Fields.AddRange(refusal.Headers.Fields)).With(RuleHeader.Name, broken.Requirement);
        return reply with { Headers = refusal.Challenge is null ? headers : headers.With("WWW-Authenticate", Challenge(refusal)) };
    }

    // A description belongs to an error code; a challenge without one says nothing (RFC 6750, section 3.1).
    private string Challenge(Refusal refusal) =>
        explain && refusal.Challenge!.Contains("error=", StringComparison.Ordinal)
            ? $"{refusal.Challenge}, error_description=\"{refusal.Explanation}\""
            : refusal.Challenge!;

    private static JsonObject Details(IGrouping<string, FieldFault> faults) => new()
    {
        ["field"] = Short(faults.Key),
        ["errors"] = new JsonArray([.. faults.Select(fault => new JsonObject { ["code"] = fault.Code, ["message"] = fault.Message })]),
    };

    // ErrorDetails allows 255 characters.
    private static string Short(string field) => field.Length <= 255 ? field : field[..255];
}
