using System.Text;
using NUnit.Framework;
using PartnerApi.Mock.Tests.Partners;
using PartnerApi.Mock.Tests.Stories;

namespace PartnerApi.Mock.Tests.Control;

public sealed class LifecycleEndpointsTests
{
    private const string Orders = "sessions/default/lifecycles/order";

    private static PartnerApplication _shared = null!;

    [OneTimeSetUp]
    public static async Task StartAsync() => _shared = await PartnerApplication.StartAsync();

    [OneTimeTearDown]
    public static async Task StopAsync() => await _shared.DisposeAsync();

    [Test]
    public async Task A_schedule_is_changed_and_followed()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var changed = await SendAsync(
            partner, HttpMethod.Put, "sessions/default/lifecycles/product", """{"steps":[{"status":"ACTIVE","afterSeconds":100}]}""");
        var product = await partner.ProductAsync(await partner.CustomerAsync(), "WALLET");
        partner.Pass(seconds: 99);
        var before = await partner.ReadAsync($"/products/{product}", "status");
        partner.Pass(seconds: 1);

        Assert.That(
            (changed.Status, before, await partner.ReadAsync($"/products/{product}", "status")), Is.EqualTo((200, "RECEIVED", "ACTIVE")));
        var shown = await SendAsync(partner, HttpMethod.Get, "sessions/default/lifecycles/product", null);
        Assert.That(shown.Json["steps"]!.ToJsonString(), Is.EqualTo("""[{"status":"ACTIVE","afterSeconds":100}]"""));
    }

    [Test]
    public async Task A_status_is_forced_with_its_reason()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await PartnerApplication.StartAsync();
        var product = await partner.ProductAsync(await partner.CustomerAsync(), "WALLET");
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_PRODUCT_NOTIFICATION", receiver.Url));

        var forced = await SendAsync(
            partner, HttpMethod.Post, $"sessions/default/resources/customerProduct/{product}/status",
            """{"status":"INVALID","errorType":"DATA_NOT_FOUND_ERROR","description":"because"}""");

        var told = (await receiver.NextAsync()).Json;
        Assert.That((forced.Status, await partner.ReadAsync($"/products/{product}", "status")), Is.EqualTo((200, "INVALID")));
        Assert.That(
            ((string?)told["notificationType"], told["validationError"]!.ToJsonString()),
            Is.EqualTo(("VALIDATION_ERROR", """{"errorType":"DATA_NOT_FOUND_ERROR","description":"because"}""")));
    }

    [Test]
    public async Task Notifications_are_shown_without_their_secrets()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", new(receiver.Url, "/hook?key=s3cret")));
        var customer = await partner.CustomerAsync();
        await receiver.NextAsync();

        var shown = await SendAsync(partner, HttpMethod.Get, "sessions/default/notifications?eventType=CUSTOMER_NOTIFICATION", null);

        var one = shown.Json.AsArray().Single()!;
        Assert.That(
            ((string?)one["about"], (string?)one["body"]!["customerId"], (string?)one["headers"]![0]!["value"]),
            Is.EqualTo(($"customer/{customer}", customer, "***")));
        Assert.That(shown.Text, Does.Not.Contain("s3cret"));
        Assert.That((await SendAsync(partner, HttpMethod.Get, "sessions/default/notifications?state=missed", null)).Text, Is.EqualTo("[]"));
    }

    [TestCase("PUT", Orders, """{"steps":[{"status":"NONSENSE","afterSeconds":1}]}""", 400)]
    [TestCase("PUT", Orders, """{"steps":[{"status":"FILLED","afterSeconds":-1}]}""", 400)]
    [TestCase("PUT", Orders, """{"steps":[{"status":"FILLED","afterSeconds":1e300}]}""", 400)]
    [TestCase("PUT", Orders, """{"steps":[{"status":"FILLED","after":1}]}""", 400)]
    [TestCase("PUT", Orders, """{"steps":[null]}""", 400)]
    [TestCase("PUT", Orders, "{}", 400)]
    [TestCase("PUT", Orders, "", 400)]
    [TestCase("PUT", "sessions/default/lifecycles/nonsense", """{"steps":[]}""", 404)]
    [TestCase("GET", "sessions/default/lifecycles/nonsense", null, 404)]
    [TestCase("GET", "sessions/nobody/lifecycles", null, 404)]
    [TestCase("GET", "sessions/default/lifecycles", null, 200)]
    [TestCase("GET", "sessions/default/notifications?state=nonsense", null, 400)]
    [TestCase("GET", "sessions/default/notifications?state=1", null, 400)]
    [TestCase("GET", "sessions/default/resources/naturalPerson/11111111-1111-4111-8111-111111111111", null, 200)]
    [TestCase("GET", "sessions/default/resources/naturalPerson/nobody", null, 404)]
    [TestCase("POST", "sessions/default/resources/naturalPerson/nobody/status",
            """{"status":"ACTIVE"}""", 404)]
    [TestCase(
        "POST", "sessions/default/resources/naturalPerson/11111111-1111-4111-8111-111111111111/status",
            """{"status":"NONSENSE"}""", 400)]
    [TestCase("POST", "sessions/default/resources/naturalPerson/11111111-1111-4111-8111-111111111111/status", "{}", 400)]
    [TestCase("POST", "sessions/default/resources/nonsense/x/status",
            """{"status":"ACTIVE"}""", 400)]
    [TestCase("POST", "sessions/default/faults", """{"kind":"webhook-drop","operation":"createUser"}""", 400)]
    [TestCase("POST", "sessions/default/faults", """{"kind":"5xx-once","operation":"webhooks"}""", 400)]
    [TestCase("POST", "sessions/default/faults", """{"kind":"webhook-drop","operation":"USER_NOTIFICATION"}""", 201)]
    public async Task A_control_call_is_answered_with_a_reason(string method, string path, string? body, int status)
    {
        _shared.Mock.Reset();
        var answer = await SendAsync(_shared, new(method), path, body);

        Assert.That(answer.Status, Is.EqualTo(status), answer.Text);
        Assert.That(status < 400 || (string?)answer.Json["detail"] is { Length: > 10 }, answer.Text);
    }

    private static async Task<Answer> SendAsync(PartnerApplication partner, HttpMethod method, string path, string? body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(partner.Mock.ControlAddress!, "/control/v1/" + path));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var reply = await http.SendAsync(request);
        return new((int)reply.StatusCode, await reply.Content.ReadAsStringAsync());
    }
}
