using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Fixtures.People;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Tests.Resources;

public sealed class ResourceStoreTests
{
    private const string Type = "transfer";

    private readonly EngineUnderTest _engine = new();

    private ResourceStore Store => _engine.Session.Resources;

    [Test]
    public void It_starts_with_the_people_and_nothing_else() =>
        Assert.That(
            (Store.Page(ResourceStore.NaturalPerson, null, 0, 1000).Length, Store.Page(Type, null, 0, 1000).Length),
            Is.EqualTo((PeopleFile.Embedded().Length, 0)));

    [Test]
    public void Reset_brings_it_back_to_the_start()
    {
        Store.Upsert(Type, "a", null, new JsonObject { ["externalId"] = "x" });
        Store.Remove(ResourceStore.NaturalPerson, GoodRequests.Requestor);
        Store.Reset();

        Assert.That(
            (Store.Exists(Type, "a"), Store.IsTaken(Type, "x"), Store.Exists(ResourceStore.NaturalPerson, GoodRequests.Requestor)),
            Is.EqualTo((false, false, true)));
    }

    [Test]
    public void What_is_put_is_stamped_with_the_sessions_time()
    {
        Store.Upsert(Type, "a", null, []);
        _engine.Session.Clock.Advance(TimeSpan.FromSeconds(1.5));
        var updated = Store.Patch(Type, "a", new JsonObject { ["amount"] = 1 })!.Body;

        Assert.That(
            ((string?)updated["createdOn"], (string?)updated["modifiedOn"]),
            Is.EqualTo(("2025-01-31T12:00:00.000Z", "2025-01-31T12:00:01.500Z")));
    }

    [Test]
    public void An_update_leaves_the_other_members_and_the_owner_alone()
    {
        Store.Upsert(Type, "a", "owner", new JsonObject { ["kept"] = 1, ["changed"] = 1 });
        var updated = Store.Patch(Type, "a", new JsonObject { ["changed"] = 2 })!;

        Assert.That(((int?)updated.Body["kept"], (int?)updated.Body["changed"], updated.Parent), Is.EqualTo(((int?)1, (int?)2, "owner")));
    }

    [Test]
    public void An_object_that_was_handed_out_never_changes()
    {
        var before = Store.Upsert(Type, "a", null, new JsonObject { ["amount"] = 1 });
        Store.Patch(Type, "a", new JsonObject { ["amount"] = 2 });

        Assert.That((int?)before.Body["amount"], Is.EqualTo(1));
    }

    [Test]
    public void Nothing_is_updated_or_removed_that_is_not_there() =>
        Assert.That((Store.Patch(Type, "a", []), Store.Remove(Type, "a")), Is.EqualTo(((Resource?)null, false)));

    [Test]
    public void An_external_id_is_free_again_once_its_object_is_gone_or_has_another()
    {
        Store.Upsert(Type, "a", null, new JsonObject { ["externalId"] = "x" });
        Store.Upsert(Type, "b", null, new JsonObject { ["externalId"] = "y" });
        var taken = (Store.IsTaken(Type, "x"), Store.IsTaken(Type, "y"), Store.IsTaken("order", "x"));
        Store.Patch(Type, "a", new JsonObject { ["externalId"] = "z" });
        Store.Remove(Type, "b");

        Assert.That(
            (taken, Store.IsTaken(Type, "x"), Store.IsTaken(Type, "y"), Store.IsTaken(Type, "z")),
            Is.EqualTo(((true, true, false), false, false, true)));
    }

    [Test]
    public void Many_threads_lose_nothing()
    {
        Parallel.For(0, 1000, count => Store.Upsert(Type, $"id {count}", null, []));

        Assert.That(Store.Page(Type, null, 0, 2000), Has.Length.EqualTo(1000));
    }
}
