using PartnerApi.Mock.Lifecycles;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Sessions;

/// <summary>What all sessions of a mock share. None of it holds anything of a single one.</summary>
/// <param name="RealClock">The clock that sessions follow until they are moved, and that timers run by.</param>
/// <param name="Lifecycles">The lifecycles.</param>
/// <param name="Courier">Sends notifications.</param>
public sealed record SharedServices(TimeProvider RealClock, LifecycleCatalogue Lifecycles, Courier Courier)
{
    /// <summary>Members that take the time of a status.</summary>
    public StatusStamps Stamps { get; } = new(Lifecycles.All);
}
