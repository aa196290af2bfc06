using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Tests.Resources;

public sealed class ConflictTests
{
    private readonly EngineUnderTest _engine = new();

    [Test]
    public async Task Of_two_requests_with_one_externalId_that_have_passed_all_rules_one_wins()
    {
        using var both = new Barrier(2);
        // The last rule that is checked before the transaction.
        var meeting = new Rule<CommandRequest>("meeting", request =>
        {
            if (request.Operation.Id == "createTransfer")
            {
                both.SignalAndWait();
            }

            return null;
        });
        var engine = new EngineUnderTest(commandRules: [.. CommandRules.All, meeting]);
        var request = engine.Requests.Of("createTransfer");

        var replies = await Task.WhenAll(Task.Run(() => engine.Answer(request)), Task.Run(() => engine.Answer(request)));

        Assert.That(replies.Select(reply => reply.Status), Is.EquivalentTo((int[])[200, 409]));
    }

    [Test]
    public void Many_updates_at_the_same_time_lose_none_of_each_other()
    {
        _engine.Session.Resources.Upsert("thing", "a", null, []);
        Parallel.For(0, 200, index => _engine.Session.Resources.Patch("thing", "a", new() { [$"member {index}"] = index }));

        Assert.That(
            _engine.Session.Resources.Find("thing", "a")!.Body.Count(member => member.Key.StartsWith("member", StringComparison.Ordinal)),
            Is.EqualTo(200));
    }

    [Test]
    public void An_object_keeps_its_own_externalId_when_it_is_changed()
    {
        var request = _engine.Requests.Of("updateNaturalPerson");
        var own = request with { Body = EngineUnderTest.Bytes("""{"externalId":"mine"}""") };

        Assert.That((_engine.Answer(own).Status, _engine.Answer(own).Status), Is.EqualTo((200, 200)));
    }

    [Test]
    public void A_full_session_takes_nothing_more_until_something_goes()
    {
        var world = _engine.Session.Resources;
        for (var number = 0; !world.IsFull; number++)
        {
            world.Upsert("thing", $"{number}", null, []);
        }

        var request = _engine.Requests.Of("createUser");
        var refused = _engine.Answer(request);
        world.Remove("thing", "0");
        var accepted = _engine.Answer(request);

        Assert.That(
            (world.Count, refused.Status, refused.Headers.First(RuleHeader.Name), accepted.Status),
            Is.EqualTo((ResourceStore.Max, 429, "API.capacity", 200)));
    }

    [Test]
    public void A_session_that_was_deleted_leaves_nothing_behind()
    {
        var left = Deleted();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.That(left.TryGetTarget(out _), Is.False);
    }

    // A method of its own, so that nothing on the stack holds the session.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference<Session> Deleted()
    {
        var made = _engine.Sessions.Create(new());
        made.Session.Resources.Upsert(
            ResourceStore.Webhook, "CUSTOMER_NOTIFICATION", null, new JsonObject { ["url"] = "https://192.0.2.1/" });
        made.Session.Resources.Upsert("digitalOrder", "a", null, new JsonObject { ["status"] = "RECEIVED" });
        made.Session.RunDueTimers();
        _engine.Sessions.Delete(made.Session.Id);
        return new(made.Session);
    }
}
