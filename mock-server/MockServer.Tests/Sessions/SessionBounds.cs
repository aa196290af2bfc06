using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Sessions;

/// <summary>How many sessions there may be, and how they end.</summary>
internal sealed class SessionBounds
{
    private static readonly Uri Anywhere = new("http://127.0.0.1:0");

    [Test]
    public async Task There_may_be_ten_thousand_sessions_and_one_more_is_refused_with_a_reason()
    {
        await using var mock = await Mocks.StartAsync("v1", options => options with { ControlAddress = Anywhere });
        for (var number = 0; number < SessionRegistry.Max; number++)
        {
            mock.Sessions.Create(new());
        }

        using var control = new ControlClient(mock);
        var (status, body) = await control.CallAsync("POST", "/control/v1/sessions", "{}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(mock.Sessions.Count, Is.EqualTo(10_001));
            Assert.That(status, Is.EqualTo(429));
            Assert.That((string?)body!["detail"], Does.StartWith("the maximum of 10000 sessions is reached"));
        }
    }

    [Test]
    public async Task A_deleted_session_takes_its_tokens_and_credentials_along()
    {
        await using var mock = await Mocks.StartAsync("v1", options => options with { ControlAddress = Anywhere });
        using var partner = await Partner.InNewSessionAsync(mock);
        using var control = new ControlClient(mock);
        var session = $"/control/v1/sessions/{partner.Session.Id}";
        var (deleted, _) = await control.CallAsync("DELETE", session);
        var (again, _) = await control.CallAsync("DELETE", session);
        using var call = await partner.QueryAsync();
        using var token = await partner.AskTokenAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((deleted, again), Is.EqualTo((204, 404)));
            Assert.That(((int)call.StatusCode, Partner.Rule(call)), Is.EqualTo((401, "S3.bearer.revoked")));
            Assert.That(((int)token.StatusCode, Partner.Rule(token)), Is.EqualTo((400, "S1.client_id")));
        }
    }

    [Test]
    public async Task The_default_session_cannot_be_deleted()
    {
        await using var mock = await Mocks.StartAsync("v1", options => options with { ControlAddress = Anywhere });
        using var control = new ControlClient(mock);
        Assert.That((await control.CallAsync("DELETE", "/control/v1/sessions/default")).Status, Is.EqualTo(409));
    }

    [Test]
    public async Task An_idle_session_expires_and_one_in_use_does_not()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.Zero));
        await using var mock = await Mocks.StartAsync("v1", options => options with { Clock = time });
        var idle = mock.Sessions.Create(new() { IdleSeconds = 60 }).Session;
        using var busy = await Partner.InNewSessionAsync(mock);
        var used = mock.Sessions.Create(new() { IdleSeconds = 60 }).Session;
        time.Advance(TimeSpan.FromSeconds(59));
        mock.Sessions.Touch(used);
        mock.Sessions.RemoveIdle();
        var before = mock.Sessions.Find(idle.Id);
        time.Advance(TimeSpan.FromSeconds(1));
        mock.Sessions.RemoveIdle();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(before, Is.SameAs(idle));
            Assert.That(mock.Sessions.Find(idle.Id), Is.Null);
            Assert.That(mock.Sessions.Find(used.Id), Is.SameAs(used));
            Assert.That(mock.Sessions.Find(busy.Session.Id), Is.SameAs(busy.Session));
        }
    }

    // Nobody has to make another session, or to sweep, for that.
    [Test]
    public async Task Whoever_comes_back_too_late_finds_nothing()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.Zero));
        await using var mock = await Mocks.StartAsync("v1", options => options with { Clock = time });
        using var partner = await Partner.InNewSessionAsync(mock);
        time.Advance(TimeSpan.FromSeconds(3600));
        using var token = await partner.AskTokenAsync();
        using var query = await partner.QueryAsync();

        Assert.That(
            ((int)token.StatusCode, (int)query.StatusCode, mock.Sessions.Find(partner.Session.Id)),
            Is.EqualTo((400, 401, (Mock.Sessions.Session?)null)));
    }

    [Test]
    public async Task A_clock_that_is_moved_makes_no_session_idle()
    {
        await using var mock = await Mocks.StartAsync("v1");
        using var partner = await Partner.InNewSessionAsync(mock);
        partner.Session.Clock.Advance(TimeSpan.FromDays(365));
        mock.Sessions.RemoveIdle();
        Assert.That(mock.Sessions.Find(partner.Session.Id), Is.Not.Null);
    }
}
