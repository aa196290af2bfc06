using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Tests.Hosting;

namespace PartnerApi.Mock.Tests.Control;

public sealed class ControlTests
{
    private const string Clock = "/control/v1/sessions/default/clock";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.Zero));
    private RunningMock _mock = null!;
    private HttpClient _control = null!;

    [SetUp]
    public async Task StartTheMock()
    {
        _mock = await RunningMock.StartAsync(new() { Clock = _time });
        _control = new() { BaseAddress = _mock.Mock.ControlAddress };
    }

    [TearDown]
    public async Task StopTheMock()
    {
        _control.Dispose();
        await _mock.DisposeAsync();
    }

    [Test]
    public async Task It_tells_that_it_is_well() =>
        Assert.That(await _control.GetStringAsync("/health"), Is.EqualTo("""{"status":"ok"}"""));

    [Test]
    public async Task The_clock_is_read_frozen_advanced_resumed_and_reset()
    {
        var steps = new List<string> { await ClockAsync() };
        await PostAsync("/freeze");
        _time.Advance(TimeSpan.FromMinutes(1));
        steps.Add(await ClockAsync());
        await PostAsync("/advance", """{"seconds": 1.5}""");
        steps.Add(await ClockAsync());
        await PostAsync("/resume");
        _time.Advance(TimeSpan.FromMinutes(1));
        steps.Add(await ClockAsync());
        await PostAsync("/reset");
        steps.Add(await ClockAsync());

        Assert.That(
            string.Join(", ", steps),
            Is.EqualTo("12:00:00.0 running, 12:00:00.0 frozen, 12:00:01.5 frozen, 12:01:01.5 running, 12:02:00.0 running"));
    }

    [Test]
    public async Task A_token_expires_when_the_clock_is_advanced_and_not_a_second_before()
    {
        await PostAsync("/freeze");
        var token = (string)(await _mock.SendAsync(GoodRequests.Token)).Json["access_token"]!;
        var query = _mock.Requests.Of("listProducts") with { Headers = HeaderList.Empty.With("Authorization", "Bearer " + token) };
        await PostAsync("/advance", """{"seconds": 3599}""");
        var before = (await _mock.SendAsync(query)).Status;
        await PostAsync("/advance", """{"seconds": 1}""");
        var after = await _mock.SendAsync(query);

        Assert.That((before, after.Status, after.Header(RuleHeader.Name)), Is.EqualTo((200, 401, "S3.bearer.expired")));
    }

    [Test]
    public async Task Reset_forgets_what_was_made()
    {
        var read = _mock.Requests.Of("getTransfer");
        var before = (await _mock.SendAsync(read)).Status;
        using var reply = await _control.PostAsync("/control/v1/sessions/default/reset", null);

        Assert.That((before, (int)reply.StatusCode, (await _mock.SendAsync(read)).Status), Is.EqualTo((200, 200, 404)));
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("5")]
    [TestCase("{\"seconds\":\"5\"}")]
    [TestCase("{\"seconds\":null}")]
    [TestCase("{\"seconds\":-1}")]
    [TestCase("{\"seconds\":1e300}")]
    [TestCase("{\"seconds\":1e999}")]
    [TestCase("{\"Seconds\":1}")]
    public async Task A_bad_advance_is_400_and_moves_nothing(string body)
    {
        using var reply = await PostAsync("/advance", body);

        Assert.That(((int)reply.StatusCode, reply.Content.Headers.ContentType?.MediaType), Is.EqualTo((400, "application/problem+json")));
        Assert.That(await reply.Content.ReadAsStringAsync(), Does.Contain("seconds"));
        Assert.That(await ClockAsync(), Is.EqualTo("12:00:00.0 running"));
    }

    [Test]
    public async Task Further_than_its_reach_the_clock_is_not_advanced()
    {
        using var first = await PostAsync("/advance", """{"seconds": 3155760000}""");
        using var second = await PostAsync("/advance", """{"seconds": 1}""");

        Assert.That(((int)first.StatusCode, (int)second.StatusCode), Is.EqualTo((200, 400)), await first.Content.ReadAsStringAsync());
    }

    [TestCase("GET", "/control/v1/sessions/nobody/clock")]
    [TestCase("POST", "/control/v1/sessions/nobody/reset")]
    [TestCase("POST", "/control/v1/sessions/nobody/clock/freeze")]
    [TestCase("POST", "/control/v1/sessions/nobody/clock/advance")]
    [TestCase("GET", "/nonsense")]
    [TestCase("GET", "/favicon.ico")]
    [TestCase("POST", "/oauth2/token")]
    public async Task An_unknown_session_or_path_is_404_and_says_why(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);
        using var reply = await _control.SendAsync(request);

        Assert.That((int)reply.StatusCode, Is.EqualTo(404));
        Assert.That((string?)(await reply.Content.ReadFromJsonAsync<JsonObject>())!["detail"], Is.Not.Empty);
    }

    [TestCase("GET", Clock + "/freeze")]
    [TestCase("DELETE", Clock)]
    [TestCase("POST", "/health")]
    public async Task A_wrong_method_is_405(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);
        using var reply = await _control.SendAsync(request);

        Assert.That((int)reply.StatusCode, Is.EqualTo(405));
        Assert.That(reply.Content.Headers.Allow, Is.Not.Empty);
        Assert.That((string?)(await reply.Content.ReadFromJsonAsync<JsonObject>())!["detail"], Does.Contain("Allow"));
    }

    private async Task<string> ClockAsync()
    {
        var clock = (await _control.GetFromJsonAsync<JsonObject>(Clock))!;
        return $"{(DateTimeOffset)clock["now"]!:HH:mm:ss.f} {((bool)clock["frozen"]! ? "frozen" : "running")}";
    }

    private async Task<HttpResponseMessage> PostAsync(string action, string? body = null)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await _control.PostAsync(Clock + action, content);
    }
}
