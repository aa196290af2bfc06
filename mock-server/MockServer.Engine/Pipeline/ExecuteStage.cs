using System.Collections.Immutable;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Pipeline;

/// <summary>Executes or refuses the request and creates the reply.</summary>
/// <param name="issuer">Issues access tokens.</param>
/// <param name="operations">Carries out commands and queries.</param>
/// <param name="rules">The rules of commands; those that read stored state are checked in the transaction.</param>
/// <param name="refusals">Makes replies of refusals.</param>
internal sealed class ExecuteStage(
    TokenIssuer issuer, OperationHandler operations, ImmutableArray<Rule<CommandRequest>> rules, RefusalReplies refusals)
{
    /// <summary>Sets the reply.</summary>
    public void Run(RequestContext context)
    {
        var reply = context switch
        {
            { Broken: not null } => refusals.Write(context),
            { Fault: { } fault } when fault.Replace() is { } instead => instead,
            { TokenRequest: { } request } => Issue(context, request),
            { CommandRequest: { ChangesState: false } request } => operations.Read(request),
            { CommandRequest: var request } => Change(context, request!),
        };
        context.Reply = context.Fault?.Alter(reply) ?? reply;
    }

    private ApiReply Issue(RequestContext context, TokenRequest request)
    {
        context.Issued = issuer.Issue(request, context.Session);
        return context.Issued.Reply;
    }

    private ApiReply Change(RequestContext context, CommandRequest request)
    {
        var reply = context.Session.Resources.Transact(context, ChangeInTransaction);
        // Some transitions are due at once.
        request.Session.CatchUp();
        return reply;
    }

    // One transaction at a time: the state that the rules have read is still valid when the request is executed.
    private ApiReply ChangeInTransaction(RequestContext context, ResourceTransaction transaction)
    {
        var request = context.CommandRequest!;
        context.Broken = rules.FirstBroken(request, RuleScope.InTransaction);
        return context.Broken is null ? operations.Change(request, transaction) : refusals.Write(context);
    }
}
