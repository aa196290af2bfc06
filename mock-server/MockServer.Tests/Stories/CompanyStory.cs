using NUnit.Framework;

namespace PartnerApi.Mock.Tests.Stories;

public sealed class CompanyStory
{
    private const string Prepare = """{"companyName":"Example GmbH","country":"DE"}""";

    [Test]
    public async Task A_company_is_prepared_and_created_once_the_vendor_has_delivered()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var search = await partner.CreateAsync("/customers/vendor/prepare/legal-entities", Prepare);
        var path = $"/customers/vendor/prepare/legal-entities/{search}";
        Assert.That(await partner.ReadAsync(path, "search.status"), Is.EqualTo("PREPARING"));
        var early = await partner.PostAsync("/customers/legal-entities", Bodies.Company(search));
        Assert.That((early.Status, early.Fields.Single()), Is.EqualTo((400, "searchId")));

        var seen = new List<string?>();
        for (var second = 0; second < 10; second++)
        {
            partner.Pass(seconds: 1);
            seen.Add(await partner.ReadAsync(path, "search.status"));
        }

        Assert.That(
            seen.Distinct(),
            Is.EqualTo((string[])["WAITING_FOR_DATA", "READY_DATA", "WAITING_FOR_DOCUMENTS", "READY_DOCUMENTS", "COMPLETED"]));
        Assert.That(await partner.ReadAsync(path, "legalEntity.legalName"), Is.EqualTo("Example GmbH"));
        var customer = await partner.CreateAsync("/customers/legal-entities", Bodies.Company(search));
        Assert.That(await partner.ReadAsync($"/customers/legal-entities/{customer}", "searchId"), Is.EqualTo(search));
    }

    [TestCase("FAILED")]
    [TestCase("ERROR")]
    public async Task A_preparation_that_fails_goes_no_further(string end)
    {
        await using var partner = await PartnerApplication.StartAsync();
        var search = await partner.CreateAsync("/customers/vendor/prepare/legal-entities", Prepare);
        partner.Pass(seconds: 4);
        partner.Mock.Session.Lifecycles.Force("legalEntitySearch", search, end, error: null);

        partner.Pass(seconds: 1800);

        Assert.That(await partner.ReadAsync($"/customers/vendor/prepare/legal-entities/{search}", "search.status"), Is.EqualTo(end));
        Assert.That((await partner.PostAsync("/customers/legal-entities", Bodies.Company(search))).Status, Is.EqualTo(400));
    }
}
