using System.Net.Http.Headers;
using System.Net.Http.Json;
using PartnerApi.Conformance.Targets;

namespace PartnerApi.Conformance.Transport;

/// <summary>The control API of a mock.</summary>
public sealed class MockControl : IDisposable
{
    /// <summary>The session of the clients that a mock starts with.</summary>
    public const string DefaultSession = "default";

    // A session that is left over by a cancelled run ends by itself; until then its journal shows what the run did.
    private const int IdleSeconds = 900;

    private readonly Uri _address;
    private readonly HttpClient _client;

    /// <summary>Prepares the connection; sends nothing yet.</summary>
    /// <param name="address">Address of the control API.</param>
    /// <param name="settings">The connection settings and the control token.</param>
    public MockControl(Uri address, TargetSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _address = address;
        var connection = TargetConnection.Read(settings);
        _client = new(connection.Handler(null)) { BaseAddress = new(address, "control/v1/sessions/"), Timeout = connection.Timeout };
        if (settings.ControlToken is { } token)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Creates a session with a client and a clock of its own.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>The session's client.</returns>
    /// <exception cref="HttpRequestException">The control API did not create it.</exception>
    public async Task<Credentials> CreateSessionAsync(string id, CancellationToken cancellation)
    {
        using var response = await _client.PostAsJsonAsync(
            new Uri(_address, "control/v1/sessions"), new { id, idleSeconds = IdleSeconds }, cancellation);
        response.EnsureSuccessStatusCode();
        var created = await response.Content.ReadFromJsonAsync<CreatedSession>(cancellation);
        return created is { ClientId: { } clientId, ClientSecret: { } clientSecret }
            ? new(clientId, clientSecret)
            : throw new HttpRequestException("the reply has no clientId and clientSecret");
    }

    /// <summary>The clock of a session.</summary>
    /// <param name="session">The session's name.</param>
    /// <returns>The clock.</returns>
    public ControlClock Clock(string session) => new(_client, $"{Uri.EscapeDataString(session)}/clock/");

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private sealed record CreatedSession(string? ClientId, string? ClientSecret);
}
