using PartnerApi.Mock.Lifecycles;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Sessions;

/// <summary>What all sessions of a mock share. None of it holds anything of a single one.</summary>
/// <param name="RealClock">The clock that sessions follow until they are moved, and that timers run by.</param>
/// <param name="Lifecycles">How objects come along.</param>
/// <param name="Courier">Carries notifications.</param>
public sealed record Surroundings(TimeProvider RealClock, LifecycleCatalogue Lifecycles, Courier Courier);
