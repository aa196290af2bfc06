using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.SelfTests.Secrecy;

/// <summary>
/// A mock that knows one secret client, remembers every token, and, when talkative, repeats in each answer what it was told.
/// </summary>
internal sealed class TalkativeMock : IAsyncDisposable
{
    public const string ClientId = "canary-client";

    /// <summary>Has characters that every encoding changes.</summary>
    public const string ClientSecret = "canary-QX7f+pQ/9w %&=Zx\"Kd2-5tGhVb81";

    private readonly ConcurrentBag<string> _tokens = [];
    private readonly bool _talkative;
    private int _told;
    private PartnerApiMock _mock = null!;

    private TalkativeMock(bool talkative) => _talkative = talkative;

    /// <summary>Every token that it gave out.</summary>
    public IReadOnlyCollection<string> Tokens => _tokens;

    /// <summary>How often the client's own secret came in.</summary>
    public int Told => _told;

    public PartnerApiMock Api => _mock;

    public static async Task<TalkativeMock> StartAsync(bool talkative)
    {
        var mock = new TalkativeMock(talkative);
        var client = new ApiClient { ClientId = ClientId, Secrets = [ClientSecret], Description = "The canary." };
        mock._mock = await PartnerApiMock.StartAsync(new MockOptions { Clients = [client], Intercept = mock.Answer });
        return mock;
    }

    public ValueTask DisposeAsync() => _mock.DisposeAsync();

    private ApiReply Answer(ApiRequest request, Func<ApiRequest, ApiReply> engine)
    {
        var reply = engine(request);
        var body = Body(reply);
        if ((string?)body?["access_token"] is { } token)
        {
            _tokens.Add(token);
            Interlocked.Increment(ref _told);
        }

        return _talkative ? Repeat(request, reply, body) : reply;
    }

    // Wrong enough that nearly every check fails and shows its exchange.
    private static ApiReply Repeat(ApiRequest request, ApiReply reply, JsonObject? body)
    {
        var told = body ?? [];
        var authorization = request.Headers.First("Authorization") ?? "";
        told["error_description"] = Encoding.UTF8.GetString(request.Body.Span) + " " + authorization;
        told["base64"] = Convert.ToBase64String(request.Body.Span) + " " + Convert.ToBase64String(Encoding.UTF8.GetBytes(authorization));
        told["url"] = "https://elsewhere.example/?" + Uri.EscapeDataString(Encoding.UTF8.GetString(request.Body.Span));
        told["expires_in"] = "never";
        var answer = ApiReply.FromJson(reply.Status < 300 ? reply.Status : 418, told);
        return authorization.All(char.IsAscii) ? answer with { Headers = answer.Headers.With("X-Told", authorization) } : answer;
    }

    private static JsonObject? Body(ApiReply reply)
    {
        try
        {
            return JsonNode.Parse(reply.Body.Span) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
