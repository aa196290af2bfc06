using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace PartnerSample.Tests;

/// <summary>
/// The smallest client that deserves the name: it keeps its token, and gets a new one when that is nearly over or refused.
/// </summary>
/// <param name="address">Where the partner API is.</param>
/// <param name="clientId">Its id.</param>
/// <param name="clientSecret">Its secret.</param>
/// <param name="clock">Its clock.</param>
public sealed class SampleClient(Uri address, string clientId, string clientSecret, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };
    private string? _token;
    private DateTimeOffset _ends;

    public async Task<HttpStatusCode> ChangeNameAsync(string person, string name)
    {
        using var reply = await SendAsync(person, name);
        if (reply.StatusCode != HttpStatusCode.Unauthorized)
        {
            return reply.StatusCode;
        }

        _token = null;
        using var second = await SendAsync(person, name);
        return second.StatusCode;
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string person, string name)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Patch,
            "/natural-persons/" + person)
        { Content = JsonContent.Create(new { lastName = name }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        request.Headers.Add("Requestor-ID", person);
        return await _http.SendAsync(request);
    }

    private async Task<string> TokenAsync()
    {
        if (_token is { } kept && clock.GetUtcNow() < _ends - Margin)
        {
            return kept;
        }

        using var form = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", clientSecret)]);
        using var reply = await _http.PostAsync(new Uri("/oauth2/token", UriKind.Relative), form);
        reply.EnsureSuccessStatusCode();
        var body = await reply.Content.ReadFromJsonAsync<JsonElement>();
        _ends = clock.GetUtcNow() + TimeSpan.FromSeconds(body.GetProperty("expires_in").GetDouble());
        return _token = body.GetProperty("access_token").GetString()!;
    }
}
