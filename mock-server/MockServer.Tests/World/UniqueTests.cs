using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Tests.Resources;

/// <summary>What there may be only one of beside external ids.</summary>
public sealed class UniqueTests
{
    private readonly EngineUnderTest _engine = new();

    [Test]
    public void A_second_user_with_the_same_address_is_400_as_the_reference_lists()
    {
        var create = _engine.Requests.Of("createUser");

        Assert.That((_engine.Answer(create).Status, Decided(create)), Is.EqualTo((200, (400, "API.unique"))));
    }

    [Test]
    public void A_user_keeps_the_own_address_and_does_not_take_another_s()
    {
        var update = _engine.Requests.Of("updateUser");
        _engine.Session.Resources.Upsert("user", "another", null, new JsonObject { ["email"] = "another@example.org" });
        ApiRequest With(string email) => update with { Body = EngineUnderTest.Bytes($$"""{"email":"{{email}}"}""") };

        Assert.That(
            (Decided(With("own@example.org")), Decided(With("own@example.org")), Decided(With("another@example.org"))),
            Is.EqualTo(((200, (string?)null), (200, (string?)null), (400, "API.unique"))));
    }

    [Test]
    public void An_address_that_was_given_up_is_free()
    {
        var create = _engine.Requests.Of("createUser");
        var user = (string)EngineUnderTest.Json(_engine.Answer(create))["userId"]!;
        _ = Decided(create);
        _engine.Session.Resources.Patch("user", user, new() { ["email"] = "moved@example.org" });

        Assert.That(Decided(create), Is.EqualTo((200, (string?)null)));
    }

    [TestCase("CREATED", 409)]
    [TestCase("COMPLETED", 409)]
    [TestCase("REJECTED", 200)]
    [TestCase("FAILED", 200)]
    public void A_second_onboarding_is_409_unless_the_first_one_failed(string status, int expected)
    {
        var start = _engine.Requests.Of("startOnboarding");
        var first = (string)EngineUnderTest.Json(_engine.Answer(start))["onboardingId"]!;
        _engine.Session.Resources.Patch("onboarding", first, new() { ["status"] = status });

        Assert.That(Decided(start), Is.EqualTo((expected, expected == 409 ? "API.unique" : null)));
    }

    [Test]
    public void After_a_failed_onboarding_and_a_good_one_there_is_no_third()
    {
        var start = _engine.Requests.Of("startOnboarding");
        var first = (string)EngineUnderTest.Json(_engine.Answer(start))["onboardingId"]!;
        _engine.Session.Resources.Patch("onboarding", first, new() { ["status"] = "REJECTED" });
        var second = Decided(start).Status;
        _engine.Session.Resources.Patch("onboarding", first, new() { ["reason"] = "an older one that changes is still the older one" });

        Assert.That((second, Decided(start)), Is.EqualTo((200, (409, "API.unique"))));
    }

    private (int Status, string? Rule) Decided(ApiRequest request)
    {
        var reply = _engine.Answer(request);
        return (reply.Status, reply.Headers.First(RuleHeader.Name));
    }
}
