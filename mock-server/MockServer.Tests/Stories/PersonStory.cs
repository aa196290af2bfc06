using NUnit.Framework;

namespace PartnerApi.Mock.Tests.Stories;

public sealed class PersonStory
{
    [Test]
    public async Task A_person_is_onboarded_and_may_then_ask_for_commands()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var person = await partner.CreateAsync("/natural-persons", Bodies.Person("ada"));
        var customer = await partner.CreateAsync("/customers/natural-persons", $$"""{"naturalPersonId":"{{person}}"}""");
        var document = await partner.CreateAsync(
            "/v2/documents",
            $$"""
            {"name":"passport.pdf","resourceType":"NATURAL_PERSON","type":"KYC","resourceId":"{{person}}","content":"JVBERi0xLjQK"}
            """);
        var onboarding = await partner.CreateAsync("/onboardings", $$"""{"entityType":"CUSTOMER","entityId":"{{customer}}"}""");
        Assert.That(await partner.ReadAsync($"/onboardings/{onboarding}", "status"), Is.EqualTo("CREATED"));

        partner.Pass(seconds: 2);
        Assert.That(await partner.ReadAsync($"/onboardings/{onboarding}", "status"), Is.EqualTo("PENDING"));
        Assert.That(await partner.ReadAsync($"/customers/{customer}", "customerStatus"), Is.EqualTo("PENDING"));
        Assert.That(await partner.ReadAsync($"/natural-persons/{person}", "status"), Is.EqualTo("CREATED"));

        partner.Pass(seconds: 8);
        Assert.That(await partner.ReadAsync($"/onboardings/{onboarding}", "status"), Is.EqualTo("COMPLETED"));
        Assert.That(await partner.ReadAsync($"/customers/{customer}", "customerStatus"), Is.EqualTo("ACTIVE"));
        Assert.That(await partner.ReadAsync($"/natural-persons/{person}", "status"), Is.EqualTo("ACTIVE"));
        Assert.That(await partner.ReadAsync($"/v2/documents/{document}", "status"), Is.EqualTo("APPROVED"));
    }

    [Test]
    public async Task A_customer_is_offboarded()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var customer = await partner.CustomerAsync();
        var offboarding = await partner.CreateAsync(
            "/offboardings", $$"""{"entityType":"CUSTOMER","entityId":"{{customer}}","reason":"CUSTOMER_REQUEST_IMMEDIATE"}""");

        partner.Pass(seconds: 10);

        Assert.That(await partner.ReadAsync($"/offboardings/{offboarding}", "status"), Is.EqualTo("COMPLETED"));
        Assert.That(await partner.ReadAsync($"/customers/{customer}", "customerStatus"), Is.EqualTo("INACTIVE"));
    }

    [Test]
    public async Task Both_persons_of_a_joint_customer_become_active()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var first = await partner.CreateAsync("/natural-persons", Bodies.Person("first"));
        var second = await partner.CreateAsync("/natural-persons", Bodies.Person("second"));
        var customer = await partner.CreateAsync(
            "/customers/joint-persons", $$"""{"firstNaturalPersonId":"{{first}}","secondNaturalPersonId":"{{second}}"}""");
        await partner.CreateAsync("/onboardings", $$"""{"entityType":"CUSTOMER","entityId":"{{customer}}"}""");

        partner.Pass(seconds: 10);

        Assert.That(await partner.ReadAsync($"/natural-persons/{first}", "status"), Is.EqualTo("ACTIVE"));
        Assert.That(await partner.ReadAsync($"/natural-persons/{second}", "status"), Is.EqualTo("ACTIVE"));
    }

    [Test]
    public async Task An_onboarding_that_is_rejected_leaves_the_person_as_it_was()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var customer = await partner.CustomerAsync();
        var onboarding = await partner.CreateAsync("/onboardings", $$"""{"entityType":"CUSTOMER","entityId":"{{customer}}"}""");
        partner.Mock.Session.Lifecycles.Force("onboarding", onboarding, "REJECTED", error: null);

        partner.Pass(seconds: 1800);

        Assert.That(await partner.ReadAsync($"/onboardings/{onboarding}", "status"), Is.EqualTo("REJECTED"));
        Assert.That(await partner.ReadAsync($"/customers/{customer}", "customerStatus"), Is.EqualTo("REJECTED"));
        var person = await partner.ReadAsync($"/customers/{customer}", "naturalPersonId");
        Assert.That(await partner.ReadAsync($"/natural-persons/{person}", "status"), Is.EqualTo("CREATED"));
    }

    [Test]
    public async Task The_wizard_gathers_a_person_section_by_section()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var wizard = "/natural-persons-wizard/" + await partner.CreateAsync("/natural-persons-wizard");
        await partner.PatchAsync(
            wizard, """{"createNaturalPerson":false,"externalId":"w","personalData":{"gender":"MALE","firstName":"Wrong"}}""");
        await partner.PatchAsync(
            wizard, """{"createNaturalPerson":false,"personalData":{"gender":"FEMALE","firstName":"Ada","lastName":"Example"}}""");
        var early = await partner.PatchAsync(wizard, """{"createNaturalPerson":true,"taxData":{"isUsNationality":false}}""");
        Assert.That(early.Status, Is.EqualTo(400));
        Assert.That(early.Text, Does.Contain("birthDay").And.Contain("birthPlace").And.Contain("birthCountry").And.Not.Contain("lastName"));

        var done = await partner.PatchAsync(
            wizard,
            """
            {"createNaturalPerson":true,"taxData":{"isUsNationality":false},"contact":{"email":"ada@example.org"},
             "birthData":{"birthDay":"1980-01-31","birthPlace":"Berlin","birthCountry":"DE"}}
            """);
        Assert.That((done.Status, await partner.ReadAsync(wizard, "wizardStatus")), Is.EqualTo((200, "FULLY_COMPLETED")));
        var people = (await partner.GetAsync("/natural-persons?limit=100&status=CREATED")).Json["data"]!.AsArray();
        var person = people.Single(entry => (string?)entry!["externalId"] == "w")!;
        Assert.That(
            ((string?)person["firstName"], (string?)person["gender"], (string?)person["contact"]!["email"]),
            Is.EqualTo(("Ada", "FEMALE", "ada@example.org")));

        var late = await partner.PatchAsync(wizard, """{"createNaturalPerson":false}""");
        Assert.That(late.Status, Is.EqualTo(409));
    }

    [Test]
    public async Task A_refused_wizard_keeps_what_it_had()
    {
        await using var partner = await PartnerApplication.StartAsync();
        var wizard = "/natural-persons-wizard/" + await partner.CreateAsync("/natural-persons-wizard");
        await partner.PatchAsync(wizard, """{"createNaturalPerson":true,"personalData":{"firstName":"Ada"}}""");

        Assert.That(await partner.ReadAsync(wizard, "personalData"), Is.Null);
        Assert.That((await partner.GetAsync("/natural-persons-wizard")).Json["openWizardCount"]!.GetValue<int>(), Is.EqualTo(1));
    }
}
