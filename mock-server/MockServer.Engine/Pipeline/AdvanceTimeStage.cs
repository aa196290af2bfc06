namespace PartnerApi.Mock.Pipeline;

/// <summary>Lets everything happen that is due by the session's clock, so that the request sees it.</summary>
internal sealed class AdvanceTimeStage
{
    /// <summary>Catches up with the session's clock.</summary>
#pragma warning disable CA1822 // A stage is an object like the others.
    public void Run(RequestContext context) => context.Session.CatchUp();
#pragma warning restore CA1822
}
