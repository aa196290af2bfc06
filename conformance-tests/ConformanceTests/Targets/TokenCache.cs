using System.Text.Json;
using PartnerApi.Conformance.Cellar;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Requests;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Targets;

/// <summary>Keeps one token for the scenarios that only need any good one, as the guide asks of clients.</summary>
/// <param name="target">The deployment.</param>
public sealed class TokenCache(Target target) : IDisposable
{
    // Renewed early enough that no scenario starts with a token that ends while it runs.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _gate = new(1);
    private string? _token;
    private DateTimeOffset _renewAt;
    private DateTimeOffset _expires;

    /// <summary>The shared token with its announced expiry; null when none was needed so far.</summary>
    public CellarEntry? Shared => _token is { } token ? new(token, _expires) : null;

    /// <summary>A token that works.</summary>
    /// <returns>The token.</returns>
    /// <exception cref="PrerequisiteException">None could be had.</exception>
    public async Task<string> GetAsync()
    {
        await _gate.WaitAsync(target.Cancellation);
        try
        {
            var now = target.Options.Time.GetUtcNow();
            if (_token is null || now >= _renewAt)
            {
                var (token, lifetime) = await NewAsync();
                _token = token;
                _expires = target.Options.Time.GetUtcNow() + lifetime;
                _renewAt = now + lifetime - Margin;
            }

            return _token;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A token of its own, and how long it lives by the target's own words (one hour when it does not say).</summary>
    /// <returns>Token and lifetime.</returns>
    /// <exception cref="PrerequisiteException">None could be had.</exception>
    public Task<(string Token, TimeSpan Lifetime)> NewAsync() => NewAsync(target.Settings.Credentials);

    /// <summary>A token of any client, and how long it lives by the target's own words (one hour when it does not say).</summary>
    /// <param name="client">The client.</param>
    /// <returns>Token and lifetime.</returns>
    /// <exception cref="PrerequisiteException">None could be had.</exception>
    public async Task<(string Token, TimeSpan Lifetime)> NewAsync(Credentials client)
    {
        ArgumentNullException.ThrowIfNull(client);
        var form = TokenForm.Good(target) with { ClientId = client.ClientId, ClientSecret = client.ClientSecret };
        var reply = await target.SendAsync(form.On(target));
        return reply is { Succeeded: true, AccessToken: { Length: > 0 } token }
            ? (token, Lifetime(reply))
            : throw new PrerequisiteException(Judgement.Obstacle(reply, "a token for good credentials") is { Outcome: Outcome.Blocked } blocked
                ? blocked
                : new(Outcome.Untestable, "a token for good credentials", reply.Summary(), "without a token nothing behind it can be tested: see S1.credentials", reply.Number));
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private static TimeSpan Lifetime(Exchange reply) =>
        reply.Json.Member("expires_in") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.FromHours(1);
}
