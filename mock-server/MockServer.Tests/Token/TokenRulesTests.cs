using NUnit.Framework;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Tests.Token;

public sealed class TokenRulesTests
{
    // Only a contract whose scope is required can break it; the tests of scopes do.
    private const string ScopesOnly = "RFC6749-3.3.missing_scope";

    private readonly EngineUnderTest _engine = new();

    private static IEnumerable<TestCaseData> Cases() =>
        TokenRuleCases.All.Select(row => new TestCaseData(row).SetArgDisplayNames(row.ToString()));

    [TestCaseSource(nameof(Cases))]
    public void A_request_breaks_its_rule_and_no_other(RuleCase row)
    {
        var (rule, _, broken, _) = row;
        var request = _engine.ReadToken(broken);

        // A body that was not read has no parameters either, which is no fault of theirs.
        var answering = broken.BodyFault == BodyFault.None
            ? TokenRules.All.Where(each => each.Check(request) is not null).Select(each => each.Requirement)
            : [TokenRules.All.FirstBroken(request)!.Requirement];

        Assert.That(answering, Is.EqualTo(new[] { rule }));
    }

    [TestCaseSource(nameof(Cases))]
    public void The_mended_request_gets_a_token(RuleCase row) =>
        Assert.That(_engine.Answer(row.Mended).Status, Is.EqualTo(200));

    [TestCaseSource(nameof(Cases))]
    public void A_refusal_has_the_documented_shape_and_names_its_rule(RuleCase row)
    {
        var reply = _engine.Answer(row.Broken);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reply.Status, Is.InRange(400, 499));
            Assert.That(reply.Headers.First(RuleHeader.Name), Is.EqualTo(row.Rule));
            Assert.That(reply.Headers.First("Cache-Control"), Is.EqualTo("no-store"));
            Assert.That((string?)EngineUnderTest.Json(reply)["error"], Is.AnyOf(
                "invalid_request", "invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope"));
            Assert.That((string?)EngineUnderTest.Json(reply)["error_description"], Does.Match("^[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+$"));
            Assert.That(reply.Headers.CountOf("WWW-Authenticate"), Is.EqualTo(reply.Status == 401 ? 1 : 0));
        }
    }

    [Test]
    public void A_client_that_is_not_known_gets_400_for_its_body_and_a_challenge_for_its_header()
    {
        var body = GoodRequests.TokenWith("grant_type=client_credentials&client_id=x&client_secret=x");
        var header = GoodRequests.TokenWith("grant_type=client_credentials");
        header = header with { Headers = header.Headers.With("Authorization", "Basic eDp4") };

        Assert.That(
            (_engine.Answer(body).Status, _engine.Answer(body).Headers.First("WWW-Authenticate")), Is.EqualTo((400, (string?)null)));
        Assert.That(_engine.Answer(header).Status, Is.EqualTo(401));
        Assert.That(_engine.Answer(header).Headers.First("WWW-Authenticate"), Does.StartWith("Basic realm="));
    }

    [TestCase("grant_type=password", "'password'")]
    [TestCase("grant_type=cAnary-value", "another value")]
    public void Only_words_of_the_standards_are_repeated_back(string pair, string expected)
    {
        var description = (string?)EngineUnderTest.Json(
            _engine.Answer(GoodRequests.TokenWith(pair + "&client_id=x&client_secret=x")))["error_description"];

        Assert.That(description, Does.Contain(expected).And.Not.Contain("cAnary"));
    }

    [Test]
    public void One_rule_is_left_out_and_must_be_there()
    {
        Assert.That(
            TokenRules.All.Without("S2.grant_type.missing").Select(rule => rule.Requirement),
            Is.EqualTo(TokenRules.All.Select(rule => rule.Requirement).Where(id => id != "S2.grant_type.missing")));
        Assert.That(() => TokenRules.All.Without("S2.none"), Throws.ArgumentException);
    }

    [Test]
    public void Every_rule_has_a_row() =>
        Assert.That(
            TokenRules.All.Select(rule => rule.Requirement).Distinct(),
            Is.EquivalentTo(TokenRuleCases.All.Select(row => row.Rule).Append(ScopesOnly).Distinct()));

    [Test]
    public void Every_rule_is_a_requirement() =>
        Assert.That(TokenRules.All.Select(rule => RequirementsFile.Embedded().Find(rule.Requirement)), Has.None.Null);

    [Test]
    public void Of_several_broken_rules_the_first_answers()
    {
        var everything = GoodRequests.TokenWith("scope=x&x=1&x=2&y=%zz") with { Query = "client_secret=x" };
        var steps = new (ApiRequest Request, string Rule)[]
        {
            (everything with { Headers = HeaderList.Empty, BodyFault = BodyFault.TooLarge }, "API.size"),
            (everything with { Headers = HeaderList.Empty }, "RFC6749-4.4.2.media_type"),
            (everything, "RFC6749-B.form_encoding"),
            (everything with { Body = EngineUnderTest.Bytes("scope=x&x=1&x=2") }, "RFC6749-2.3.1.uri_credentials"),
            (everything with { Body = EngineUnderTest.Bytes("scope=x&x=1&x=2"), Query = "" }, "RFC6749-3.2.repeated_parameter"),
            (GoodRequests.TokenWith("scope=x"), "S2.grant_type.missing"),
            (GoodRequests.TokenWith("scope=x&grant_type=x"), "S2.grant_type.unknown"),
            (GoodRequests.TokenWith("scope=x&grant_type=client_credentials"), "S2.client_id.missing"),
            (GoodRequests.TokenWith("scope=x&grant_type=client_credentials&client_id=x"), "S2.client_secret.missing"),
            (GoodRequests.TokenWith("scope=x&grant_type=client_credentials&client_id=x&client_secret=x"), "S1.client_id"),
            (GoodRequests.TokenWith("scope=x&grant_type=client_credentials&client_id=partner-local&client_secret=x"), "S1.client_secret"),
            (GoodRequests.TokenWith(GoodRequests.TokenForm + "&scope=x"), "RFC6749-3.3.scope"),
        };

        Assert.That(
            steps.Select(step => TokenRules.All.FirstBroken(_engine.ReadToken(step.Request))?.Requirement),
            Is.EqualTo(steps.Select(step => step.Rule)));
    }

    [Test]
    public void An_unknown_client_and_a_wrong_secret_get_the_same_answer()
    {
        var unknown = _engine.Answer(GoodRequests.TokenWith("grant_type=client_credentials&client_id=nobody&client_secret=x"));
        var wrong = _engine.Answer(GoodRequests.TokenWith("grant_type=client_credentials&client_id=partner-local&client_secret=x"));

        Assert.That((unknown.Status, unknown.Text()), Is.EqualTo((wrong.Status, wrong.Text())));
    }

    [Test]
    public void Without_explanations_a_refusal_has_only_its_code()
    {
        var reply = new EngineUnderTest(explain: false).Answer(GoodRequests.TokenWith("x=1"));

        Assert.That(reply.Text(), Is.EqualTo("""{"error":"invalid_request"}"""));
    }

    [Test]
    public void No_refusal_repeats_a_secret()
    {
        const string Canary = "canary-7d1f";
        var reply = _engine.Answer(
            GoodRequests.TokenWith($"grant_type={Canary}&client_id={Canary}&client_secret={Canary}&{Canary}=1&{Canary}=2"));

        Assert.That(reply.Text(), Does.Not.Contain(Canary));
    }
}
