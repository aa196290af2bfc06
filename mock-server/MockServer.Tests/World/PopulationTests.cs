using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.People;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Tests.Cli;
using PartnerApi.Mock.Tests.Partners;
using PartnerApi.TestSupport;

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

    [Test]
    public async Task A_reset_brings_the_start_back(
        [ValueSource(typeof(ContractFile), nameof(ContractFile.Names))] string contract)
    {
        await using var mock = await StartAsync(contract, 5);
        var before = TextOf(mock.Session);
        mock.Session.Resources.Remove("customer", mock.Session.Resources.All("customer")[0].Id);
        mock.Session.Resources.Patch(
            "naturalPerson", mock.Session.Resources.All("naturalPerson")[^1].Id, new() { ["status"] = "REJECTED" });
        mock.Session.Resources.Upsert("customer", "another", null, []);

        mock.Reset();
        var once = TextOf(mock.Session);
        mock.Reset();

        Assert.That((once, TextOf(mock.Session)), Is.EqualTo((before, before)));
    }

    [Test]
    public async Task A_reset_starts_the_lifecycles_of_orders_again()
    {
        await using var mock = await StartAsync("v1", 5);
        mock.Session.Clock.Advance(TimeSpan.FromHours(1));
        mock.Session.RunDueTimers();
        Assert.That(Statuses(mock.Session), Is.All.EqualTo("SETTLED"));

        mock.Reset();
        Assert.That(Statuses(mock.Session), Is.All.EqualTo("RECEIVED"));
        mock.Session.Clock.Advance(TimeSpan.FromHours(1));
        mock.Session.RunDueTimers();

        Assert.That(Statuses(mock.Session), Is.All.EqualTo("SETTLED"));
    }

    [Test]
    public async Task A_new_session_has_a_population_of_its_own_only_when_asked(
        [ValueSource(typeof(ContractFile), nameof(ContractFile.Names))] string contract)
    {
        await using var mock = await StartAsync(contract, 5);
        var request = new SessionRequest { Seed = 5, People = 10, Customers = 6, Orders = 15 };

        var (populated, plain) = (mock.Sessions.Create(request).Session, mock.Sessions.Create(new()).Session);

        Assert.That(TextOf(populated), Is.EqualTo(TextOf(mock.Session)));
        Assert.That(plain.Resources.Count, Is.EqualTo(PeopleFile.Embedded().Length));
        var before = TextOf(populated);
        populated.Resources.Remove("customer", populated.Resources.All("customer")[0].Id);
        populated.Reset();
        Assert.That(TextOf(populated), Is.EqualTo(before));
    }

    [Test]
    public async Task Resets_at_the_same_time_do_not_mix_their_objects()
    {
        await using var mock = await StartAsync("v1", 5);
        var before = TextOf(mock.Session);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(mock.Reset)));

        Assert.That(TextOf(mock.Session), Is.EqualTo(before));
    }

    [Test]
    public async Task A_session_that_was_stored_is_reset_to_its_population()
    {
        using var folder = new TemporaryFolder();
        string id, before;
        await using (var mock = await StartAsync("v1", 5, folder.File("state")))
        {
            var session = mock.Sessions.Create(new() { Seed = 9, People = 3, Customers = 2, Orders = 1 }).Session;
            (id, before) = (session.Id, TextOf(session));
        }

        await using var again = await StartAsync("v1", 5, folder.File("state"));
        var restored = again.Sessions.Find(id)!;
        restored.Resources.Remove("customer", restored.Resources.All("customer")[0].Id);
        restored.Reset();

        Assert.That(TextOf(restored), Is.EqualTo(before));
    }

    [TestCase(20_001, 0, 0, "people")]
    [TestCase(0, -1, 0, "customers")]
    [TestCase(0, 0, 1, "orders")]
    public async Task A_session_with_a_wrong_population_is_refused(int people, int customers, int orders, string named)
    {
        await using var mock = await StartAsync("v1", 5);

        Assert.That(
            () => mock.Sessions.Create(new() { People = people, Customers = customers, Orders = orders }),
            Throws.ArgumentException.With.Message.Contains(named));
    }

    [Test]
    public async Task A_population_that_does_not_fit_leaves_no_session()
    {
        await using var mock = await StartAsync("v1", 5);

        Assert.That(
            () => mock.Sessions.Create(new() { Id = "large", Customers = 20_000, Orders = 20_000 }),
            Throws.TypeOf<PopulationException>().With.Message.Contains("do not fit"));
        Assert.That(mock.Sessions.Find("large"), Is.Null);
    }

    [TestCase("""{"id": "s", "people": 4, "customers": 2, "orders": 3}""", 201)]
    [TestCase("""{"id": "s", "orders": 3}""", 400)]
    [TestCase("""{"id": "s", "people": "4"}""", 400)]
    [TestCase("""{"id": "s", "customers": 20000, "orders": 20000}""", 429)]
    public async Task The_control_API_populates_a_session_or_says_why_not(string body, int status)
    {
        await using var mock = await PartnerApiMock.StartAsync(options => options with { Seed = 5 });
        using var control = new ControlClient(mock);

        Assert.That((await control.CallAsync("POST", "/control/v1/sessions", body)).Status, Is.EqualTo(status));
        Assert.That(mock.Sessions.Find("s")?.Resources.CountOf("customer"), Is.EqualTo(status == 201 ? 2 : null));
    }

    [TestCase("people", "20001")]
    [TestCase("customers", "-1")]
    [TestCase("orders", "5")]
    public void A_wrong_size_is_refused(string name, string value) =>
        Assert.That(() => SettingsTests.Read((name, value)), Throws.Exception.With.Message.Contains(name));

    private static async Task<string> TextAsync(string contract, long seed)
    {
        await using var mock = await StartAsync(contract, seed);
        return TextOf(mock.Session);
    }

    private static string TextOf(Session session) => string.Join('\n', session.Resources.Everything()
        .Select(each => $"{each.Type} {each.Resource.Id} {each.Resource.Body.ToJsonString()}").Order(StringComparer.Ordinal));

    private static IEnumerable<string?> Statuses(Session session) =>
        session.Resources.All("digitalOrder").Concat(session.Resources.All("securitiesOrder")).Select(order => order.Text("status"));

    private static Task<PartnerApiMock> StartAsync(string contract, long seed, string? state = null) => PartnerApiMock.StartAsync(options =>
        options with
        {
            StateFile = state,
            ControlAddress = null,
            Contract = ContractFile.Named(contract),
            Clock = new FakeTimeProvider(Now),
            Seed = seed,
            Population = new PopulationSize(10, 6, 15),
        });
}
