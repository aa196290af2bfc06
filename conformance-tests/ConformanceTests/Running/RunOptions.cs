using System.Collections.Immutable;
using System.Security.Cryptography;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Running;

/// <summary>How a run is meant.</summary>
public sealed record RunOptions
{
    /// <summary>Prefixes of requirement ids; empty for everything.</summary>
    public ImmutableArray<string> Only { get; init; } = [];

    /// <summary>What is judged by; null for the requirements that travel with the suite.</summary>
    public RequirementCatalogue? Requirements { get; init; }

    /// <summary>Whether recommendations count like must-requirements.</summary>
    public bool Strict { get; init; }

    /// <summary>Seed of the test data.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether scenarios run in an order that the seed decides, to show that it does not matter.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Failures that are known, good today.</summary>
    public ImmutableArray<Waiver> Waivers { get; init; } = [];

    /// <summary>Receives at once what a run says besides its checks, such as waits and retries; null for nobody.</summary>
    public IProgress<string>? Notes { get; init; }

    /// <summary>Measures and limits time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Names the run in each request's <c>User-Agent</c>, so that operators can find it.</summary>
    public string RunId { get; init; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
}
