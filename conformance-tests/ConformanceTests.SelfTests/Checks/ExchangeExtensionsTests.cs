using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.SelfTests.Checks;

public sealed class ExchangeExtensionsTests
{
    [TestCase(199, false)]
    [TestCase(200, true)]
    [TestCase(299, true)]
    [TestCase(300, false)]
    public void A_success_is_a_whole_reply_of_2xx(int status, bool expected)
    {
        Assert.That(Answers.Create(status).Succeeded, Is.EqualTo(expected));
        Assert.That((Answers.Create(status) with { Failure = new(FailureKind.ClosedEarly, "gone") }).Succeeded, Is.False);
    }

    [Test]
    public void Without_a_reply_everything_is_empty()
    {
        var none = Answers.None(FailureKind.Timeout);

        Assert.That(
            (none.Status, none.Text, none.MediaType, none.Header("A"), none.MockRule),
            Is.EqualTo((0, "", "", (string?)null, (string?)null)));
        Assert.That(none.Json.Problem, Is.EqualTo("the body is empty"));
        Assert.That(none.Challenges.Challenges, Is.Empty);
        Assert.That(none.Summary(), Is.EqualTo("no reply (Timeout: gone)"));
    }

    [TestCase("application/json", "application/json")]
    [TestCase("Application/JSON; charset=utf-8", "application/json")]
    [TestCase("nonsense", "")]
    public void A_media_type_is_read_without_parameters(string header, string expected) =>
        Assert.That(Answers.Create(200, "", ("Content-Type", header)).MediaType, Is.EqualTo(expected));

    [TestCase("""{"error":"a","access_token":"t"}""", "a", "t")]
    [TestCase("""{"error":1,"access_token":2}""", null, null)]
    [TestCase("""["error"]""", null, null)]
    [TestCase("{}", null, null)]
    public void A_member_is_a_text_or_nothing(string body, string? error, string? token) =>
        Assert.That((Answers.Create(200, body).ErrorCode, Answers.Create(200, body).AccessToken), Is.EqualTo((error, token)));

    [Test]
    public void A_text_is_read_as_it_came() => Assert.That(Answers.Create(200, "grün").Text, Is.EqualTo("grün"));

    [Test]
    public void Header_lines_are_found_in_any_letter_case_and_the_first_is_the_header()
    {
        var reply = Answers.Create(200, "", ("Vary", "a"), ("Other", "x"), ("VARY", "b"));

        Assert.That(reply.HeaderLines("vary"), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(reply.Header("vary"), Is.EqualTo("a"));
    }

    [TestCase("no-store", true)]
    [TestCase("private , NO-STORE", true)]
    [TestCase("private", false)]
    [TestCase("no-store-at-all", false)]
    public void A_directive_may_be_one_of_several(string line, bool expected) =>
        Assert.That(Answers.Create(200, "", ("Cache-Control", line)).HasDirective("cache-control", "no-store"), Is.EqualTo(expected));

    [Test]
    public void A_header_is_shown_with_all_its_lines()
    {
        Assert.That(Answers.Create(200, "", ("A", "1"), ("A", "2")).ShowHeader("A"), Is.EqualTo("200 with A: 1 and A: 2"));
        Assert.That(Answers.Create(200).ShowHeader("A"), Is.EqualTo("200 without A"));
    }

    [TestCase("""{"a":[1]}""", "[1]")]
    [TestCase("{}", "(no member a)")]
    [TestCase("", "(the body is empty)")]
    public void A_member_is_shown_or_why_there_is_none(string body, string expected) =>
        Assert.That(Answers.Create(200, body).Show("a"), Is.EqualTo(expected));

    [TestCase("""{"error":"e","message":"m"}""", "application/json", "401, error \"e\"")]
    [TestCase("""{"message":"m"}""", "application/json", "401, \"m\"")]
    [TestCase("""{"message":1}""", "application/json", "401")]
    [TestCase("<html/>", "text/html", "401, an HTML page")]
    [TestCase("", "text/plain", "401")]
    public void A_reply_is_told_in_a_few_words(string body, string type, string expected) =>
        Assert.That(Answers.Create(401, body, ("Content-Type", type)).Summary(), Is.EqualTo(expected));

    [Test]
    public void Challenge_rule_and_broken_end_are_told_too() =>
        Assert.That(
            (
                Answers.Create(
                    401,
                    "",
                    ("WWW-Authenticate", "Basic, Bearer"),
                    ("X-Mock-Rule", "S1")) with
                { Failure = new(FailureKind.ClosedEarly, "gone") }).Summary(),
            Is.EqualTo("401, challenge Basic and Bearer, rule S1, then ClosedEarly: gone"));
}
