using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Tests.Lifecycles;

public sealed class ProgressTests
{
    private const string Order = "digitalOrder";

    private readonly EngineUnderTest _engine = new();

    private Session Session => _engine.Session;

    private Lifecycle Orders => Session.Lifecycles.Catalogue.Find("order")!;

    [Test]
    public void What_was_due_happened_at_its_own_time()
    {
        Made("a");
        Pass(1000);

        Assert.That(
            (Status("a"), Session.Resources.Find(Order, "a")!.Text("modifiedOn")), Is.EqualTo(("SETTLED", "2025-01-31T12:01:00.000Z")));
    }

    [Test]
    public void Many_objects_come_along_in_the_order_of_time()
    {
        var seen = new List<string>();
        Session.Resources.Observers = Session.Resources.Observers.Add(new ChangeList(change =>
            seen.Add($"{change.Id} {change.After!.Text("status")} {change.At.Second}")));
        Made("a");
        _engine.Time.Advance(TimeSpan.FromSeconds(2));
        Made("b");
        Pass(10);

        Assert.That(seen, Is.EqualTo((string[])["a RECEIVED 0", "a PENDING 1", "b RECEIVED 2", "b PENDING 3", "a FILLED 5", "b FILLED 7"]));
    }

    [Test]
    public void A_clock_that_was_set_back_waits_until_it_is_due_again()
    {
        Made("a");
        Pass(1);
        Session.Clock.Set(new(2025, 1, 31, 11, 0, 0, TimeSpan.Zero));
        Pass(3600);
        var before = Status("a");
        Pass(5);

        Assert.That((before, Status("a")), Is.EqualTo(("PENDING", "FILLED")));
    }

    [Test]
    public void A_new_schedule_counts_for_what_is_under_way_and_for_what_comes()
    {
        Made("a");
        Pass(1);
        Session.Lifecycles.Set(Orders, [new("PENDING", 10), new("PARTIALLY_FILLED", 20), new("FILLED", 30)]);
        Made("b");
        var seen = new List<string?>();
        foreach (var seconds in (int[])[9, 1, 10, 10, 100])
        {
            Pass(seconds);
            seen.Add($"{Status("a")} {Status("b")}");
        }

        Assert.That(
            seen,
            Is.EqualTo((string[])[
                "PENDING RECEIVED", "PARTIALLY_FILLED PENDING", "FILLED PARTIALLY_FILLED", "FILLED FILLED", "FILLED FILLED"]));
    }

    [Test]
    public void A_schedule_that_would_have_been_over_goes_on_from_now()
    {
        Made("a");
        Pass(4);
        Session.Lifecycles.Set(Orders, [new("PENDING", 1), new("FILLED", 2)]);
        Session.RunDueTimers();

        Assert.That(
            (Status("a"), Session.Resources.Find(Order, "a")!.Text("modifiedOn")), Is.EqualTo(("FILLED", "2025-01-31T12:00:04.000Z")));
    }

    [Test]
    public void An_empty_schedule_stops_everything()
    {
        Made("a");
        Session.Lifecycles.Set(Orders, []);
        Pass(1000);

        Assert.That(Status("a"), Is.EqualTo("RECEIVED"));
    }

    [Test]
    public void A_schedule_with_a_mistake_changes_nothing()
    {
        Made("a");
        Assert.That(() => Session.Lifecycles.Set(Orders, [new("NONSENSE", 1)]), Throws.ArgumentException);
        Pass(1);

        Assert.That(Status("a"), Is.EqualTo("PENDING"));
    }

    [TestCase("REJECTED", "REJECTED")]
    [TestCase("PENDING", "SETTLED")]
    [TestCase("SETTLED", "SETTLED")]
    public void A_forced_status_goes_on_where_the_schedule_has_it(string forced, string end)
    {
        Made("a");
        Session.Lifecycles.Force(Order, "a", forced, error: null);
        var at = Status("a");
        Pass(1000);

        Assert.That((at, Status("a")), Is.EqualTo((forced, end)));
    }

    [Test]
    public void A_forced_status_keeps_the_pauses_of_the_schedule()
    {
        Made("a");
        Session.Lifecycles.Force(Order, "a", "PENDING", error: null);
        Pass(3);
        var before = Status("a");
        Pass(1);

        Assert.That((before, Status("a")), Is.EqualTo(("PENDING", "FILLED")));
    }

    [Test]
    public void Nothing_that_is_not_there_or_not_known_is_forced() =>
        Assert.That(
            (
                Session.Lifecycles.Force(Order, "nobody", "FILLED", null),
                Mistake(() => Session.Lifecycles.Force(Order, "a", "NONSENSE", null)),
                Mistake(() => Session.Lifecycles.Force("webhook", "a", "FILLED", null))),
            Is.EqualTo(((Resource?)null, true, true)));

    [Test]
    public void An_object_that_is_gone_is_left_alone()
    {
        Made("a");
        Session.Resources.Remove(Order, "a");
        Pass(1000);

        Assert.That(Session.Resources.Exists(Order, "a"), Is.False);
    }

    [Test]
    public void An_object_that_was_made_again_starts_again()
    {
        Made("a");
        Session.Resources.Remove(Order, "a");
        _engine.Time.Advance(TimeSpan.FromSeconds(0.5));
        Made("a");
        Pass(0.5);
        var before = Status("a");
        Pass(0.5);

        Assert.That((before, Status("a")), Is.EqualTo(("RECEIVED", "PENDING")));
    }

    [Test]
    public void Planning_again_and_again_leaves_no_heap()
    {
        Made("a");
        for (var count = 0; count < 100_000; count++)
        {
            Session.Lifecycles.Force(Order, "a", count % 2 == 0 ? "INVALID" : "PENDING", new("UNKNOWN_ERROR", "again"));
        }

        Assert.That(Session.Clock.PendingTimers, Is.EqualTo(1));
    }

    [Test]
    public void Nothing_is_allocated_while_nothing_is_due()
    {
        Made("a");
        Session.RunDueTimers();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var count = 0; count < 1000; count++)
        {
            Session.RunDueTimers();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static bool Mistake(Action act) => Assert.Catch<ArgumentException>(() => act()) is not null;

    private void Made(string id) => Session.Resources.Upsert(Order, id, null, new JsonObject { ["status"] = "RECEIVED", ["orderId"] = id });

    private string? Status(string id) => Session.Resources.Find(Order, id)!.Text("status");

    private void Pass(double seconds)
    {
        _engine.Time.Advance(TimeSpan.FromSeconds(seconds));
        Session.RunDueTimers();
    }

    private sealed class ChangeList(Action<ResourceChange> add) : IResourceObserver
    {
        public void OnChanged(ResourceChange change, ResourceTransaction transaction) => add(change);

        public void OnReset()
        {
        }
    }
}
