using System.Collections.Immutable;
using System.Security.Cryptography;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Running;

/// <summary>The options of a run.</summary>
public sealed record RunOptions
{
    /// <summary>Prefixes of requirement ids; empty for everything.</summary>
    public ImmutableArray<string> Only { get; init; } = [];

    /// <summary>The requirements; null for those of the suite.</summary>
    public RequirementCatalogue? Requirements { get; init; }

    /// <summary>Whether recommendations count like must-requirements.</summary>
    public bool Strict { get; init; }

    /// <summary>
    /// Seed of the people, companies and addresses that are sent. Run ids in external ids and e-mail addresses do not depend on it:
    /// two runs
    /// with one seed must not collide.
    /// </summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether the seed shuffles the scenarios, for tests that the order does not matter.</summary>
    public bool Shuffle { get; init; }

    /// <summary>
    /// Whether the run ends before the first check when the preflight finds that it makes no sense; false only for deployments that are
    /// broken on purpose.
    /// </summary>
    public bool Preflight { get; init; } = true;

    /// <summary>Known failures; all valid today.</summary>
    public ImmutableArray<Waiver> Waivers { get; init; } = [];

    /// <summary>Receives notes such as waits and retries immediately; null for none.</summary>
    public IProgress<string>? Notes { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Names the run in each request's <c>User-Agent</c>, so that operators can find it.</summary>
    public string RunId { get; init; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    /// <summary>A random seed, for a run that does not repeat another one.</summary>
    /// <returns>A number from 1 to 999,999, easy to copy.</returns>
    public static int NewSeed() => RandomNumberGenerator.GetInt32(1, 1_000_000);
}
