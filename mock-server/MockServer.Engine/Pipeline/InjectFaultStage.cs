using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Mock.Pipeline;

/// <summary>Selects the fault that applies to the request.</summary>
internal sealed class InjectFaultStage
{
    /// <summary>Whether a fault can apply. Costs nothing when none is configured.</summary>
    public static bool MayTrigger(RequestContext context) => context.Session.Faults.MayTrigger(context.FaultOptions, context.ClientId);

    /// <summary>Sets the failure; a request that a rule refused has none.</summary>
#pragma warning disable CA1822 // A stage is an object like the others.
    public void Run(RequestContext context)
    {
        if (context is { Broken: null, Operation: { } operation } && MayTrigger(context))
        {
            var isToken = operation.Kind == OperationKind.Token;
            context.Fault = context.Session.Faults.Choose(
                new(operation.Id, isToken, context.ClientId, context.Bearer?.Token, context.FaultOptions));
        }
    }
#pragma warning restore CA1822
}
