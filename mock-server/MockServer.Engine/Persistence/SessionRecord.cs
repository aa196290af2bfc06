using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PartnerApi.Mock.Clock;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Persistence;

/// <summary>
/// A client as it is kept. The secrets of the default session come from the settings and are not kept at all; those of other sessions
/// are random and kept as hashes.
/// </summary>
internal sealed record ClientRecord
{
    public required string Id { get; init; }

    public required ImmutableArray<string> SecretHashes { get; init; }

    public required int LifetimeSeconds { get; init; }

    public required ImmutableArray<string> Grants { get; init; }

    public required int Generation { get; init; }

    public static ClientRecord From(Client client) => new()
    {
        Id = client.Id,
        SecretHashes = client.Session.Id == Session.DefaultId ? [] : [.. client.SecretHashes.Select(Convert.ToBase64String)],
        LifetimeSeconds = (int)client.Lifetime.TotalSeconds,
        Grants = client.Grants,
        Generation = client.Generation,
    };

    public Client ToClient(Session session) => new(
        Id, [.. SecretHashes.Select(Convert.FromBase64String)], TimeSpan.FromSeconds(LifetimeSeconds), Grants, Generation, session);
}

/// <summary>A stored fault. The state of its random numbers is not stored.</summary>
internal sealed record FaultRecord(string Id, FaultOptions Order, int? Left);

/// <summary>A stored session, without its objects.</summary>
internal sealed record SessionRecord
{
    // Ids issued shortly before a crash must not be issued again.
    private const long LostIds = 1_000_000;

    public required string Id { get; init; }

    public required int IdleSeconds { get; init; }

    public required DateTimeOffset LastUsed { get; init; }

    public required long Seed { get; init; }

    public required long IdsGiven { get; init; }

    public required ClockSetting Clock { get; init; }

    [JsonPropertyName("RequestorChecks")]
    public required RequestorValidation Requestors { get; init; }

    // Files of earlier versions have none.
    public PopulationSize Population { get; init; } = PopulationSize.None;

    public required ImmutableArray<ClientRecord> Clients { get; init; }

    public required ImmutableArray<FaultRecord> Faults { get; init; }

    public static SessionRecord From(Session session, TimeSpan idle) => new()
    {
        Id = session.Id,
        IdleSeconds = (int)idle.TotalSeconds,
        LastUsed = session.LastUsed,
        Seed = session.Ids.Seed,
        IdsGiven = session.Ids.Count,
        Clock = session.Clock.Setting,
        Requestors = session.RequestorValidation,
        Population = session.Id == Session.DefaultId ? PopulationSize.None : session.Population,
        Clients = [.. session.Clients.Select(ClientRecord.From)],
        Faults = [.. session.Faults.All.Select(fault => new FaultRecord(fault.Id, fault.Order, fault.Left))],
    };

    /// <summary>Creates the session again; the default one takes over what was stored of it.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <returns>The session.</returns>
    public Session RestoreTo(SessionRegistry sessions)
    {
        var session = Id == Session.DefaultId
            ? RestoreDefault(sessions.Default)
            : sessions.Restore(
                Id, Seed, TimeSpan.FromSeconds(IdleSeconds), session => [.. Clients.Select(client => client.ToClient(session))]);
        if (session.Ids.Seed == Seed)
        {
            session.Ids.GoTo(IdsGiven + LostIds);
        }

        if (Id != Session.DefaultId)
        {
            session.Population = Population;
        }

        session.Clock.Setting = Clock;
        session.RequestorValidation = Requestors;
        session.Faults.Restore(Faults.Select(fault => (fault.Id, fault.Order, fault.Left)));
        session.Touch(LastUsed);
        return session;
    }

    // Its clients come from the settings; of those that were stored only the generation counts, so that revoked tokens stay revoked.
    private Session RestoreDefault(Session session)
    {
        foreach (var client in session.Clients)
        {
            if (Clients.FirstOrDefault(stored => stored.Id == client.Id) is { } known)
            {
                client.Restore(known.Generation);
            }
        }

        return session;
    }
}
