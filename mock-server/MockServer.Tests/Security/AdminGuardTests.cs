using System.Text;
using NUnit.Framework;
using PartnerApi.Mock.Tests.Hosting;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Security;

/// <summary>Attacks on WireMock.Net's admin API, which can read files and call other services.</summary>
internal sealed class AdminGuardTests
{
    private const string Token = "a-long-control-token";
    private const string Stub = """{"Request": {"Path": "/prices"}, "Response": {"StatusCode": 418}}""";

    private static readonly string[] Paths =
    [
        "/__admin/settings", "/__admin%2fsettings", "/__admin%2Fsettings", "/__admin%252fsettings", "/__admin%25252fsettings",
        "/%5f%5fadmin/settings", "/%5F_admin%2fsettings", "/%255f_admin/settings", "/__%61dmin/settings", "/__ADMIN/settings",
        "//__admin/settings", "/%2f__admin/settings", "/./__admin/settings", "/x/../__admin/settings", "/%2e/__admin/settings",
        "/prices/..%2f__admin/settings", "/prices%2f..%2f__admin%2fsettings", "/__admin\\settings", "/__admin%5csettings",
        "/__admin;x/settings", "/__admin%00/settings", "/__admin/../__admin/settings", "http://partner.test/__admin/settings",
        "http://partner.test/__admin%2fsettings",
    ];

    [TestCaseSource(nameof(Paths))]
    public async Task No_spelling_of_its_path_leads_around_the_token(string path)
    {
        await using var mock = await StartAsync(Token);
        await EnableStubsAsync(mock);
        foreach (var method in (string[])["GET", "POST", "PUT", "DELETE", "HEAD"])
        {
            var reply = await SendAsync(mock, method, path);
            Assert.That(reply.Status, Is.EqualTo(401).Or.EqualTo(400), $"{method} {path}: {reply.Text}");
        }
    }

    [Test]
    public async Task A_refused_caller_does_not_add_a_stub()
    {
        await using var mock = await StartAsync(Token);
        await EnableStubsAsync(mock);

        var refused = await SendAsync(mock, "POST", "/__admin%2fmappings", Stub);

        Assert.That(refused.Status, Is.EqualTo(401));
        Assert.That((await SendAsync(mock, "GET", "/prices")).Status, Is.Not.EqualTo(418));
    }

    [Test]
    public async Task With_the_token_an_encoded_path_is_not_found_and_the_plain_one_answers()
    {
        await using var mock = await StartAsync(Token);

        Assert.That((await SendAsync(mock, "GET", "/__admin/settings", token: Token)).Status, Is.EqualTo(200));
        Assert.That((await SendAsync(mock, "GET", "/__admin%2fsettings", token: Token)).Status, Is.EqualTo(404));
    }

    [TestCase("Host", "evil.example")]
    [TestCase("Origin", "https://evil.example")]
    [TestCase("Origin", "null")]
    [TestCase("Sec-Fetch-Site", "cross-site")]
    [TestCase("Sec-Fetch-Site", "same-site")]
    public async Task A_web_page_cannot_reset_a_mock_on_this_machine(string header, string value)
    {
        await using var mock = await StartAsync(token: null);
        Assert.That((await SendAsync(mock, "POST", "/__admin/mappings", Stub, host: Own(mock))).Status, Is.EqualTo(201));

        var reply = header == "Host"
            ? await SendAsync(mock, "POST", "/__admin/reset", host: value)
            : await SendAsync(mock, "POST", "/__admin/reset", host: Own(mock), field: $"{header}: {value}\r\n");

        Assert.That(reply.Status, Is.EqualTo(403));
        Assert.That((await SendAsync(mock, "GET", "/prices")).Status, Is.EqualTo(418));
    }

    [TestCase("GET", "/__admin/nothing")]
    [TestCase("PATCH", "/__admin/settings")]
    public async Task What_it_does_not_have_is_not_found(string method, string path)
    {
        await using var mock = await StartAsync(Token);

        Assert.That((await SendAsync(mock, method, path, token: Token)).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task A_path_that_only_looks_alike_belongs_to_the_engine_when_the_admin_API_is_off()
    {
        await using var mock = await Mocks.StartAsync("v1");

        Assert.That((await SendAsync(mock, "GET", "/__admin%2fsettings")).Header("X-Mock-Rule"), Is.EqualTo("API.route.known"));
    }

    private static Task<PartnerApiMock> StartAsync(string? token) =>
        Mocks.StartAsync("v1", options => options with { WireMockAdmin = true, ControlToken = token });

    private static async Task EnableStubsAsync(PartnerApiMock mock) =>
        Assert.That((await SendAsync(mock, "GET", "/__admin/settings", token: Token)).Status, Is.EqualTo(200));

    private static string Own(PartnerApiMock mock) => mock.ApiAddress.Authority;

    private static Task<WireReply> SendAsync(
        PartnerApiMock mock, string method, string path, string body =
            "", string? token = null, string host = "partner.test", string field = "")
    {
        field += body.Length > 0 ? "Content-Type: application/json\r\n" : "";
        var authorization = token is null ? "" : $"Authorization: Bearer {token}\r\n";
        var request = $"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{authorization}{field}Content-Length: {body.Length}\r\n\r\n{body}";
        return SendAsync(mock.ApiAddress, Encoding.Latin1.GetBytes(request));
    }

    private static Task<WireReply> SendAsync(Uri address, byte[] request) => WireConnection.SendAsync(address, request);
}
