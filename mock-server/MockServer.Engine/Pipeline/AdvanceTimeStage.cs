namespace PartnerApi.Mock.Pipeline;

/// <summary>Runs everything that is due by the session's clock before the request is executed.</summary>
internal sealed class AdvanceTimeStage
{
    /// <summary>Fires the due timers of the session.</summary>
#pragma warning disable CA1822 // A stage is an object like the others.
    public void Run(RequestContext context) => context.Session.RunDueTimers();
#pragma warning restore CA1822
}
