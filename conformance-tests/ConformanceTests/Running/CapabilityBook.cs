using System.Collections.Concurrent;
using System.Collections.Immutable;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Running;

/// <summary>Names of the probed capabilities.</summary>
public static class CapabilityName
{
    /// <summary>Whether the token endpoint accepts HTTP Basic.</summary>
    public const string Basic = "basic";

    /// <summary>The answer to an unknown path.</summary>
    public const string UnknownPath = "unknown path";

    /// <summary>The answer to an unknown scope.</summary>
    public const string UnknownScope = "unknown scope";
}

/// <summary>
/// The capabilities of the deployment: declared in the settings, or probed once per run. They decide which checks are not
/// applicable.
/// </summary>
/// <param name="target">The deployment.</param>
public sealed class CapabilityBook(TargetContract target)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<(bool Has, int Exchange)>>> _probes = new();
    private readonly ConcurrentDictionary<string, Capability> _found = new();

    /// <summary>Whether the deployment has a capability; the first caller's probe decides for the whole run.</summary>
    /// <param name="name">The capability.</param>
    /// <param name="probe">An exchange that changes nothing.</param>
    /// <param name="has">Evaluates the exchange.</param>
    /// <returns>True when it has it.</returns>
    public async Task<bool> HasAsync(string name, Func<Task<Exchange>> probe, Func<Exchange, bool> has)
    {
        var (found, exchange) = await _probes.GetOrAdd(name, _ => new(() => ProbeAsync(probe, has))).Value;
        Record(new(name, found ? "yes" : "no", "probed", exchange));
        return found;
    }

    /// <summary>Records what an exchange showed; the first record stays.</summary>
    /// <param name="capability">What it showed.</param>
    public void Record(Capability capability)
    {
        ArgumentNullException.ThrowIfNull(capability);
        _found.TryAdd(capability.Name, capability);
    }

    /// <summary>All known capabilities.</summary>
    /// <returns>The declared ones, then the others, each group by name.</returns>
    public ImmutableArray<Capability> All() =>
        [.. Declared(), .. NeverProbed(), .. _found.Values.OrderBy(capability => capability.Name, StringComparer.Ordinal)];

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
            Declare("expired-token store", Store(settings)),
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
            .Where(name => !_found.ContainsKey(name)).Select(name => new Capability(name, "unknown", "not probed"));

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

        return settings.ExpiredTokenKey is null ? "files that only the owner can read" : "encrypted";
    }

    private static Capability Declare(string name, string? value) => new(name, value ?? "no", "declared");
}
