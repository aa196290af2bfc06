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
/// <param name="checksLifecycles">Whether a client that does not wait for objects is warned.</param>
internal sealed class ExecuteStage(
    TokenIssuer issuer,
    OperationHandler operations,
    ImmutableArray<Rule<CommandRequest>> rules,
    RefusalReplies refusals,
    bool checksLifecycles)
{
    /// <summary>Sets the reply.</summary>
    public void Run(RequestContext context)
    {
        var reply = context switch
        {
            { Broken: not null } => refusals.Write(context),
            { Fault: { } fault } when fault.Replace() is { } instead => instead,
            { TokenRequest: { } request } => Issue(context, request),
            { CommandRequest: { ChangesState: false } request } => Read(context, request),
            { CommandRequest: var request } => Change(context, request!),
        };
        context.Reply = context.Fault?.Alter(reply) ?? reply;
    }

    private ApiReply Issue(RequestContext context, TokenRequest request)
    {
        context.Issued = issuer.Issue(request, context.Session);
        return context.Issued.Reply;
    }

    private ApiReply Read(RequestContext context, CommandRequest request)
    {
        CheckReadiness(context, request);
        return Warned(context, operations.Read(request));
    }

    // Before the change, which may itself change a status.
    private void CheckReadiness(RequestContext context, CommandRequest request)
    {
        if (checksLifecycles)
        {
            (context.NeededReady, context.NotReady) = Readiness.Check(request);
        }
    }

    private static ApiReply Warned(RequestContext context, ApiReply reply) => context.NotReady is { } fault
        ? reply.With(Readiness.WarningHeader, $"{Readiness.Requirement}: {fault.Field} {fault.Message}")
        : reply;

    private ApiReply Change(RequestContext context, CommandRequest request)
    {
        var reply = context.Session.Resources.Transact(context, ChangeInTransaction);
        // Some transitions are due at once.
        request.Session.RunDueTimers();
        return reply;
    }

    // One transaction at a time: the state that the rules have read is still valid when the request is executed.
    private ApiReply ChangeInTransaction(RequestContext context, ResourceTransaction transaction)
    {
        var request = context.CommandRequest!;
        context.Broken = rules.FirstBroken(request, RuleScope.InTransaction);
        if (context.Broken is not null)
        {
            return refusals.Write(context);
        }

        CheckReadiness(context, request);
        return Warned(context, operations.Change(request, transaction));
    }
}
