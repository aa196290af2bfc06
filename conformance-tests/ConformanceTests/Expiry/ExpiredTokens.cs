using System.Globalization;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Requests;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Expiry;

/// <summary>
/// Comes by an expired token where no clock can be moved: by a short-lived client and a wait, from the settings, or from
/// the cellar; whichever works first. One token serves the whole run.
/// </summary>
/// <param name="target">The deployment.</param>
public sealed class ExpiredTokens(Target target) : IDisposable
{
    /// <summary>Everything that would help where there is no expired token.</summary>
    public const string Remedies =
        "give the target file one of: controlAddress, of a mock whose clock can be moved; shortLived, a client whose tokens end within maxWaitSeconds; "
        + "expiredToken, a token that has expired, as a secret; cellarFolder, where this run keeps a token for a later run";

    private readonly SemaphoreSlim _gate = new(1);
    private ExpiredToken? _found;
    private bool _looked;

    /// <summary>Finds an expired token; the first call may take up to the target's <c>maxWaitSeconds</c>.</summary>
    /// <returns>The token; null when there is none.</returns>
    /// <exception cref="PrerequisiteException">The short-lived client gets no token.</exception>
    public async Task<ExpiredToken?> FindAsync()
    {
        await _gate.WaitAsync(target.Cancellation);
        try
        {
            if (!_looked)
            {
                _found = await ShortLivedAsync() ?? Supplied() ?? FromCellar();
                _looked = true;
            }

            return _found;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<ExpiredToken?> ShortLivedAsync()
    {
        if (target.Settings.ShortLived is not { } client)
        {
            return null;
        }

        var (token, lifetime) = await target.Tokens.NewAsync(client);
        var wait = lifetime + TimeSpan.FromSeconds(target.Settings.ClockSkewSeconds + 1);
        var most = TimeSpan.FromSeconds(target.Settings.MaxWaitSeconds);
        if (wait > most)
        {
            target.Note($"a token of {client.ClientId} lives {Seconds(lifetime)}; with the clock skew that is a wait of {Seconds(wait)}, more than maxWaitSeconds ({Seconds(most)}), so it is not waited for");
            return null;
        }

        var used = await UseAsync(token);
        target.Note($"waiting {Seconds(wait)} until a token of {client.ClientId} has expired (lifetime {Seconds(lifetime)}, clock skew {target.Settings.ClockSkewSeconds} s)");
        await Task.Delay(lifetime / 2, target.Options.Time, target.Cancellation);
        used = used && await UseAsync(token);
        await Task.Delay(wait - (lifetime / 2), target.Options.Time, target.Cancellation);
        return new(token, ExpirySource.ShortLived, client, used, $"a token of the short-lived client {client.ClientId}, after a wait of {Seconds(wait)}");
    }

    private ExpiredToken? Supplied() => target.Settings.ExpiredToken is { } token
        ? new(token, ExpirySource.Supplied, target.Settings.Credentials, false, "the expired token of the settings")
        : null;

    // The shared token was used by the whole of the run that kept it.
    private ExpiredToken? FromCellar() => target.Cellar?.Expired(TimeSpan.FromSeconds(target.Settings.ClockSkewSeconds)) is { } kept
        ? new(kept.Token, ExpirySource.Cellar, target.Settings.Credentials, true, string.Create(CultureInfo.InvariantCulture, $"a token of an earlier run, which expired at {kept.Expires:u}"))
        : null;

    private async Task<bool> UseAsync(string token)
    {
        var reply = await target.SendAsync(new ApiCall(target.AnyQuery) { Authorization = "Bearer " + token }.On(target));
        return reply.Succeeded
            ? true
            : throw new PrerequisiteException(Judgement.Obstacle(reply, "a fresh token of the short-lived client works") is { Outcome: Outcome.Blocked } blocked
                ? blocked
                : new(Outcome.Untestable, "a fresh token of the short-lived client works", reply.Summary(), "a token that never worked says nothing about expiry", reply.Number));
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");
}
