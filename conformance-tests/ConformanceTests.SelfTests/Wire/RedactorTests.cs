using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using NUnit.Framework;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.SelfTests.Wire;

public sealed class RedactorTests
{
    private const string Canary = "cAnary+of/the=mine:%7 \"&";

    private static IEnumerable<TestCaseData<string>> Appearances()
    {
        yield return Named("raw", Canary);
        yield return Named("percent", Uri.EscapeDataString(Canary));
        yield return Named("percent_lower", Uri.EscapeDataString(Canary).Replace("%2F", "%2f", StringComparison.Ordinal).Replace("%2B", "%2b", StringComparison.Ordinal).Replace("%3D", "%3d", StringComparison.Ordinal).Replace("%3A", "%3a", StringComparison.Ordinal));
        yield return Named("form", WebUtility.UrlEncode(Canary));
        yield return Named("json", JsonSerializer.Serialize(Canary));
        yield return Named("html", WebUtility.HtmlEncode(Canary));
        foreach (var before in (string[])["", "x", "xy"])
        {
            yield return Named("base64_" + before.Length, Convert.ToBase64String(Encoding.UTF8.GetBytes($"{before}{Canary}z")));
            yield return Named("base64url_" + before.Length, Convert.ToBase64String(Encoding.UTF8.GetBytes($"{before}{Canary}z")).Replace('+', '-').Replace('/', '_'));
        }
    }

    [TestCaseSource(nameof(Appearances))]
    public void A_secret_is_taken_out_in_every_appearance(string appearance)
    {
        var redacted = Knowing(Canary).Apply($"before {appearance} after");

        Assert.That(redacted, Does.Match(@"^before .*«client_secret sha:[0-9a-f]{4} len:24».* after$"));
        Assert.That(redacted, Does.Not.Contain(Canary[..8]));
    }

    [Test]
    public void Whatever_the_secret_no_text_shows_it() =>
        Gen.Char[' ', '~'].Array[4, 40].Select(letters => new string(letters)).Where(secret => secret.Trim().Length > 3).Sample(secret =>
        {
            var redacted = Knowing(secret).Apply($"<{secret}> {Uri.EscapeDataString(secret)} {JsonSerializer.Serialize(secret)}");
            return redacted.StartsWith("<«", StringComparison.Ordinal);
        });

    [Test]
    public void The_same_value_gets_the_same_mark_and_another_value_another()
    {
        var redactor = Knowing("first-secret");
        redactor.Register(new("client_secret", "other-secret", "$OTHER"));

        var marks = redactor.Apply("first-secret first-secret other-secret").Split(' ', StringSplitOptions.RemoveEmptyEntries).Chunk(3).Select(words => string.Join(' ', words)).ToList();

        Assert.That(marks[0], Is.EqualTo(marks[1]));
        Assert.That(marks[0], Is.Not.EqualTo(marks[2]));
    }

    [Test]
    public void The_end_of_a_secret_does_not_survive_another_that_is_its_beginning()
    {
        foreach (var order in (string[][])[["secret-of", "secret-of-mine"], ["secret-of-mine", "secret-of"]])
        {
            var redactor = new Redactor();
            order.ToList().ForEach(secret => redactor.Register(new("client_secret", secret, "$CLIENT_SECRET")));

            Assert.That(redactor.Apply("secret-of-mine"), Does.Match("^«[^«]* len:14»$"), string.Join(", then ", order));
        }
    }

    [TestCase("grant_type=x&client_secret=unknown-value&a=b", "unknown-value")]
    [TestCase("""{"access_token": "unknown-value", "a": 1}""", "unknown-value")]
    [TestCase("""{"access_token":"cut-off-val""", "cut-off-val")]
    [TestCase("Authorization: Bearer unknown-value", "unknown-value")]
    [TestCase("authorization: Basic dW5rbm93bg==", "dW5rbm93bg")]
    public void Known_names_give_unknown_values_away(string text, string value) =>
        Assert.That(new Redactor().Apply(text), Does.Not.Contain(value).And.Contain("«"));

    [Test]
    public void The_scheme_of_Authorization_stays_readable() =>
        Assert.That(Knowing("token-token-token").Apply("Authorization: Bearer token-token-token"), Does.StartWith("Authorization: Bearer «client_secret"));

    [Test]
    public void A_text_without_secrets_stays_as_it_is() =>
        Assert.That(Knowing(Canary).Apply("""{"error":"invalid_client"}"""), Is.EqualTo("""{"error":"invalid_client"}"""));

    private static Redactor Knowing(string secret)
    {
        var redactor = new Redactor();
        redactor.Register(new("client_secret", secret, "$CLIENT_SECRET"));
        return redactor;
    }

    private static TestCaseData<string> Named(string name, string appearance) => new(appearance) { TestName = $"A_secret_is_taken_out_in_every_appearance({name})" };
}
