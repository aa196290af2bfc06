using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Tests.Resources;

public sealed class ResourceTransactionTests
{
    private const string Type = "transfer";

    private readonly EngineUnderTest _engine = new();

    private ResourceStore Store => _engine.Session.Resources;

    [Test]
    public void Nothing_remains_of_a_transaction_that_throws()
    {
        Store.Upsert(Type, "changed", null, new JsonObject { ["amount"] = 1, ["externalId"] = "x" });
        Store.Upsert(Type, "removed", null, []);
        Store.Upsert(Type, "last", null, []);
        var before = Texts();

        Assert.That(() => Store.Transact(Fail), Throws.TypeOf<FormatException>());
        Assert.That((Texts(), Store.IsTaken(Type, "x"), Store.Count), Is.EqualTo((before, true, Store.Everything().Count())));

        static void Fail(ResourceTransaction transaction)
        {
            transaction.Patch(Type, "changed", new JsonObject { ["amount"] = 2, ["externalId"] = "y" });
            transaction.Remove(Type, "removed");
            transaction.Upsert(Type, "new", null, []);
            throw new FormatException();
        }
    }

    [Test]
    public void An_object_that_comes_back_takes_its_old_place_in_lists()
    {
        foreach (var number in Enumerable.Range(0, 300))
        {
            Store.Upsert(Type, $"{number}", null, []);
        }

        Assert.That(
            () => Store.Transact(transaction =>
            {
                foreach (var number in Enumerable.Range(0, 250))
                {
                    transaction.Remove(Type, $"{number}");
                }

                throw new FormatException();
            }),
            Throws.TypeOf<FormatException>());
        Assert.That(Store.All(Type).Select(resource => resource.Id), Is.EqualTo(Enumerable.Range(0, 300).Select(number => $"{number}")));
    }

    [Test]
    public void A_transaction_cannot_be_started_inside_another_one() =>
        Assert.That(() => Store.Transact(_ => Store.Upsert(Type, "a", null, [])), Throws.InvalidOperationException);

    [Test]
    public void Observers_see_each_change_once_in_order_and_what_they_change_too()
    {
        var seen = new List<string>();
        Store.Observers = [new Observer(seen)];
        Store.Transact(transaction =>
        {
            transaction.Upsert(Type, "a", null, []);
            transaction.Upsert(Type, "b", null, []);
            transaction.Remove(Type, "b");
        });

        Assert.That(seen, Is.EqualTo((string[])["a", "b", "b", "after a", "after b"]));
    }

    private string Texts() => string.Join(' ', Store.All(Type).Select(resource => resource.Body.ToJsonString()));

    private sealed class Observer(List<string> seen) : IResourceObserver
    {
        public void OnChanged(ResourceChange change, ResourceTransaction transaction)
        {
            seen.Add(change.Id);
            if (change is { Before: null } && !change.Id.StartsWith("after", StringComparison.Ordinal))
            {
                transaction.Upsert(Type, "after " + change.Id, null, []);
            }
        }

        public void OnReset()
        {
        }
    }
}
