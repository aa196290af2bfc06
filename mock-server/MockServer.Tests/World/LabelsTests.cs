using NUnit.Framework;
using PartnerApi.Mock.Tests.Partners;
using PartnerApi.Mock.Tests.Stories;

namespace PartnerApi.Mock.Tests.Resources;

public sealed class LabelsTests
{
    [Test]
    public async Task Labels_are_given_counted_renamed_and_taken_away()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var (first, second) = (await partner.CustomerAsync(), await partner.CustomerAsync());
        await partner.PatchAsync("/customer-labels/vip/customers", $$"""{"customerIds":["{{first}}","{{second}}"]}""");
        await partner.PatchAsync("/customer-labels/vip/customers", $$"""{"customerIds":["{{first}}"]}""");
        Assert.That((await partner.GetAsync("/customer-labels")).Text, Is.EqualTo("""[{"label":"vip","customersCount":2}]"""));

        await partner.PatchAsync("/customer-labels/vip", """{"label":"premium"}""");
        Assert.That((await partner.GetAsync("/customer-labels")).Text, Is.EqualTo("""[{"label":"premium","customersCount":2}]"""));
        Assert.That(await LabelsAsync(partner, first), Is.EqualTo("[premium]"));

        await partner.PostAsync("/customer-labels/premium/customers/remove", $$"""{"customerIds":["{{second}}"]}""");
        Assert.That(await LabelsAsync(partner, second), Is.EqualTo("[]"));

        await partner.DeleteAsync("/customer-labels/premium");
        Assert.That((await partner.GetAsync("/customer-labels")).Text + await LabelsAsync(partner, first), Is.EqualTo("[][]"));
    }

    [Test]
    public async Task A_label_that_a_customer_brings_along_exists()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var person = await partner.CreateAsync("/natural-persons", Bodies.Person("ada"));
        await partner.CreateAsync("/customers/natural-persons", $$"""{"naturalPersonId":"{{person}}","labels":["vip"]}""");

        Assert.That((await partner.GetAsync("/customer-labels")).Text, Is.EqualTo("""[{"label":"vip","customersCount":1}]"""));
    }

    [Test]
    public async Task One_unknown_customer_fails_the_whole_call()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var customer = await partner.CustomerAsync();
        var answer = await partner.PatchAsync("/customer-labels/vip/customers", $$"""{"customerIds":["{{customer}}","{{Guid.Empty}}"]}""");

        Assert.That(
            (answer.Status, answer.Fields.Single(), await LabelsAsync(partner, customer)), Is.EqualTo((400, "customerIds[1]", "[]")));
    }

    [Test]
    public async Task Where_references_are_not_checked_it_fails_afterwards()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var partner = await PartnerApplication.StartAsync(options => options with { CheckReferences = false });
        await partner.PostAsync("/webhooks", Bodies.Webhook("LABELS_UPDATE_NOTIFICATION", receiver.Url));
        var customer = await partner.CustomerAsync();
        var late = await partner.PatchAsync("/customer-labels/vip/customers", $$"""{"customerIds":["{{customer}}","{{Guid.Empty}}"]}""");
        var told = (await receiver.NextAsync()).Json;
        await partner.PatchAsync("/customer-labels/vip/customers", $$"""{"customerIds":["{{customer}}"]}""");
        var good = (await receiver.NextAsync()).Json;

        Assert.That(
            (
                late.Status, (string?)told["notificationType"], (string?)told["validationError"]!["errorType"],
                told["updatedCustomers"]!.AsArray().Count),
            Is.EqualTo((202, "VALIDATION_ERROR", "CUSTOMERS_NOT_FOUND_ERROR", 0)));
        Assert.That(((string?)good["notificationType"], (string?)good["updatedCustomers"]![0]), Is.EqualTo(("UPDATED", customer)));
    }

    private static async Task<string> LabelsAsync(PartnerApplication partner, string customer) =>
        $"[{string.Join(',', (await partner.GetAsync($"/customers/{customer}")).Json["labels"]?.AsArray() ?? [])}]";
}
