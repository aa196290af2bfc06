using System.Net;
using System.Net.Http.Headers;
using System.Text;
using NUnit.Framework;

namespace PartnerApi.Mock.Tests.Hosting;

/// <summary>The same rules over TLS, by HTTP/1.1 and HTTP/2.</summary>
public sealed class TlsTests
{
    private static RunningMock _mock = null!;
    private static HttpClient _client = null!;

    [OneTimeSetUp]
    public static async Task StartTheMock()
    {
        var certificate = SelfSigned.Create();
        _mock = await RunningMock.StartAsync(new() { ApiAddress = new("https://127.0.0.1:0"), Certificate = certificate });
        _client = SelfSigned.ClientTrusting(certificate);
        _client.BaseAddress = _mock.Mock.ApiAddress;
    }

    [OneTimeTearDown]
    public static async Task StopTheMock()
    {
        _client.Dispose();
        await _mock.DisposeAsync();
    }

    [TestCase("1.1")]
    [TestCase("2.0")]
    public async Task A_command_is_answered(string version)
    {
        using var reply = await SendAsync(version, HttpMethod.Post, "/users", $$"""{"email":"user-{{version}}@example.org"}""");

        Assert.That(
            (reply.StatusCode, reply.Version.ToString()), Is.EqualTo((HttpStatusCode.OK, version)),
            await reply.Content.ReadAsStringAsync());
    }

    [TestCase("1.1")]
    [TestCase("2.0")]
    public async Task A_token_is_given(string version)
    {
        using var form = new StringContent(GoodRequests.TokenForm, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token")
        {
            Content = form,
            Version = new(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact
        };
        using var reply = await _client.SendAsync(request);

        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("1.1", "POST", "/transfers", "{", 400)]
    [TestCase("2.0", "POST", "/transfers", "{", 400)]
    [TestCase("2.0", "POST", "/transfers", "{}", 400)]
    [TestCase("2.0", "POST", "/transfers", "", 400)]
    [TestCase("2.0", "PUT", "/transfers", "{}", 405)]
    [TestCase("2.0", "POST", "/nonsense", "{}", 404)]
    [TestCase("2.0", "GET", "/products?=", null, 200)]
    [TestCase("2.0", "HEAD", "/products", null, 200)]
    [TestCase("2.0", "GET", "/transfers/a%2Fb", null, 404)]
    public async Task Every_corner_has_the_same_answer(string version, string method, string target, string? body, int status)
    {
        using var reply = await SendAsync(version, new HttpMethod(method), target, body);

        Assert.That((int)reply.StatusCode, Is.EqualTo(status), await reply.Content.ReadAsStringAsync());
    }

    [TestCase("1.1")]
    [TestCase("2.0")]
    public async Task A_body_above_the_limit_is_413(string version)
    {
        using var reply = await SendAsync(version, HttpMethod.Post, "/transfers", new string('x', 1 << 20));

        Assert.That((int)reply.StatusCode, Is.EqualTo(413));
    }

    [Test]
    public async Task Plain_HTTP_is_not_spoken_there() =>
        await Assert.ThatAsync(
            () => WireConnection.SendAsync(new UriBuilder(_mock.Mock.ApiAddress) { Scheme = "http" }.Uri, RunningMock.TokenBytes),
            Throws.InstanceOf<IOException>());

    private static async Task<HttpResponseMessage> SendAsync(string version, HttpMethod method, string target, string? body)
    {
        using var request = new HttpRequestMessage(method, target)
        {
            Version = new(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _mock.Token);
        request.Headers.Add("Requestor-ID", GoodRequests.Requestor);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await _client.SendAsync(request);
    }
}
