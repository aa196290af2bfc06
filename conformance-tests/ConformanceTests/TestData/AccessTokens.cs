using System.Globalization;
using System.Text.Json;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Transport;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.TestData;

/// <summary>A token as the target issued it.</summary>
/// <param name="Token">The token.</param>
/// <param name="Lifetime">How long it lives by the target's own words; one hour when it does not say.</param>
public sealed record IssuedToken(string Token, TimeSpan Lifetime)
{
    /// <inheritdoc/>
    public override string ToString() => $"a token that lives {Lifetime.TotalSeconds:0} s (not shown)";
}

/// <summary>Gets access tokens; keeps one for the scenarios that need any good one, as the guide asks of clients.</summary>
/// <param name="target">The deployment.</param>
/// <param name="time">Says when the shared token has to be renewed.</param>
/// <param name="newest">The token that was issued last.</param>
/// <param name="cancellation">Ends the run.</param>
public sealed class AccessTokens(
    TargetContract target, TimeProvider time, Func<string?> newest, CancellationToken cancellation) : IDisposable
{
    // Renewed early enough that no scenario starts with a token that ends while it runs.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan UnknownLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(366);

    private readonly SemaphoreSlim _lock = new(1);
    private readonly SemaphoreSlim _turn = new(1);
    private IssuedToken? _shared;
    private DateTimeOffset _renewAt;
    private DateTimeOffset _expires;
    private PrerequisiteException? _refused;

    /// <summary>The shared token with its announced expiry; null when none was needed so far.</summary>
    public (string Token, DateTimeOffset Expires)? Shared => _shared is { } shared ? (shared.Token, _expires) : null;

    /// <summary>
    /// Whether a new token of a client ends the earlier one. Scenarios then run one at a time, and each starts with a token that is valid.
    /// </summary>
    public bool AreEndedByNewOnes { get; internal set; }

    /// <summary>Waits until no other scenario may end the tokens of this one.</summary>
    /// <returns>To be disposed when the scenario has ended.</returns>
    internal async Task<IDisposable?> TakeTurnAsync()
    {
        if (!AreEndedByNewOnes)
        {
            return null;
        }

        await _turn.WaitAsync(cancellation);
        return new Turn(_turn);
    }

    /// <summary>Gets the shared token, and renews it in time.</summary>
    /// <param name="sender">Whose request it is.</param>
    /// <returns>The token.</returns>
    /// <exception cref="PrerequisiteException">The target gave none.</exception>
    public async Task<string> GetSharedAsync(IRequestSender sender)
    {
        await _lock.WaitAsync(cancellation);
        try
        {
            if (_refused is not null)
            {
                throw new PrerequisiteException(_refused.Finding);
            }

            var now = time.GetUtcNow();
            if (_shared is null || now >= _renewAt || (AreEndedByNewOnes && _shared.Token != newest()))
            {
                _shared = await SharedAsync(sender);
                _expires = time.GetUtcNow() + _shared.Lifetime;
                _renewAt = now + _shared.Lifetime - Margin;
            }

            return _shared.Token;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Requests a new token of the target's own client.</summary>
    /// <param name="sender">Whose request it is.</param>
    /// <returns>The token.</returns>
    /// <exception cref="PrerequisiteException">The target gave none.</exception>
    public Task<IssuedToken> RequestAsync(IRequestSender sender) => RequestAsync(sender, target.Settings.Credentials);

    /// <summary>Requests a new token of any client.</summary>
    /// <param name="sender">Whose request it is.</param>
    /// <param name="client">The client.</param>
    /// <returns>The token.</returns>
    /// <exception cref="PrerequisiteException">The target gave none.</exception>
    public async Task<IssuedToken> RequestAsync(IRequestSender sender, Credentials client)
    {
        var form = TokenForm.Good(target) with { ClientId = client.ClientId, ClientSecret = client.ClientSecret };
        var reply = await sender.SendAsync(form.Build(target));
        return reply is { Succeeded: true, UsableToken: { } token }
            ? new(token, Lifetime(reply))
            : throw new PrerequisiteException(Judgement.Unmet(
                reply, "a token for good credentials", "without a token nothing behind it can be tested: see S1.credentials"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock.Dispose();
        _turn.Dispose();
    }

    // A refusal is kept like a token: every repetition is one more attempt that can lock the client out.
    private async Task<IssuedToken> SharedAsync(IRequestSender sender)
    {
        try
        {
            return await RequestAsync(sender, target.Settings.Credentials);
        }
        catch (PrerequisiteException error) when (error.Finding is { Outcome: Outcome.Untestable, Judged: not null })
        {
            _refused = error;
            throw;
        }
    }

    // Also of a number that is no integer, or that stands in a string, which S3.reply.expires_in judges: a token that expires earlier than
    // the suite thinks would change the verdict of every later check.
    private static TimeSpan Lifetime(Exchange reply)
    {
        var seconds = reply.Json.Member("expires_in") switch
        {
            { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
            { ValueKind: JsonValueKind.String } text => Parse(text.GetString()!),
            _ => 0,
        };
        return seconds > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, MaxLifetime.TotalSeconds)) : UnknownLifetime;
    }

    private static double Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private sealed class Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
