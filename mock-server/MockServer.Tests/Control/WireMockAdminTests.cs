using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Control;

/// <summary>WireMock.Net's own admin API: only for those who ask for it, and only for those who may.</summary>
internal sealed class WireMockAdminTests
{
    private const string Stub = """{"Request": {"Path": "/prices", "Methods": ["GET"]}, "Response": {"StatusCode": 418}}""";

    [Test]
    public async Task It_is_off_unless_asked_for()
    {
        await using var mock = await Mocks.StartAsync("v1");
        using var partner = await Partner.InNewSessionAsync(mock);
        using var reply = await partner.SendAsync("GET", "/__admin/mappings");
        Assert.That(((int)reply.StatusCode, Partner.Rule(reply)), Is.EqualTo((404, "API.route.known")));
    }

    [Test]
    public async Task A_stub_that_it_adds_wins_over_the_engine_and_the_rest_stays()
    {
        await using var mock = await Mocks.StartAsync("v1", options => options with { WireMockAdmin = true });
        using var partner = await Partner.InNewSessionAsync(mock);
        using var added = await partner.Http.PostAsync(
            new Uri(mock.ApiAddress, "/__admin/mappings"), new StringContent(Stub, Encoding.UTF8, "application/json"));
        using var stubbed = await partner.SendAsync("GET", "/prices");
        using var engine = await partner.QueryAsync();
        Assert.That(new[] { (int)added.StatusCode, (int)stubbed.StatusCode, (int)engine.StatusCode }, Is.EqualTo([201, 418, 200]));
    }

    [Test]
    public async Task Taking_all_mappings_away_does_not_take_the_engine_away()
    {
        await using var mock = await Mocks.StartAsync("v1", options => options with { WireMockAdmin = true });
        using var partner = await Partner.InNewSessionAsync(mock);
        using var deleted = await partner.Http.DeleteAsync(new Uri(mock.ApiAddress, "/__admin/mappings"));
        using var engine = await partner.QueryAsync();
        Assert.That(new[] { (int)deleted.StatusCode, (int)engine.StatusCode }, Is.EqualTo([200, 200]));
    }

    [TestCase("GET", "/__admin/mappings")]
    [TestCase("GET", "/__admin/mappings?=")]
    [TestCase("GET", "/__admin/mappings/code")]
    [TestCase("GET", "/__admin/mappings/0e4b2f3e-6d0c-4a53-9a4e-2f7f6b8f0a11")]
    [TestCase("GET", "/__admin/mappings/code/0e4b2f3e-6d0c-4a53-9a4e-2f7f6b8f0a11")]
    public async Task It_lists_all_mappings(string method, string path)
    {
        await using var mock = await Mocks.StartAsync("v1", options => options with { WireMockAdmin = true });
        using var partner = await Partner.InNewSessionAsync(mock);
        using var reply = await partner.SendAsync(method, path);
        Assert.That((int)reply.StatusCode, Is.EqualTo(200), await reply.Content.ReadAsStringAsync());
        Assert.That(await reply.Content.ReadAsStringAsync(), Does.Contain("0e4b2f3e-6d0c-4a53-9a4e-2f7f6b8f0a11"));
    }

    [TestCase("POST", "/__admin/mappings", """{"Request": {}}""")]
    [TestCase("POST", "/__admin/mappings", """{"Request": {"Path": {"Matchers": [{"Name": "NoMatcher"}]}}, "Response": {}}""")]
    [TestCase("POST", "/__admin/mappings", "[1]")]
    [TestCase("PUT", "/__admin/mappings/00000000-0000-4000-8000-000000000000", """{"step": "active"}""")]
    public async Task A_body_that_it_cannot_use_is_a_client_error(string method, string path, string body)
    {
        await using var mock = await Mocks.StartAsync("v1", options => options with { WireMockAdmin = true });
        using var partner = await Partner.InNewSessionAsync(mock);
        using var reply = await partner.SendAsync(method, path, JsonNode.Parse(body));
        Assert.That((int)reply.StatusCode, Is.EqualTo(400), await reply.Content.ReadAsStringAsync());
    }

    [TestCase("POST", "/__admin/settings", "{}")]
    [TestCase("PUT", "/__admin/settings", """{"maxRequestLogCount": 100, "MAXREQUESTLOGCOUNT": 5}""")]
    [TestCase("PUT", "/__admin/settings", """{"disableRequestBodyDecompressing": false}""")]
    [TestCase("POST", "/__admin/settings", """{"MaxRequestLogCount": null}""")]
    [TestCase("POST", "/__ADMIN/Settings", "{}")]
    [TestCase("POST", "/__admin/settings/", "{}")]
    [TestCase("POST", "/__admin/settings", "{MaxRequestLogCount: 100}")]
    [TestCase("POST", "/__admin/settings", """{"MaxRequestLogCount": 0, "MaxRequestLogCount": 100}""")]
    [TestCase("POST", "/__admin/settings", "[]")]
    [TestCase("POST", "/__admin/settings", "")]
    public async Task An_update_of_its_settings_does_not_make_it_keep_requests(string method, string path, string body)
    {
        await using var mock = await Mocks.StartAsync("v1", options => options with { WireMockAdmin = true });
        using var partner = await Partner.InNewSessionAsync(mock);
        using var update = new HttpRequestMessage(new(method), new Uri(mock.ApiAddress, path));
        update.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var updated = await partner.Http.SendAsync(update);

        using var gzip = new HttpRequestMessage(HttpMethod.Post, new Uri(mock.ApiAddress, "/users"));
        gzip.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        gzip.Content.Headers.Add("Content-Encoding", "gzip");
        using var answer = await partner.Http.SendAsync(gzip);
        using var requests = await partner.SendAsync("GET", "/__admin/requests");

        Assert.That((int)updated.StatusCode, Is.LessThan(500));
        Assert.That((int)answer.StatusCode, Is.EqualTo(401));
        Assert.That(await requests.Content.ReadAsStringAsync(), Is.EqualTo("[]"));
    }

    [TestCase(null, 401)]
    [TestCase("wrong", 401)]
    [TestCase("a-long-control-token", 200)]
    public async Task The_control_token_guards_it(string? token, int status)
    {
        await using var mock = await Mocks.StartAsync(
            "v1", options => options with { WireMockAdmin = true, ControlToken = "a-long-control-token" });
        using var partner = await Partner.InNewSessionAsync(mock, withToken: false);
        partner.Http.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);
        using var reply = await partner.Http.GetAsync(new Uri(mock.ApiAddress, "/__admin/settings"));
        Assert.That((int)reply.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public void Beyond_loopback_it_needs_the_token() =>
        Assert.That(
            () => Mocks.StartAsync("v1", options => options with { WireMockAdmin = true, ApiAddress = new("http://0.0.0.0:0") }),
            Throws.ArgumentException.With.Message.Contains("set ControlToken"));
}
