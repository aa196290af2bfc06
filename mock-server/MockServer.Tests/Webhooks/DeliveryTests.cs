using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using PartnerApi.Mock.Tests.Partners;
using PartnerApi.Mock.Tests.Stories;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Tests.Webhooks;

public sealed class DeliveryTests
{
    private const string Event = "CUSTOMER_PRODUCT_NOTIFICATION";

    [Test]
    public async Task A_notification_has_the_documented_members_and_the_headers_of_the_registration()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", receiver.Url));
        var customer = await partner.CustomerAsync();

        var told = await receiver.NextAsync();

        Assert.That(
            told.Body,
            Is.EqualTo($$"""{"customerId":"{{customer}}","status":"CREATED","modifiedOn":"2025-01-31T12:00:00.000Z",""" +
                "\"notificationType\":\"CREATED\"}"));
        Assert.That(
            (told.Path, told.Headers["Content-Type"], told.Headers["X-Hook-Key"]), Is.EqualTo(("/hook", "application/json", "s3cret")));
    }

    [Test]
    public async Task What_happens_while_nobody_asks_is_told_at_its_time_and_in_order()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook(Event, receiver.Url));
        await partner.ProductAsync(await partner.CustomerAsync(), "WALLET");
        Assert.That(await receiver.StatusesAsync(1), Is.EqualTo((string[])["RECEIVED"]));

        partner.Pass(seconds: 1);
        Assert.That(await receiver.StatusesAsync(1), Is.EqualTo((string[])["PENDING"]));

        partner.Pass(seconds: 100);
        var last = await receiver.NextAsync();
        Assert.That(
            (last.Status, (string?)last.Json["notificationType"], (string?)last.Json["modifiedOn"]),
            Is.EqualTo(("ACTIVE", "UPDATED", "2025-01-31T12:00:03.000Z")));
    }

    [Test]
    public async Task A_clock_that_was_moved_tells_at_once()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook(Event, receiver.Url));
        partner.Mock.Clock.Freeze();
        await partner.ProductAsync(await partner.CustomerAsync(), "WALLET");

        partner.Mock.Clock.Advance(TimeSpan.FromDays(1));

        Assert.That(await receiver.StatusesAsync(3), Is.EqualTo((string[])["RECEIVED", "PENDING", "ACTIVE"]));
    }

    [Test]
    public async Task A_receiver_that_fails_is_tried_again_after_growing_pauses()
    {
        await using var receiver = (await WebhookReceiver.StartAsync()).Answering(500, 302, 404, 201);
        await using var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", receiver.Url));
        await partner.CustomerAsync();

        foreach (var pause in (int[])[1, 5, 30, 300])
        {
            await receiver.NextAsync();
            await TriedAsync(partner, notification => notification.Attempts.Length > 0
                && notification.NotBefore == partner.Time.GetUtcNow().AddSeconds(pause));
            partner.Pass(pause);
        }

        var last = await receiver.NextAsync();
        var delivered = await TriedAsync(partner, notification => notification.State == NotificationState.Delivered);
        Assert.That(delivered.Attempts.Select(attempt => attempt.Status), Is.EqualTo((int?[])[500, 302, 404, 201, 200]));
        Assert.That((last.Path, receiver.Waiting), Is.EqualTo(("/hook", 0)));
    }

    [Test]
    public async Task A_notification_that_is_given_up_is_listed_as_missed()
    {
        await using var receiver = (await WebhookReceiver.StartAsync()).Answering(500, 500, 500, 500, 500);
        await using var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", receiver.Url));
        await partner.CustomerAsync();
        for (var tries = 1; tries <= 4; tries++)
        {
            await TriedAsync(partner, notification => notification.Attempts.Length == tries);
            partner.Pass(seconds: 300);
        }

        await TriedAsync(partner, notification => notification.State == NotificationState.Missed);

        var missed = (await partner.GetAsync("/webhooks-missing")).Json.AsArray();
        Assert.That(
            ((string?)missed.Single()!["eventType"], (string?)missed.Single()!["createdOn"]),
            Is.EqualTo(("CUSTOMER_NOTIFICATION", "2025-01-31T12:00:00.000Z")));
    }

    [Test]
    public async Task A_frozen_clock_holds_a_retry_until_it_is_moved_to_its_time()
    {
        await using var receiver = (await WebhookReceiver.StartAsync()).Answering(500);
        await using var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", receiver.Url));
        partner.Mock.Clock.Freeze();
        await partner.CustomerAsync();
        await receiver.NextAsync();
        await TriedAsync(partner, notification => notification.Attempts.Length == 1);
        partner.Pass(seconds: 1000);
        partner.Mock.Clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        await partner.GetAsync("/products");
        var early = partner.Mock.Session.Webhooks.All.Single().Attempts.Length;

        // The retry may not have begun to wait yet: it waits until a time, so it is not late.
        partner.Mock.Clock.Advance(TimeSpan.FromTicks(1));

        var delivered = await TriedAsync(partner, notification => notification.State == NotificationState.Delivered);
        Assert.That((early, delivered.Attempts[1].At), Is.EqualTo((1, partner.Mock.Clock.GetUtcNow())));
    }

    [Test]
    public async Task A_deleted_session_sends_nothing_more_and_keeps_no_timer()
    {
        await using var receiver = (await WebhookReceiver.StartAsync()).Answering(500);
        await using var partner = await PartnerApplication.StartAsync();
        var made = partner.Mock.Sessions.Create(new() { Id = "deleted" });
        await partner.SignInAsync(made.ClientId, made.ClientSecret);
        await partner.PostAsync("/webhooks", Bodies.Webhook(Event, receiver.Url));
        await partner.ProductAsync(await partner.CustomerAsync(), "WALLET");
        await receiver.NextAsync();
        await made.Session.Webhooks.UntilAsync(all => all.Any(one => one.Attempts.Length == 1), CancellationToken.None);
        partner.Mock.Sessions.Delete("deleted");
        var left = made.Session.Clock.PendingTimers;
        partner.Pass(seconds: 1000);

        // Another session's notification comes through the same sender, behind whatever the deleted one would have sent.
        await partner.SignInAsync(partner.Mock.ClientId, partner.Mock.ClientSecret);
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", receiver.Url));
        var customer = await partner.CustomerAsync();
        Assert.That(
            ((string?)(await receiver.NextAsync()).Json["customerId"], left, made.Session.Clock.PendingTimers),
            Is.EqualTo((customer, 0, 0)));
    }

    [Test]
    public async Task A_later_notification_of_an_object_waits_for_the_earlier_one()
    {
        await using var receiver = (await WebhookReceiver.StartAsync()).Answering(500);
        await using var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook(Event, receiver.Url));
        partner.Mock.Clock.Freeze();
        await partner.ProductAsync(await partner.CustomerAsync(), "WALLET");
        await TriedAsync(partner, notification => notification.Attempts.Length == 1);

        partner.Mock.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.That(await receiver.StatusesAsync(4), Is.EqualTo((string[])["RECEIVED", "RECEIVED", "PENDING", "ACTIVE"]));
    }

    [Test]
    public async Task A_receiver_that_hangs_holds_up_neither_the_api_nor_other_objects()
    {
        await using var receiver = (await WebhookReceiver.StartAsync()).Answering(0);
        await using var partner = await PartnerApplication.StartAsync(
            options => options with { WebhookTimeLimit = TimeSpan.FromSeconds(1.5) });
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", receiver.Url));
        var hanging = await partner.CustomerAsync();
        var first = await receiver.NextAsync();

        var other = await partner.CustomerAsync();

        var second = await receiver.NextAsync();
        Assert.That(((string?)first.Json["customerId"], (string?)second.Json["customerId"]), Is.EqualTo((hanging, other)));
        var tried = await TriedAsync(partner, notification => notification.Attempts.Length == 1
            && notification.About.EndsWith(hanging, StringComparison.Ordinal));
        Assert.That((tried.State, tried.Attempts[0].Problem), Is.EqualTo((NotificationState.Pending, "no response within 1.5 seconds")));
    }

    [Test]
    public async Task A_receiver_that_is_not_there_is_a_failed_try()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)unused.LocalEndpoint).Port}/");
        unused.Stop();
        await using var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", url));
        await partner.CustomerAsync();

        var tried = await TriedAsync(partner, notification => notification.Attempts.Length == 1);

        Assert.That((tried.State, tried.Attempts[0].Problem), Is.EqualTo((NotificationState.Pending, "no connection: ConnectionRefused")));
    }

    [Test]
    public async Task Nothing_is_told_after_the_registration_is_gone()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", receiver.Url));
        await partner.DeleteAsync("/webhooks/CUSTOMER_NOTIFICATION");
        await partner.CustomerAsync();

        Assert.That(partner.Mock.Session.Webhooks.All, Is.Empty);
    }

    [Test]
    public async Task A_registration_replaces_the_one_of_the_same_event()
    {
        await using var old = await WebhookReceiver.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", old.Url));
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", receiver.Url));
        await partner.CustomerAsync();
        await receiver.NextAsync();

        Assert.That((old.Waiting, (await partner.GetAsync("/webhooks")).Json.AsArray().Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task A_reset_forgets_registrations_and_notifications()
    {
        await using var receiver = (await WebhookReceiver.StartAsync()).Answering(500);
        await using var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_NOTIFICATION", receiver.Url));
        await partner.CustomerAsync();
        await TriedAsync(partner, notification => notification.Attempts.Length == 1);

        partner.Mock.Reset();
        partner.Pass(seconds: 1000);
        await partner.CustomerAsync();

        Assert.That(
            (partner.Mock.Session.Webhooks.All.Length, (await partner.GetAsync("/webhooks")).Json.AsArray().Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task More_notifications_than_can_wait_are_missed()
    {
        await using var receiver = (await WebhookReceiver.StartAsync()).Answering(0, 0, 0, 0);
        await using var partner = await PartnerApplication.StartAsync();
        await partner.PostAsync("/webhooks", Bodies.Webhook("TRANSFER_NOTIFICATION", receiver.Url));
        for (var count = 0; count < 1001; count++)
        {
            partner.Mock.Session.Resources.Upsert(
                "transfer", $"{count}", null, new() { ["transferStatus"] = "SETTLED", ["transferId"] = $"{count}" });
        }

        Assert.That(partner.Mock.Session.Webhooks.Missed.Single().Note, Is.EqualTo("the queue already contained 1000 notifications"));
    }

    private static async Task<Notification> TriedAsync(PartnerApplication partner, Func<Notification, bool> wanted)
    {
        return (await partner.Mock.Session.Webhooks.UntilAsync(all => all.Any(wanted), CancellationToken.None)).First(wanted);
    }
}
