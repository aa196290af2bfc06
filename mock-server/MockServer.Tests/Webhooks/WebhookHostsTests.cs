using NUnit.Framework;
using PartnerApi.Mock.Tests.Partners;
using PartnerApi.Mock.Tests.Stories;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Tests.Webhooks;

public sealed class WebhookHostsTests
{
    private static readonly WebhookHosts Hosts = new(["Hooks.example.org", "other.example.org:8443"]);

    [TestCase("https://anybody.example.net/x", true)]
    [TestCase("http://anybody.example.net/x", false)]
    [TestCase("http://localhost:5000/x", true)]
    [TestCase("http://127.0.0.1:5000/x", true)]
    [TestCase("http://127.8.9.10/x", true)]
    [TestCase("http://[::1]:5000/x", true)]
    [TestCase("http://[::ffff:127.0.0.1]:5000/x", true)]
    [TestCase("http://10.0.0.1/x", false)]
    [TestCase("http://127.0.0.1.example.net/x", false)]
    [TestCase("http://localhost.example.net/x", false)]
    [TestCase("http://127.0.0.1@example.net/x", false)]
    [TestCase("http://hooks.EXAMPLE.org/x", true)]
    [TestCase("http://other.example.org:8443/x", true)]
    [TestCase("http://other.example.org/x", false)]
    [TestCase("ftp://localhost/x", false)]
    [TestCase("https://", false)]
    [TestCase("nonsense", false)]
    public void Plain_http_is_for_this_machine_and_named_hosts(string url, bool accepted) =>
        Assert.That(Hosts.MayRegister(url), Is.EqualTo(accepted));

    [Test]
    public async Task Another_host_is_registered_and_gets_nothing()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var registered = await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", new("https://192.0.2.1/hook")));
        await partner.CustomerAsync();

        var all = await partner.Mock.Session.Webhooks.UntilAsync(
            all => all.Any(notification => notification.Attempts.Length == 1), CancellationToken.None);

        Assert.That(
            (registered.Status, all.Single().Attempts[0].Problem),
            Is.EqualTo((200, "the host is not allowed; add it to the setting webhookHost")));
    }

    [TestCase("https://nowhere.invalid/hook")]
    [TestCase("https://hooks.example.net:8443/hook")]
    public async Task A_host_that_is_not_allowed_is_not_looked_up_and_not_tried_again(string url)
    {
        await using var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", new(url)));
        await partner.CustomerAsync();

        var all = await partner.Mock.Session.Webhooks.UntilAsync(
            all => all.Any(notification => notification.State == NotificationState.Missed), CancellationToken.None);

        Assert.That(
            all.Single().Attempts.Select(attempt => attempt.Problem),
            Is.EqualTo((string[])["the host is not allowed; add it to the setting webhookHost"]));
    }

    [Test]
    public async Task A_host_that_was_allowed_gets_its_notifications()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await PartnerApplication.StartAsync(
            options => options with { WebhookHosts = new([receiver.Url.Authority]) });
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", receiver.Url));
        await partner.CustomerAsync();

        Assert.That((await receiver.NextAsync()).Status, Is.EqualTo("CREATED"));
    }

    [Test]
    public async Task Nobody_drives_the_mock_through_itself()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var reset = new Uri(partner.Mock.ControlAddress!, "/control/v1/sessions/default/reset");
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", reset));
        await partner.CustomerAsync();

        var all = await partner.Mock.Session.Webhooks.UntilAsync(
            all => all.Any(notification => notification.Attempts.Length == 1), CancellationToken.None);

        Assert.That(all.Single().Attempts[0].Problem, Is.EqualTo("the address is the control API of this mock"));
    }
}
