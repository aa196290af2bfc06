using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.People;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Tests.Cli;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.World;

/// <summary>A mock can start with a plausible, repeatable population.</summary>
public sealed class PopulationTests
{
    private static readonly DateTimeOffset Now = new(2025, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task It_has_the_size_of_the_settings(
        [ValueSource(typeof(ContractFile), nameof(ContractFile.Names))] string contract)
    {
        var settings = SettingsTests.Read(
            ("contract", contract), (
                "port", "0"), ("controlPort", "0"), ("people", "7"), ("customers", "4"), ("orders", "9"), ("seed", "5"));
        await using var mock = await PartnerApiMock.StartAsync(settings);
        var resources = mock.Session.Resources;

        Assert.That(
            (
                resources.CountOf("naturalPerson") - PeopleFile.Embedded().Length, resources.CountOf("customer"),
                resources.CountOf("customerProduct"),
                resources.CountOf("digitalOrder") + resources.CountOf("securitiesOrder")),
            Is.EqualTo((7, 4, 12, 9)));
    }

    [Test]
    public async Task The_same_seed_gives_the_same_objects_and_another_seed_others(
        [ValueSource(typeof(ContractFile), nameof(ContractFile.Names))] string contract)
    {
        var (first, again, other) = (await TextAsync(contract, 5), await TextAsync(contract, 5), await TextAsync(contract, 6));

        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
    }

    [Test]
    public async Task The_API_shows_it_as_the_schemas_say(
        [ValueSource(typeof(ContractFile), nameof(ContractFile.Names))] string name)
    {
        await using var mock = await StartAsync(name, 5);
        var token = mock.Answer(Calls.Token(mock) with { Path = mock.Contract.Token.Path }).TokenOf();
        var seen = 0;
        foreach (var read in mock.Contract.Queries.Where(query => query is
        {
            Resource.Action: ResourceAction.Read,
            ResponseSchema: not null
        }))
        {
            foreach (var resource in mock.Session.Resources.All(read.Resource!.Type).Where(each => read.PathParameters.Length == 1))
            {
                var path = read.Path.Replace($"{{{read.PathParameters[0].Name}}}", resource.Id, StringComparison.Ordinal);
                var reply = mock.Answer(Calls.Query(token, path));
                seen += reply.Status == 200 ? 1 : 0;

                Assert.That(
                    reply.Status == 404
                        ? []
                        : mock.Contract.Schemas.Validate(read.ResponseSchema!, reply.Text()), Is.Empty, $"{path} {reply.Text()}");
            }
        }

        Assert.That(seen, Is.GreaterThan(20));
        Assert.That(mock.Journal.Count, Is.GreaterThan(20));
    }

    [Test]
    public async Task Orders_belong_to_products_of_active_customers()
    {
        await using var mock = await StartAsync("v1", 5);
        var resources = mock.Session.Resources;
        foreach (var order in resources.All("digitalOrder"))
        {
            var product = resources.Find("customerProduct", order.Text("walletCustomerProductId")!)!;
            var customer = resources.Find("customer", product.Parent!)!;

            Assert.That(
                (product.Text("status"), product.Text("productType"), customer.Text("customerStatus")),
                Is.EqualTo(("ACTIVE", "WALLET", "ACTIVE")));
        }
    }

    [TestCase("people", "20001")]
    [TestCase("customers", "-1")]
    [TestCase("orders", "5")]
    public void A_wrong_size_is_refused(string name, string value) =>
        Assert.That(() => SettingsTests.Read((name, value)), Throws.Exception.With.Message.Contains(name));

    private static async Task<string> TextAsync(string contract, long seed)
    {
        await using var mock = await StartAsync(contract, seed);
        return string.Join('\n', mock.Session.Resources.Everything()
            .Select(each => $"{each.Type} {each.Resource.Id} {each.Resource.Body.ToJsonString()}").Order(StringComparer.Ordinal));
    }

    private static Task<PartnerApiMock> StartAsync(string contract, long seed) => PartnerApiMock.StartAsync(options => options with
    {
        ControlAddress = null,
        Contract = ContractFile.Named(contract),
        Clock = new FakeTimeProvider(Now),
        Seed = seed,
        Population = new PopulationSize(10, 6, 15),
    });
}
