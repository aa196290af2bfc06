using NUnit.Framework;
using PartnerApi.Mock.Tests.Partners;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Tests.Control;

internal sealed class MetricsTests
{
    private static readonly Uri Anywhere = new("http://127.0.0.1:0");

    [Test]
    public async Task What_was_answered_is_counted_and_nothing_secret_is_told()
    {
        await using var mock = await Mocks.StartAsync("v1", options => options with { ControlAddress = Anywhere });
        using var partner = await Partner.InNewSessionAsync(mock);
        using var control = new ControlClient(mock);
        partner.Session.Faults.Add(new() { Kind = "5xx-once" });
        using var failed = await partner.QueryAsync();
        using var good = await partner.QueryAsync();
        using var lost = await partner.SendAsync("GET", "/nowhere/client-secret");
        using var refused = await partner.SendAsync("POST", partner.Operation("createUser").Path);
        var text = await control.Http.GetStringAsync("/metrics");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(text.Split('\n').Where(line => !line.StartsWith('#')), Is.EqualTo(
            [
                "partner_api_mock_requests_total{operation=\"createUser\",status=\"4xx\"} 1",
                "partner_api_mock_requests_total{operation=\"getPartnerDetails\",status=\"2xx\"} 1",
                "partner_api_mock_requests_total{operation=\"getPartnerDetails\",status=\"5xx\"} 1",
                "partner_api_mock_requests_total{operation=\"getToken\",status=\"2xx\"} 1",
                "partner_api_mock_requests_total{operation=\"none\",status=\"4xx\"} 1",
                "partner_api_mock_refusals_total{rule=\"API.route.known\"} 1",
                "partner_api_mock_refusals_total{rule=\"S4.requestor_id.required\"} 1",
                "partner_api_mock_faults_total{kind=\"5xx-once\"} 1",
                "partner_api_mock_tokens_issued_total 1",
                "partner_api_mock_sessions 2",
                "partner_api_mock_webhook_deliveries_total{result=\"delivered\"} 0",
                "partner_api_mock_webhook_deliveries_total{result=\"failed\"} 0",
                "partner_api_mock_webhook_missed_total 0",
                "partner_api_mock_webhook_pending 0",
                "",
            ]));
            Assert.That(text, Does.Not.Contain(partner.ClientSecret).And.Not.Contain(partner.Token!).And.Not.Contain(partner.ClientId));
        }
    }

    // One arrives, one waits for its next try, and one is dropped by order.
    [Test]
    public async Task What_became_of_notifications_is_counted()
    {
        await using var receiver = (await WebhookReceiver.StartAsync()).Answering(200, 503);
        await using var partner = await Stories.PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Stories.Bodies.Webhook("CUSTOMER_NOTIFICATION", receiver.Url));
        await partner.CustomerAsync();
        await partner.Mock.Session.Webhooks.UntilAsync(
            all => all.Any(one => one.State == NotificationState.Delivered), CancellationToken.None);
        await partner.CustomerAsync();
        await partner.Mock.Session.Webhooks.UntilAsync(
            all => all.Any(one => one.Attempts.Any(attempt => attempt.Status == 503)), CancellationToken.None);
        partner.Mock.Faults.Add("webhook-drop");
        await partner.CustomerAsync();

        using var control = new ControlClient(partner.Mock);
        var lines = (await control.Http.GetStringAsync("/metrics")).Split('\n')
            .Where(line => line.StartsWith("partner_api_mock_webhook", StringComparison.Ordinal));
        Assert.That(lines, Is.EqualTo(
        [
            "partner_api_mock_webhook_deliveries_total{result=\"delivered\"} 1",
            "partner_api_mock_webhook_deliveries_total{result=\"failed\"} 1",
            "partner_api_mock_webhook_missed_total 1",
            "partner_api_mock_webhook_pending 1",
        ]));
    }

    [TestCase("/health", null, 200)]
    [TestCase("/ready", null, 200)]
    [TestCase("/metrics", null, 401)]
    [TestCase("/metrics", "wrong", 401)]
    [TestCase("/metrics", "a-long-control-token", 200)]
    [TestCase("/control/v1/openapi.json", null, 401)]
    [TestCase("/control/v1/sessions", null, 401)]
    [TestCase("/control/v1/sessions", "a-long-control-token", 200)]
    public async Task A_control_token_guards_all_but_what_an_orchestrator_asks(string path, string? token, int status)
    {
        await using var mock = await Mocks.StartAsync(
            "v1", options => options with { ControlAddress = Anywhere, ControlToken = "a-long-control-token" });
        using var control = new ControlClient(mock);
        control.Http.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);
        using var reply = await control.Http.GetAsync(path);
        Assert.That((int)reply.StatusCode, Is.EqualTo(status));
    }
}
