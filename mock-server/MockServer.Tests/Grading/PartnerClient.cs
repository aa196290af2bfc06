using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Mock.Tests.Grading;

/// <summary>How a client is configured for one environment.</summary>
/// <param name="Address">Where the API is.</param>
/// <param name="ClientId">Its id.</param>
/// <param name="ClientSecret">Its secret.</param>
/// <param name="Session">The session that it names; null for none.</param>
internal sealed record PartnerEnvironment(Uri Address, string ClientId, string ClientSecret, string? Session = null);

/// <summary>A well-behaved client of the partner API, unless it has a habit.</summary>
/// <param name="environment">Where it is configured for.</param>
/// <param name="clock">Its own clock.</param>
/// <param name="habit">Its one bad habit.</param>
internal sealed class PartnerClient(PartnerEnvironment environment, TimeProvider clock, Habit habit = Habit.None) : IDisposable
{
    private readonly HttpClient _http = new(
        new SocketsHttpHandler { AllowAutoRedirect = habit == Habit.FollowsRedirects })
    { BaseAddress = environment.Address };
    private readonly TokenCache _tokens = new(environment, clock, habit);

    /// <summary>Sends a command for a person; deals with a dead token and with a rate limit by itself.</summary>
    public async Task<HttpStatusCode> SendAsync(Operation operation, string requestor, string? path = null)
    {
        var token = await _tokens.GetAsync(_http);
        using var reply = await SendOnceAsync(operation, requestor, path, token);
        if (reply.StatusCode == HttpStatusCode.Unauthorized)
        {
            using var second = await SendOnceAsync(operation, requestor, path, await RenewedAsync(token));
            return second.StatusCode;
        }

        if (reply.Headers.RetryAfter?.Delta is { } wait && reply.StatusCode == HttpStatusCode.TooManyRequests)
        {
            await Task.Delay(habit == Habit.IgnoresRetryAfter ? TimeSpan.Zero : wait, clock);
            using var later = await SendOnceAsync(operation, requestor, path, token);
            return later.StatusCode;
        }

        return reply.StatusCode;
    }

    public void Dispose() => _http.Dispose();

    private Task<string> RenewedAsync(string refused)
    {
        if (habit == Habit.RetriesWithOldToken)
        {
            return Task.FromResult(refused);
        }

        _tokens.Drop(refused);
        return _tokens.GetAsync(_http);
    }

    private Task<HttpResponseMessage> SendOnceAsync(Operation operation, string requestor, string? path, string token)
    {
        var request = new HttpRequestMessage(new(operation.Method), path ?? operation.Path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Requestor-ID", requestor);
        if (habit == Habit.DoublesRequestor)
        {
            request.Headers.Add("Requestor-ID", requestor);
        }

        if (habit == Habit.LeaksInReferer)
        {
            request.Headers.Referrer = new("https://partner.example/callback?access_token=" + token);
        }

        if (environment.Session is { } session)
        {
            request.Headers.Add("X-Mock-Session", session);
        }

        request.Content = operation.RequestExample is { } body ? JsonContent.Create(body) : null;
        return _http.SendAsync(request);
    }
}
