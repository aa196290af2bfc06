using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Mock.Tests.Stories;

/// <summary>A partner's application: an HTTP client with a token, and a mock whose time only the test moves.</summary>
internal sealed class PartnerApplication : IAsyncDisposable
{
    private readonly HttpClient _http;

    private PartnerApplication(PartnerApiMock mock, FakeTimeProvider time, HttpClient http)
    {
        Mock = mock;
        Time = time;
        _http = http;
        Requestor = mock.RequestorId;
    }

    public PartnerApiMock Mock { get; }

    /// <summary>The real time, as far as the mock knows.</summary>
    public FakeTimeProvider Time { get; }

    /// <summary>Who asks for commands.</summary>
    public string Requestor { get; set; }

    public static async Task<PartnerApplication> StartAsync(Func<MockOptions, MockOptions>? change = null)
    {
        var time = new FakeTimeProvider(new(2025, 1, 31, 12, 0, 0, TimeSpan.Zero));
        var options = new MockOptions { Clock = time, Seed = 1 };
        var mock = await PartnerApiMock.StartAsync(change?.Invoke(options) ?? options);
        var partner = new PartnerApplication(mock, time, new() { BaseAddress = mock.ApiAddress });
        await partner.SignInAsync(mock.ClientId, mock.ClientSecret);
        return partner;
    }

    public async Task SignInAsync(string clientId, string clientSecret)
    {
        _http.DefaultRequestHeaders.Authorization = null;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId,
            ["client_secret"] = clientSecret,
        });
        using var reply = await _http.PostAsync("/oauth2/token", form);
        var token = (string)(await reply.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> PostAsync(string path, string? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> PatchAsync(string path, string body) => SendAsync(HttpMethod.Patch, path, body);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    /// <summary>Creates something.</summary>
    /// <returns>Its id: the first member of the reply.</returns>
    public async Task<string> CreateAsync(string path, string? body = null)
    {
        var answer = await PostAsync(path, body);
        return answer.Status == 200
            ? (string)answer.Json.AsObject().First().Value!
            : throw new InvalidOperationException(answer.ToString());
    }

    /// <summary>Reads one member of something.</summary>
    public async Task<string?> ReadAsync(string path, string member)
    {
        var answer = await GetAsync(path);
        return answer.Status == 200
            ? member.Split('.').Aggregate((JsonNode?)answer.Json, (node, name) => node?[name])?.ToString()
            : throw new InvalidOperationException(answer.ToString());
    }

    public async Task<string> CustomerAsync()
    {
        var person = await CreateAsync("/natural-persons", Bodies.Person(Guid.NewGuid().ToString()));
        return await CreateAsync("/customers/natural-persons", $$"""{"naturalPersonId":"{{person}}"}""");
    }

    public Task<string> ProductAsync(string customer, string code) =>
        CreateAsync($"/customers/{customer}/products", $$"""{"productCode":"{{code}}"}""");

    public void Pass(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Mock.DisposeAsync();
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Requestor-ID", Requestor);
        request.Content = body is null ? null : new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var reply = await _http.SendAsync(request);
        return new((int)reply.StatusCode, await reply.Content.ReadAsStringAsync());
    }
}

/// <summary>What the API has answered.</summary>
internal sealed record Answer(int Status, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>The members that a refusal names.</summary>
    public IEnumerable<string> Fields => Json["errorDetails"]!.AsArray().Select(detail => (string)detail!["field"]!);

    public override string ToString() => $"{Status} {Text}";
}
