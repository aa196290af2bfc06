using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NUnit.Framework;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Tests.Token;

public sealed class AccessTokensTests
{
    private readonly EngineUnderTest _engine = new();

    [Test]
    public void No_two_tokens_are_alike_even_within_a_moment()
    {
        var tokens = Enumerable.Range(0, 1000)
            .Select(_ => (string?)EngineUnderTest.Json(_engine.Answer(GoodRequests.Token))["access_token"]);

        Assert.That(tokens, Is.Unique);
    }

    [Test]
    public void A_token_is_visible_ASCII() => Assert.That(_engine.Token, Does.Match(@"^[\x21-\x7E]+\z"));

    [TestCase(3_599_999, 200)]
    [TestCase(3_600_000, 401)]
    [TestCase(3_600_001, 401)]
    public void A_token_lives_exactly_as_long_as_announced(int milliseconds, int status)
    {
        _engine.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

        Assert.That(Use(_engine.Token).Status, Is.EqualTo(status));
    }

    [Test]
    public void A_clock_that_is_set_back_brings_an_expired_token_to_life_again()
    {
        _engine.Session.Clock.Advance(TimeSpan.FromHours(2));
        var expired = Use(_engine.Token).Status;
        _engine.Session.Clock.Reset();

        Assert.That((expired, Use(_engine.Token).Status), Is.EqualTo((401, 200)));
    }

    [Test]
    public void A_token_of_another_mock_with_the_same_key_is_accepted() =>
        Assert.That(Use(new EngineUnderTest().Token).Status, Is.EqualTo(200));

    [Test]
    public void Every_change_of_a_single_character_is_noticed()
    {
        var accepted = Enumerable.Range(0, _engine.Token.Length)
            .SelectMany(index => "AB_a.9".Where(letter => letter != _engine.Token[index])
                .Select(letter => _engine.Token[..index] + letter + _engine.Token[(index + 1)..]))
            .Where(changed => Use(changed).Status != 401);

        Assert.That(accepted, Is.Empty);
    }

    [Test]
    public void Every_last_character_but_the_right_one_is_refused()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var accepted = Alphabet.Where(letter => Use(_engine.Token[..^1] + letter).Status == 200);

        Assert.That(accepted, Is.EqualTo(new[] { _engine.Token[^1] }));
    }

    [TestCase("{\"alg\":\"none\",\"typ\":\"JWT\"}", "")]
    [TestCase("{\"alg\":\"none\",\"typ\":\"JWT\"}", "x")]
    [TestCase("{\"alg\":\"HS512\",\"typ\":\"JWT\"}", "x")]
    [TestCase("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", "x")]
    [TestCase("{}", "x")]
    [TestCase("[]", "x")]
    [TestCase("", "")]
    public void Another_algorithm_is_refused(string header, string signature)
    {
        var parts = _engine.Token.Split('.');

        Assert.That(Use($"{Base64UrlEncoder.Encode(header)}.{parts[1]}.{(signature.Length == 0 ? "" : parts[2])}").Status, Is.EqualTo(401));
    }

    [Test]
    public void A_token_signed_by_another_key_is_called_tampered()
    {
        var foreign = new AccessTokens(SigningKey.Random(), new IdSource(1))
            .Issue("partner-local", 0, _engine.Session.Clock.GetUtcNow(), TimeSpan.FromHours(1));

        Assert.That(Use(foreign).Headers.First(RuleHeader.Name), Is.EqualTo("S3.bearer.tampered"));
    }

    [TestCase("exp_ms", "soon")]
    [TestCase("exp_ms", long.MaxValue)]
    [TestCase("gen", "first")]
    [TestCase("gen", long.MaxValue)]
    [TestCase("aud", "somebody-else")]
    [TestCase("iss", "somebody-else")]
    public void A_well_signed_token_with_strange_claims_is_refused(string claim, object value)
    {
        var claims = new Dictionary<string, object>
        {
            ["iss"] = "partner-api-mock",
            ["aud"] = "partner-api-mock",
            ["sub"] = "partner-local",
            ["gen"] = 0,
            ["exp_ms"] = 4_102_444_800_000,
        };
        claims[claim] = value;
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        var token = handler.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            SigningCredentials = SigningKey.Parse(EngineUnderTest.Key).Credentials
        });

        Assert.That(Use(token).Status, Is.EqualTo(401));
    }

    [Test]
    public void No_garbage_makes_it_throw()
    {
        string[] garbage =
        [
            ".", "..", "...", "a.b", "a.b.c", "a.b.c.d.e", new('.', 1000), new('a', 100_000), new string('a', 100_000) + ".b.c",
            "\u00e9.\u00e9.\u00e9", "\ud800", "\0", "%00", "{}", "null", $"{_engine.Token}.", $".{_engine.Token}",
                $"{_engine.Token}{_engine.Token}",
            $"{Base64UrlEncoder.Encode("{")}.{Base64UrlEncoder.Encode("{")}.x",
                $"{_engine.Token.Split('.')[0]}..{_engine.Token.Split('.')[2]}",
        ];

        Assert.That(garbage.Select(token => _engine.Tokens.Read(token, out _)), Has.None.EqualTo(TokenStatus.Genuine));
        Assert.That(garbage.Select(token => Use(token).Status), Is.All.EqualTo(401));
    }

    [Test]
    public void A_revoked_token_is_refused_and_a_new_one_works()
    {
        var before = (string?)EngineUnderTest.Json(_engine.Answer(GoodRequests.Token))["access_token"];
        var used = Use(before!).Status;
        _engine.Sessions.Clients.Find("partner-local")!.Revoke();
        var after = (string?)EngineUnderTest.Json(_engine.Answer(GoodRequests.Token))["access_token"];

        Assert.That((used, Use(before!).Headers.First(RuleHeader.Name), Use(after!).Status), Is.EqualTo((200, "S3.bearer.revoked", 200)));
    }

    [TestCase("")]
    [TestCase("no base64!")]
    [TestCase("c2hvcnQ=")]
    public void A_signing_key_that_is_too_weak_is_refused_without_repeating_it(string key) =>
        Assert.That(
            () => SigningKey.Parse(key),
            Throws.ArgumentException.With.Message.Contains("32 bytes").And.Message.Not.Contains(key.Length > 0 ? key : "\0"));

    private ApiReply Use(string token)
    {
        var good = _engine.Requests.Of("listProducts");
        return _engine.Answer(good with { Headers = HeaderList.Empty.With("Authorization", "Bearer " + token) });
    }
}
