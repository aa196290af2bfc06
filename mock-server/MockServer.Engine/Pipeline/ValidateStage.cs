using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Pipeline;

/// <summary>Checks the rules in order; the first broken one refuses the request.</summary>
/// <param name="contract">The contract.</param>
/// <param name="bodies">Reads and validates bodies.</param>
/// <param name="policy">Which column of the contract says who needs <c>Requestor-ID</c>.</param>
/// <param name="tokenRules">The rules of the token endpoint.</param>
/// <param name="commandRules">The rules of commands and queries.</param>
internal sealed class ValidateStage(
    Contract contract,
    IBodyValidator bodies,
    RequestorPolicy policy,
    ImmutableArray<Rule<TokenRequest>> tokenRules,
    ImmutableArray<Rule<CommandRequest>> commandRules)
{
    /// <summary>Sets the broken rule. A change is checked against stored state in its transaction, by <see cref="ExecuteStage"/>.</summary>
    public void Run(RequestContext context)
    {
        if (context.Operation is not { } operation)
        {
            return;
        }

        if (context.TokenRequest is { } token)
        {
            context.Broken = tokenRules.FirstBroken(token);
            return;
        }

        var request = new CommandRequest(context.Http, operation, context.PathValues, context.Bearer!, context.Client, context.Session)
        {
            Contract = contract,
            Bodies = bodies,
            NeedsRequestor = operation.NeedsRequestor(policy),
        };
        context.CommandRequest = request;
        context.Broken = commandRules.FirstBroken(request, Scope(context, request));
    }

    // A fault applies only to valid requests, so all rules must be checked first.
    private static RuleScope Scope(RequestContext context, CommandRequest request) =>
        request.ChangesState && !InjectFaultStage.MayTrigger(context) ? RuleScope.BeforeTransaction : RuleScope.All;
}
