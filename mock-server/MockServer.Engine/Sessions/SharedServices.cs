using System.Collections.Immutable;
using PartnerApi.Mock.Lifecycles;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Sessions;

/// <summary>Services that all sessions share. They hold no state of a single session.</summary>
/// <param name="RealClock">The clock that sessions follow until they are moved, and whose timers wake them up.</param>
/// <param name="Lifecycles">The lifecycles.</param>
/// <param name="Sender">Sends notifications.</param>
public sealed record SharedServices(TimeProvider RealClock, LifecycleCatalogue Lifecycles, WebhookSender Sender)
{
    /// <summary>Creates what each session holds for the layers above it.</summary>
    public ImmutableArray<Func<ISessionPart>> Parts { get; init; } = [];

    /// <summary>Creates the generated objects of a session whose <see cref="Session.Population"/> is not empty.</summary>
    public Action<Session> Populate { get; init; } = static _ => { };

    /// <summary>The limits of all objects.</summary>
    public ResourceLimits Limits { get; } = new();

    /// <summary>Members that take the time of a status.</summary>
    public StatusStamps Stamps { get; } = new(Lifecycles.All);
}
