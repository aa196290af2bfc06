using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Diagnosis;

[TestFixture]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class WhyTests
{
    private PartnerApiMock _mock = null!;
    private string _token = "";

    [OneTimeSetUp]
    public async Task StartAsync() =>
        _mock = await PartnerApiMock.StartAsync(options => options with { ControlAddress = null, CheckReferences = false });

    [OneTimeTearDown]
    public async Task StopAsync() => await _mock.DisposeAsync();

    [SetUp]
    public void Renew()
    {
        _mock.Reset();
        _token = _mock.Answer(Calls.Token(_mock)).TokenOf();
    }

    [TestCaseSource(typeof(WrongRequests), nameof(WrongRequests.OfTokens))]
    public void The_first_line_names_the_cause_of_a_refused_token_request(
        Func<PartnerApiMock, ApiRequest, ApiRequest> wrong, string cause, string fix) =>
        Explains(wrong(_mock, Calls.Token(_mock)), cause, fix);

    [TestCaseSource(typeof(WrongRequests), nameof(WrongRequests.OfCommands))]
    public void The_first_line_names_the_cause_of_a_refused_command(
        Func<PartnerApiMock, ApiRequest, ApiRequest> wrong, string cause, string fix) =>
        Explains(wrong(_mock, Calls.Command(_mock, _token)), cause, fix);

    [TestCaseSource(typeof(WrongRequests), nameof(WrongRequests.OfBodies))]
    [TestCaseSource(typeof(WrongRequests), nameof(WrongRequests.OfShapes))]
    public void The_first_line_names_the_member_at_fault(Func<PartnerApiMock, ApiRequest, ApiRequest> wrong, string cause, string fix) =>
        Explains(wrong(_mock, Calls.Command(_mock, _token, "createNaturalPerson")), cause, fix);

    [Test]
    public void An_expired_token_is_told_with_its_age_by_the_clock_of_the_session()
    {
        _mock.Clock.Freeze();
        var token = _mock.Answer(Calls.Token(_mock)).TokenOf();
        _mock.Clock.Advance(TimeSpan.FromSeconds(3612));

        Explains(Calls.Command(_mock, token), "expired 12 s ago by this session's clock", "new token shortly before");
    }

    [Test]
    public void A_revoked_token_is_told_from_a_wrong_one()
    {
        _mock.Session.Clients[0].Revoke();

        Explains(Calls.Command(_mock, _token), "revoked before it expired", "request a new one");
    }

    [Test]
    public async Task A_token_of_another_mock_is_told()
    {
        await using var other = await PartnerApiMock.StartAsync(options => options with { ControlAddress = null, CheckReferences = false });

        Explains(Calls.Command(_mock, other.Answer(Calls.Token(other)).TokenOf()), "another mock", "Request a new token");
    }

    [Test]
    public void A_token_of_another_session_is_told_where_the_request_names_its_own()
    {
        var made = _mock.Sessions.Create(new());
        var token = _mock.Answer(Calls.Token(made)).TokenOf();

        Explains(
            Calls.Command(_mock, token).Instead("X-Mock-Session", "default"), "belongs to another session",
            "credentials of this session");
    }

    [Test]
    public void The_steps_of_the_ladder_are_explained()
    {
        _mock.Session.RequestorValidation = RequestorValidation.At(RequestorCheckLevel.Active);
        var good = Calls.Command(_mock, _token);

        Explains(good.Instead("Requestor-ID", "00000000-0000-0000-0000-000000000000"), "placeholder, not an id", "Send the id");
        Explains(good.Instead("Requestor-ID", "{11111111-1111-4111-8111-111111111111}"), "another format", "without braces");
        Explains(good.Instead("Requestor-ID", "test person"), "is not a UUID", "naturalPersonId");
        Explains(
            good.Instead("Requestor-ID", "5b0b6ad2-2cf4-4f1b-9a1c-0d0f5f1a2b3c"), "No natural person of this session",
            "Create the person first");
        Explains(good.Instead("Requestor-ID", "33333333-3333-4333-8333-333333333333"), "not ACTIVE", "onboarding");
    }

    [Test]
    public void An_ordered_failure_is_told_from_a_mistake()
    {
        _mock.Faults.Add(new FaultOptions { Kind = "429-retry-after" });

        Explains(
            Calls.Command(_mock, _token), "is valid; the simulated fault '429-retry-after' replaced the response",
            "Do not change the request");
    }

    [Test]
    public void A_good_request_has_no_why_and_passes_every_rule()
    {
        _mock.Answer(Calls.Command(_mock, _token));

        var exchange = _mock.Journal[^1];
        Assert.That(exchange.Why, Is.Empty);
        Assert.That(exchange.Rules.Select(rule => rule.Passed), Is.All.True);
        Assert.That(exchange.Rules, Has.Length.GreaterThan(20));
    }

    [Test]
    public void The_rules_are_listed_up_to_the_one_that_decided()
    {
        _mock.Answer(Calls.Command(_mock, _token).Lacking("Requestor-ID"));

        var rules = _mock.Journal[^1].Rules;
        Assert.That(rules[^1].Requirement, Is.EqualTo("S4.requestor_id.required"));
        Assert.That(rules.Select(rule => rule.Passed), Is.EqualTo(rules.Select((_, index) => index < rules.Length - 1)));
        Assert.That(rules[^1].Statement, Does.Contain("Requestor-ID"));
        Assert.That(rules[0].Requirement, Is.EqualTo("API.route.known"));
    }

    [Test]
    public void The_difference_shows_what_came_and_what_was_wanted()
    {
        _mock.Answer(Calls.Command(_mock, _token).Lacking("Requestor-ID").Instead("RequestorId", "x"));

        Assert.That(_mock.Journal[^1].Why[0], Has.Property("Sent").EqualTo("RequestorId").And.Property("Expected").EqualTo("Requestor-ID"));
    }

    private void Explains(ApiRequest wrong, string cause, string fix)
    {
        _mock.Answer(wrong);

        var exchange = _mock.Journal[^1];
        Assert.That(exchange.Why, Is.Not.Empty, "nothing was refused: " + exchange);
        Assert.That(exchange.Why[0].Text, Does.Contain(cause), exchange.ToString());
        Assert.That(exchange.Why[0].Fix, Does.Contain(fix), exchange.ToString());
    }
}
