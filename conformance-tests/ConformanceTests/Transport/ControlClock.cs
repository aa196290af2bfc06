using System.Net.Http.Json;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Transport;

/// <summary>The clock of a session of a mock, moved through its control API. One scenario at a time may hold it.</summary>
/// <param name="client">The client of the control API.</param>
/// <param name="path">Path of the clock below the client's address, with a slash at its end.</param>
public sealed class ControlClock(HttpClient client, string path)
{
    /// <summary>Stops the clock until the returned hold is disposed.</summary>
    /// <returns>The hold; disposing it sets the clock back to the real time.</returns>
    /// <exception cref="PrerequisiteException">The control API does not do so.</exception>
    public async Task<Hold> FreezeAsync()
    {
        await PostAsync("freeze", null);
        return new(this);
    }

    private async Task PostAsync(string action, object? body)
    {
        try
        {
            using var response = await client.PostAsJsonAsync(path + action, body);
            response.EnsureSuccessStatusCode();
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            throw new PrerequisiteException(new(
                Outcome.Untestable,
                "a clock that can be moved",
                $"the control API did not {action} the clock",
                $"{client.BaseAddress}{path}{action}: {error.Message}"));
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
