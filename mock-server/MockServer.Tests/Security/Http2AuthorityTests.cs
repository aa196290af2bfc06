using System.Net;
using System.Text;
using NUnit.Framework;
using PartnerApi.Mock.Tests.Hosting;

namespace PartnerApi.Mock.Tests.Security;

/// <summary>A web page whose host name leads to this machine (DNS rebinding) attacks over HTTP/2, where <c>:authority</c> has that name.
/// </summary>
internal sealed class Http2AuthorityTests
{
    private const string Stub = """{"Request": {"Path": "/prices"}, "Response": {"StatusCode": 418}}""";

    private static PartnerApiMock _mock = null!;
    private static HttpClient _client = null!;

    [OneTimeSetUp]
    public static async Task StartTheMock()
    {
        var certificate = SelfSigned.Create();
        _mock = await PartnerApiMock.StartAsync(new()
        {
            ApiAddress = new("https://127.0.0.1:0"),
            ControlAddress = new("https://127.0.0.1:0"),
            Certificate = certificate,
            WireMockAdmin = true,
        });
        _client = SelfSigned.ClientTrusting(certificate);
    }

    [OneTimeTearDown]
    public static async Task StopTheMock()
    {
        _client.Dispose();
        await _mock.DisposeAsync();
    }

    [TestCase("POST", "/control/v1/sessions")]
    [TestCase("DELETE", "/control/v1/sessions/default/journal")]
    [TestCase("GET", "/control/v1/sessions/default/journal")]
    [TestCase("GET", "/")]
    [TestCase("HEAD", "/")]
    public async Task The_control_port_refuses_a_name_that_is_not_its_own(string method, string path)
    {
        foreach (var evil in Evil(_mock.ControlAddress!))
        {
            Assert.That(await StatusAsync(_mock.ControlAddress!, method, path, evil), Is.EqualTo(HttpStatusCode.Forbidden), evil);
        }

        Assert.That((int)await StatusAsync(_mock.ControlAddress!, method, path, _mock.ControlAddress!.Authority), Is.LessThan(300));
    }

    [TestCase("POST", "/__admin/mappings")]
    [TestCase("DELETE", "/__admin/mappings")]
    [TestCase("GET", "/__admin/settings")]
    public async Task The_admin_API_refuses_a_name_that_is_not_its_own(string method, string path)
    {
        foreach (var evil in Evil(_mock.ApiAddress))
        {
            Assert.That(await StatusAsync(_mock.ApiAddress, method, path, evil), Is.EqualTo(HttpStatusCode.Forbidden), evil);
        }

        Assert.That((int)await StatusAsync(_mock.ApiAddress, method, path, _mock.ApiAddress.Authority), Is.LessThan(300));
    }

    private static string[] Evil(Uri address) =>
    [
        "evil.example", $"evil.example:{address.Port}", $"127.0.0.1.evil.example:{address.Port}", $"localhost.evil.example:{address.Port}",
        $"evil-localhost:{address.Port}",
    ];

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<HttpStatusCode> StatusAsync(Uri address, string method, string path, string authority)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = method == "POST" ? Json(path == "/__admin/mappings" ? Stub : "{}") : null,
        };
        request.Headers.Host = authority;
        using var reply = await _client.SendAsync(request);
        return reply.StatusCode;
    }
}
