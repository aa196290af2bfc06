using NUnit.Framework;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Tests.Partners;
using PartnerApi.Mock.Tests.Stories;

namespace PartnerApi.Mock.Tests.Webhooks;

public sealed class WebhookFaultTests
{
    private const string Event = "CUSTOMER_PRODUCT_NOTIFICATION";

    [Test]
    public async Task A_dropped_notification_is_listed_as_missed_and_the_next_one_comes()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await ListeningAsync(receiver, new() { Kind = "webhook-drop" });
        partner.Pass(seconds: 3);

        Assert.That(await receiver.StatusesAsync(2), Is.EqualTo((string[])["PENDING", "ACTIVE"]));
        Assert.That((await partner.GetAsync("/webhooks-missing")).Json.AsArray(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_duplicate_comes_right_behind_the_first()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await ListeningAsync(receiver, new() { Kind = "webhook-duplicate" });
        partner.Pass(seconds: 1);

        Assert.That(await receiver.StatusesAsync(3), Is.EqualTo((string[])["RECEIVED", "RECEIVED", "PENDING"]));
    }

    [Test]
    public async Task A_delayed_notification_waits_for_the_sessions_clock()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await ListeningAsync(receiver, new() { Kind = "webhook-delay", Seconds = 60 });
        partner.Pass(seconds: 59);
        await partner.GetAsync("/products");
        var early = partner.Mock.Session.Webhooks.All[0].Attempts.Length;
        partner.Pass(seconds: 1);

        Assert.That((early, (await receiver.NextAsync()).Status), Is.EqualTo((0, "RECEIVED")));
    }

    [Test]
    public async Task Out_of_order_the_next_one_of_the_object_comes_first()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await ListeningAsync(receiver, new() { Kind = "webhook-out-of-order", Seconds = 100 });
        partner.Pass(seconds: 1);
        Assert.That((await receiver.NextAsync()).Status, Is.EqualTo("PENDING"));

        partner.Pass(seconds: 100);

        Assert.That(await receiver.StatusesAsync(2), Is.EqualTo((string[])["RECEIVED", "ACTIVE"]));
    }

    [Test]
    public async Task Out_of_order_without_a_next_one_it_comes_late()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await PartnerApplication.StartAsync();
        partner.Mock.Faults.Add(new() { Kind = "webhook-out-of-order", Operation = "CUSTOMER_NOTIFICATION", Seconds = 10 });
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", receiver.Url));
        await partner.CustomerAsync();

        partner.Pass(seconds: 10);

        Assert.That((await receiver.NextAsync()).Status, Is.EqualTo("CREATED"));
    }

    [Test]
    public async Task Faults_of_replies_and_of_notifications_leave_each_other_alone()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", receiver.Url));
        partner.Mock.Faults.Add(new() { Kind = "webhook-drop", Operation = "*" });
        var read = await partner.GetAsync("/products");
        partner.Mock.Faults.Clear();
        partner.Mock.Faults.Add(new() { Kind = "5xx-once", Operation = "getCustomer" });
        await partner.CustomerAsync();

        Assert.That((read.Status, (await receiver.NextAsync()).Status), Is.EqualTo((200, "CREATED")));
    }

    [Test]
    public void No_client_id_orders_a_fault_of_notifications() =>
        Assert.That(MagicClientId.KindOf("partner.fault.webhook-drop"), Is.Null);

    private static async Task<PartnerApplication> ListeningAsync(WebhookReceiver receiver, FaultOptions order)
    {
        var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook(Event, receiver.Url));
        partner.Mock.Faults.Add(order);
        await partner.ProductAsync(await partner.CustomerAsync(), "WALLET");
        return partner;
    }
}
