using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Stories;

public sealed class OrderStory
{
    private const string Created = "33333333-3333-4333-8333-333333333333";

    [Test]
    public async Task A_product_opens_and_an_order_runs_until_it_is_settled()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var (wallet, cash) = await ProductsAsync(partner);
        partner.Pass(seconds: 3);
        Assert.That(await partner.ReadAsync($"/products/{cash}", "status"), Is.EqualTo("ACTIVE"));
        Assert.That(await partner.ReadAsync($"/products/{cash}", "openedOn"), Is.EqualTo("2025-01-31T12:00:03.000Z"));

        var order = await partner.CreateAsync("/digital/orders/market", Bodies.Order(wallet, cash));
        var seen = new List<string?> { await StatusAsync(partner, order) };
        foreach (var seconds in (double[])[1, 4, 55])
        {
            partner.Pass(seconds);
            seen.Add(await StatusAsync(partner, order));
        }

        Assert.That(seen, Is.EqualTo((string[])["RECEIVED", "PENDING", "FILLED", "SETTLED"]));
        Assert.That(await partner.ReadAsync($"/digital/orders/{order}", "marketOrderData.symbol"), Is.EqualTo("BTC"));
    }

    [Test]
    public async Task An_order_that_is_canceled_in_time_goes_no_further()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var customer = await partner.CustomerAsync();
        var order = await partner.CreateAsync(
            "/trading/order/market", Bodies.SecuritiesOrder(
                await partner.ProductAsync(customer, "DEPOSITORY_ACCOUNT"), await partner.ProductAsync(customer, "BALANCE_ACCOUNT")));
        partner.Pass(seconds: 1);

        Assert.That((await partner.DeleteAsync($"/trading/order/{order}")).Status, Is.EqualTo(202));

        partner.Pass(seconds: 1800);
        await partner.GetAsync("/products");
        Assert.That(partner.Mock.Session.Resources.Find("securitiesOrder", order)!.Text("status"), Is.EqualTo("CANCELED"));
    }

    [Test]
    public async Task A_cancel_that_comes_too_late_is_accepted_and_silent()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await PartnerApplication.StartAsync();
        var customer = await partner.CustomerAsync();
        var order = await partner.CreateAsync(
            "/trading/order/market", Bodies.SecuritiesOrder(
                await partner.ProductAsync(customer, "DEPOSITORY_ACCOUNT"), await partner.ProductAsync(customer, "BALANCE_ACCOUNT")));
        partner.Pass(seconds: 5);
        await partner.PostAsync("/webhooks", Bodies.Webhook("TRADITIONAL_ASSET_ORDER_NOTIFICATION", receiver.Url));

        var cancel = await partner.DeleteAsync($"/trading/order/{order}");

        Assert.That((cancel.Status, cancel.Text), Is.EqualTo((202, "")));
        Assert.That(partner.Mock.Session.Resources.Find("securitiesOrder", order)!.Text("status"), Is.EqualTo("FILLED"));
        Assert.That(partner.Mock.Session.Webhooks.All, Is.Empty);
    }

    [Test]
    public async Task An_order_of_an_inactive_requestor_is_accepted_and_turns_invalid()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await PartnerApplication.StartAsync();
        var (wallet, cash) = await ProductsAsync(partner);
        partner.Mock.Session.RequestorValidation = RequestorValidation.At(RequestorCheckLevel.Active)
            with
        { Deferred = ["createDigitalMarketOrder"] };
        await partner.PostAsync("/webhooks", Bodies.Webhook("DIGITAL_ASSET_ORDER_NOTIFICATION", receiver.Url));
        partner.Requestor = Created;

        var order = await partner.CreateAsync("/digital/orders/market", Bodies.Order(wallet, cash));

        var told = (await receiver.NextAsync()).Json;
        Assert.That(
            (
                (string?)told["orderId"], (string?)told["status"], (string?)told["notificationType"],
                (string?)told["validationError"]!["errorType"]),
            Is.EqualTo((order, "INVALID", "VALIDATION_ERROR", "REQUESTOR_INVALID_ERROR")));
        Assert.That(await StatusAsync(partner, order), Is.EqualTo("INVALID"));
        await GoneAfterTwoDaysAsync(partner, order);
    }

    [Test]
    public async Task A_change_by_an_inactive_requestor_is_accepted_and_comes_to_nothing()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await PartnerApplication.StartAsync();
        var (_, cash) = await ProductsAsync(partner);
        partner.Mock.Session.RequestorValidation = RequestorValidation.At(RequestorCheckLevel.Active) with { Deferred = ["*"] };
        await partner.PostAsync("/webhooks", Bodies.Webhook("CUSTOMER_PRODUCT_NOTIFICATION", receiver.Url));
        partner.Requestor = Created;

        Assert.That((await partner.PatchAsync($"/products/{cash}", """{"status":"CLOSED"}""")).Status, Is.EqualTo(200));

        Assert.That((string?)(await receiver.NextAsync()).Json["notificationType"], Is.EqualTo("VALIDATION_ERROR"));
        Assert.That(await partner.ReadAsync($"/products/{cash}", "status"), Is.EqualTo("RECEIVED"));
    }

    [Test]
    public async Task A_closed_product_stays_closed()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var (_, cash) = await ProductsAsync(partner);
        await partner.PatchAsync($"/products/{cash}", """{"status":"CLOSED"}""");

        partner.Pass(seconds: 1800);

        Assert.That(await partner.ReadAsync($"/products/{cash}", "status"), Is.EqualTo("CLOSED"));
        Assert.That(await partner.ReadAsync($"/products/{cash}", "closedOn"), Is.EqualTo("2025-01-31T12:00:00.000Z"));
    }

    private static async Task GoneAfterTwoDaysAsync(PartnerApplication partner, string order)
    {
        partner.Mock.Clock.Advance(TimeSpan.FromHours(48) - TimeSpan.FromSeconds(1));
        await partner.SignInAsync(partner.Mock.ClientId, partner.Mock.ClientSecret);
        var before = await partner.GetAsync($"/digital/orders/{order}");
        partner.Pass(seconds: 1);
        var after = await partner.GetAsync($"/digital/orders/{order}");

        Assert.That((before.Status, after.Status), Is.EqualTo((200, 404)));
    }

    private static async Task<(string Wallet, string Cash)> ProductsAsync(PartnerApplication partner)
    {
        var customer = await partner.CustomerAsync();
        return (await partner.ProductAsync(customer, "CURRENCY_WALLET"), await partner.ProductAsync(customer, "BALANCE_ACCOUNT"));
    }

    private static Task<string?> StatusAsync(PartnerApplication partner, string order) =>
        partner.ReadAsync($"/digital/orders/{order}", "status");
}
