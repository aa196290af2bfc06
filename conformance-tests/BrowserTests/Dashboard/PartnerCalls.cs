using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using PartnerApi.Mock;

namespace PartnerApi.BrowserTests.Dashboard;

/// <summary>A partner's client, over the wire.</summary>
internal sealed class PartnerCalls : IDisposable
{
    private readonly HttpClient _http;
    private readonly PartnerApiMock _mock;

    public PartnerCalls(PartnerApiMock mock)
    {
        _mock = mock;
        _http = new() { BaseAddress = mock.ApiAddress };
    }

    public Task<string> TokenAsync() => TokenAsync(_mock.ClientId, _mock.ClientSecret);

    public async Task<string> TokenAsync(string id, string secret)
    {
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_id", id), new("client_secret", secret)]);
        using var reply = await _http.PostAsync(new Uri("/oauth2/token", UriKind.Relative), form);
        return (string)JsonNode.Parse(await reply.Content.ReadAsStringAsync())!["access_token"]!;
    }

    public Task<int> QueryAsync(string? token, string path = "/partner-details") => SendAsync(HttpMethod.Get, path, token, null, []);

    /// <summary>The command of the front page: it makes a user.</summary>
    public Task<int> CommandAsync(string token, string requestorHeader = "Requestor-ID") => SendAsync(
        HttpMethod.Post,
        "/users",
        token,
        """{"firstName":"Test","lastName":"User","email":"user@example.org"}""",
        [(requestorHeader, _mock.RequestorId)]);

    public void Dispose() => _http.Dispose();

    private async Task<int> SendAsync(HttpMethod method, string path, string? token, string? body, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var reply = await _http.SendAsync(request);
        return (int)reply.StatusCode;
    }
}
