using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Conformance.Targets;

namespace PartnerApi.Conformance.ExpiredTokens;

/// <summary>
/// Stores a token of this run for a later run, which verifies without a wait that the expired token is refused. Stores at most one
/// valid and one expired token.
/// </summary>
public sealed class ExpiredTokenStore
{
    private readonly ExpiredTokenFile _file;
    private readonly TimeProvider _time;

    private ExpiredTokenStore(ExpiredTokenFile file, TimeProvider time)
    {
        _file = file;
        _time = time;
    }

    /// <summary>Opens the store of a target and its client.</summary>
    /// <param name="settings">The target.</param>
    /// <param name="time">The clock.</param>
    /// <param name="warn">Receives the problems of the store; none of them fails the run.</param>
    /// <returns>The store; null when the settings name no folder.</returns>
    public static ExpiredTokenStore? Open(TargetSettings settings, TimeProvider time, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.ExpiredTokenFolder is not { } folder)
        {
            return null;
        }

        var bound = $"{settings.Name}\n{settings.TokenAddress ?? settings.ApiAddress}\n{settings.Credentials.ClientId}";
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(bound)))[..32] + ".cellar";
        return new(new(Path.Combine(folder, name), TargetSettings.ParseKey(settings.ExpiredTokenKey), bound, warn), time);
    }

    /// <summary>The latest token that has certainly expired.</summary>
    /// <param name="skew">Maximum difference between the clocks.</param>
    /// <returns>The token; null when there is none.</returns>
    public StoredToken? FindExpired(TimeSpan skew)
    {
        var now = _time.GetUtcNow();
        return _file.Read().Where(entry => entry.Expires + skew < now).MaxBy(entry => entry.Expires);
    }

    /// <summary>Stores a token, unless a valid one is stored already; removes all but the latest expired one.</summary>
    /// <param name="entry">The token.</param>
    public void Store(StoredToken entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var now = _time.GetUtcNow();
        var old = _file.Read();
        var living = old.Where(one => one.Expires >= now).Take(1).ToImmutableArray();
        var expired = old.Where(one => one.Expires < now).OrderByDescending(one => one.Expires).Take(1);
        _file.Write([.. expired, .. living.IsEmpty ? [entry] : living]);
    }
}
