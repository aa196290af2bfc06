using System.Globalization;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Transport;

namespace PartnerApi.Conformance.ExpiredTokens;

/// <summary>A token that has expired according to its issuer.</summary>
/// <param name="Token">The token.</param>
/// <param name="Client">The client that got it.</param>
/// <param name="Used">Whether it is known to have been used before it expired.</param>
/// <param name="Origin">Where it comes from, for reports.</param>
public sealed record ExpiredToken(string Token, Credentials Client, bool Used, string Origin)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Origin} (token not shown)";
}

/// <summary>
/// Finds an expired token when the suite cannot advance the clock. It tries, in this order: a short-lived client and a wait, the
/// settings, the tokens of earlier runs. The whole run uses one token.
/// </summary>
/// <param name="target">The deployment.</param>
/// <param name="tokens">Gets access tokens.</param>
/// <param name="store">Tokens of earlier runs; null for none.</param>
/// <param name="notes">Receives a line about each wait.</param>
/// <param name="time">Waits.</param>
/// <param name="cancellation">Ends the run.</param>
public sealed class ExpiredTokenSource(
    TargetContract target,
    AccessTokens tokens,
    ExpiredTokenStore? store,
    RunNotes notes,
    TimeProvider time,
    CancellationToken cancellation) : IDisposable
{
    /// <summary>What makes expiry testable.</summary>
    public const string Remedies =
        "set one of these in the target file: controlAddress (a mock, whose clock the suite advances); shortLived (a client whose tokens "
        + "expire within maxWaitSeconds); expiredToken (an expired token, as a secret); expiredTokenFolder (this run stores a token "
            + "for a later one)";

    private readonly SemaphoreSlim _lock = new(1);
    private ExpiredToken? _found;
    private bool _searched;

    /// <summary>Finds an expired token; the first call can take up to the target's <c>maxWaitSeconds</c>.</summary>
    /// <param name="sender">Sends the requests.</param>
    /// <returns>The token; null when there is none.</returns>
    /// <exception cref="PrerequisiteException">The short-lived client gets no token.</exception>
    public async Task<ExpiredToken?> FindAsync(IRequestSender sender)
    {
        await _lock.WaitAsync(cancellation);
        try
        {
            if (!_searched)
            {
                // Also when a request of the search fails: the next scenario does not repeat it.
                _searched = true;
                _found = await FromShortLivedClientAsync(sender) ?? FromSettings() ?? FromStore();
            }

            return _found;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private async Task<ExpiredToken?> FromShortLivedClientAsync(IRequestSender sender)
    {
        if (target.Settings.ShortLived is not { } client)
        {
            return null;
        }

        var (token, lifetime) = await tokens.RequestAsync(sender, client);
        var wait = lifetime + TimeSpan.FromSeconds(target.Settings.ClockSkewSeconds + 1);
        var maxWait = TimeSpan.FromSeconds(target.Settings.MaxWaitSeconds);
        if (wait > maxWait)
        {
            notes.Add(
                $"a token of {client.ClientId} lives {Seconds(lifetime)}; with the clock skew the wait is {Seconds(wait)}, "
                + $"more than maxWaitSeconds ({Seconds(maxWait)}), so the suite does not wait");
            return null;
        }

        var used = await UseAsync(sender, token);
        notes.Add(
            $"waiting {Seconds(wait)} for a token of {client.ClientId} to expire "
            + $"(lifetime {Seconds(lifetime)}, clock skew {target.Settings.ClockSkewSeconds} s)");
        await Task.Delay(lifetime / 2, time, cancellation);
        used = used && await UseAsync(sender, token);
        await Task.Delay(wait - (lifetime / 2), time, cancellation);
        return new(token, client, used, $"a token of the short-lived client {client.ClientId}, after a wait of {Seconds(wait)}");
    }

    private ExpiredToken? FromSettings() => target.Settings.ExpiredToken is { } token
        ? new(token, target.Settings.Credentials, false, "the expired token of the settings")
        : null;

    // The run that stored the token used it for all its requests.
    private ExpiredToken? FromStore()
    {
        if (store?.FindExpired(TimeSpan.FromSeconds(target.Settings.ClockSkewSeconds)) is not { } stored)
        {
            return null;
        }

        var origin = string.Create(CultureInfo.InvariantCulture, $"a token of an earlier run, which expired at {stored.Expires:u}");
        return new(stored.Token, target.Settings.Credentials, true, origin);
    }

    private async Task<bool> UseAsync(IRequestSender sender, string token)
    {
        var reply = await sender.SendAsync(ApiCall.WithToken(target, target.AnyQuery, token).Build(target));
        return reply.Succeeded ? true : throw new PrerequisiteException(Judgement.Unmet(
            reply, "a fresh token of the short-lived client works", "a token that never worked says nothing about expiry"));
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");
}
