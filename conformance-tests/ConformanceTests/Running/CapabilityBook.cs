using System.Collections.Concurrent;
using System.Collections.Immutable;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Running;

/// <summary>Names of what is probed.</summary>
public static class CapabilityName
{
    /// <summary>Whether credentials are taken by HTTP Basic.</summary>
    public const string Basic = "basic";

    /// <summary>What a path that does not exist is answered with.</summary>
    public const string UnknownPath = "unknown path";

    /// <summary>What a scope that does not exist is answered with.</summary>
    public const string UnknownScope = "unknown scope";
}

/// <summary>
/// What a run knows about the deployment's choices: what the settings declare, and what was probed, each probe once. What
/// is not applicable is decided from here.
/// </summary>
/// <param name="target">The deployment.</param>
public sealed class CapabilityBook(TargetContract target)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<(bool Has, int Exchange)>>> _probes = new();
    private readonly ConcurrentDictionary<string, Capability> _learnt = new();

    /// <summary>Whether the deployment has a capability; the first caller's probe decides for the whole run.</summary>
    /// <param name="name">The capability.</param>
    /// <param name="probe">An exchange that changes nothing.</param>
    /// <param name="has">Reads the exchange.</param>
    /// <returns>True when it has.</returns>
    public async Task<bool> HasAsync(string name, Func<Task<Exchange>> probe, Func<Exchange, bool> has)
    {
        var (found, exchange) = await _probes.GetOrAdd(name, _ => new(() => ProbeAsync(probe, has))).Value;
        Learn(new(name, found ? "yes" : "no", "probed", exchange));
        return found;
    }

    /// <summary>Notes what an exchange showed; the first stays.</summary>
    /// <param name="capability">What it showed.</param>
    public void Learn(Capability capability)
    {
        ArgumentNullException.ThrowIfNull(capability);
        _learnt.TryAdd(capability.Name, capability);
    }

    /// <summary>Everything that is known.</summary>
    /// <returns>The declared ones, then the others, each group by name.</returns>
    public ImmutableArray<Capability> All() =>
        [.. Declared(), .. NeverProbed(), .. _learnt.Values.OrderBy(capability => capability.Name, StringComparer.Ordinal)];

    private static async Task<(bool Has, int Exchange)> ProbeAsync(Func<Task<Exchange>> probe, Func<Exchange, bool> has)
    {
        var exchange = await probe();
        if (Judgement.Obstacle(exchange, "an answer to a probe") is { Outcome: Outcome.Blocked } blocked)
        {
            throw new PrerequisiteException(blocked);
        }

        return (has(exchange), exchange.Number);
    }

    private IEnumerable<Capability> Declared()
    {
        var settings = target.Settings;
        return
        [
            Declare("cellar", Store(settings)),
            Declare("control API", settings.ControlAddress?.ToString()),
            Declare("operations", Operations()),
            Declare("profile", settings.Profile.ToString().ToLowerInvariant()),
            Declare("scope", target.Scope),
            Declare("short-lived client", settings.ShortLived?.ClientId),
            Declare("side effects", settings.SideEffects.ToString().ToLowerInvariant()),
            Declare("without grant", settings.WithoutGrant?.ClientId),
        ];
    }

    private IEnumerable<Capability> NeverProbed() =>
        ((string[])[CapabilityName.Basic, CapabilityName.UnknownPath, CapabilityName.UnknownScope])
            .Where(name => !_learnt.ContainsKey(name)).Select(name => new Capability(name, "unknown", "not probed"));

    private string Operations()
    {
        var all = target.Contract.Operations;
        var skipped = all.Where(target.IsSkipped).Select(operation => operation.Id).Order(StringComparer.Ordinal).ToList();
        var counts = $"{all.Length - skipped.Count} of {all.Length}";
        return skipped.Count == 0 ? counts : $"{counts}, not {string.Join(", ", skipped)}";
    }

    private static string? Store(TargetSettings settings)
    {
        if (settings.ExpiredTokenFolder is null)
        {
            return null;
        }

        return settings.ExpiredTokenKey is null ? "owner-only files" : "sealed";
    }

    private static Capability Declare(string name, string? value) => new(name, value ?? "no", "declared");
}
