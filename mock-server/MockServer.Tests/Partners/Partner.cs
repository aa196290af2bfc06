using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Tests.Partners;

/// <summary>A raw client of a running mock, with a session of its own: it sends what it is told, and hides no answer.</summary>
internal sealed class Partner : IDisposable
{
    private PartnerApiMock _mock;

    private Partner(PartnerApiMock mock, NewSession made)
    {
        _mock = mock;
        Session = made.Session;
        ClientId = made.ClientId;
        ClientSecret = made.ClientSecret;
    }

    public Session Session { get; }

    public string ClientId { get; init; }

    public string ClientSecret { get; }

    public string? Token { get; private set; }

    // A connection that was used before would be tried again behind our back when it is reset.
    public HttpClient Http { get; } = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.Zero
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>A partner in a new session, with a token unless told otherwise.</summary>
    public static async Task<Partner> InNewSessionAsync(PartnerApiMock mock, bool withToken = true)
    {
        var partner = new Partner(mock, mock.Sessions.Create(new SessionRequest { Seed = 1 }));
        if (withToken)
        {
            await partner.FetchTokenAsync();
        }

        return partner;
    }

    public async Task FetchTokenAsync()
    {
        using var reply = await AskTokenAsync();
        Token = (string)(await JsonAsync(reply))!["access_token"]!;
    }

    public void Use(string token) => Token = token;

    /// <summary>Goes on with another mock.</summary>
    public void MoveTo(PartnerApiMock mock) => _mock = mock;

    /// <summary>A token request; the changes replace or add parameters, and null takes one away.</summary>
    public Task<HttpResponseMessage> AskTokenAsync(params (string Name, string? Value)[] changes) => AskTokenAsync(ClientId, changes);

    /// <summary>The same for another client id, and with the header that orders a failure, if any.</summary>
    public Task<HttpResponseMessage> AskTokenAsync(string clientId, (string Name, string? Value)[] changes, string? fault = null)
    {
        var form = new Dictionary<string, string?>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId,
            ["client_secret"] = ClientSecret,
            ["scope"] = _mock.Scope.Requested,
        };
        foreach (var (name, value) in changes)
        {
            form[name] = value;
        }

        var sent = form.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!));
        var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(_mock.ApiAddress, _mock.Contract.Token.Path))
        { Content = new FormUrlEncodedContent(sent) };
        if (fault is not null)
        {
            request.Headers.Add("X-Mock-Fault", fault);
        }

        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Sends a request with the token.</summary>
    public Task<HttpResponseMessage> SendAsync(
        string method, string path, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_mock.ApiAddress, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>A query that needs nothing but the token.</summary>
    public Task<HttpResponseMessage> QueryAsync(params (string Name, string Value)[] headers) =>
        SendAsync("GET", Operation("getPartnerDetails").Path, null, headers);

    public static async Task<JsonNode?> JsonAsync(HttpResponseMessage reply) => JsonNode.Parse(await reply.Content.ReadAsStringAsync());

    /// <summary>The rule that refused; empty when none did.</summary>
    public static string Rule(HttpResponseMessage reply) => Header(reply, "X-Mock-Rule");

    public static string Header(HttpResponseMessage reply, string name) =>
        reply.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";

    public Operation Operation(string id) => _mock.Contract.Find(id)!;

    public void Dispose() => Http.Dispose();
}
