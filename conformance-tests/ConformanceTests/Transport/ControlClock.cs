using System.Net.Http.Json;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Transport;

/// <summary>The clock of a mock, moved through its control API. One scenario at a time may hold it.</summary>
/// <param name="control">Address of the control API.</param>
public sealed class ControlClock(Uri control) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = new(control, "control/v1/sessions/default/clock/") };

    /// <summary>Stops the clock until the returned hold is disposed.</summary>
    /// <returns>The hold; disposing it sets the clock back to the real time.</returns>
    /// <exception cref="PrerequisiteException">The control API does not do so.</exception>
    public async Task<Hold> FreezeAsync()
    {
        await PostAsync("freeze", null);
        return new(this);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task PostAsync(string action, object? body)
    {
        try
        {
            using var response = await _client.PostAsJsonAsync(action, body);
            response.EnsureSuccessStatusCode();
        }
        catch (HttpRequestException error)
        {
            throw new PrerequisiteException(new(
                Outcome.Untestable,
                "a clock that can be moved",
                $"the control API did not {action} the clock",
                $"{_client.BaseAddress}{action}: {error.Message}"));
        }
    }

    /// <summary>A clock that stands still until it is advanced.</summary>
    /// <param name="clock">The clock.</param>
    public sealed class Hold(ControlClock clock) : IAsyncDisposable
    {
        /// <summary>Moves the clock forward.</summary>
        /// <param name="time">By how much.</param>
        /// <returns>When it has moved.</returns>
        public Task AdvanceAsync(TimeSpan time) => clock.PostAsync("advance", new { seconds = time.TotalSeconds });

        /// <inheritdoc/>
        public async ValueTask DisposeAsync() => await clock.PostAsync("reset", null);
    }
}
