using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.SelfTests.Checks;

/// <summary>What separates a reply from two equal controls, whatever varies between these.</summary>
public sealed class AnswerComparisonTests
{
    private const string Header = "Requestor-ID";

    [TestCase("""{"message":"m"}""", """{"message":"m"}""", """{"message":"m"}""", Evidence.None, Description = "equal")]
    [TestCase("""{"error":"a"}""", """{"error":"a"}""", """{"error":"b"}""", Evidence.Strong, Description = "another code")]
    [TestCase(
        """{"error":{"code":"E1"}}""",
        """{"error":{"code":"E1"}}""",
        """{"error":{"code":"E2"}}""",
        Evidence.Strong,
        Description = "a nested code")]
    [TestCase("""{"code":"QX"}""", """{"code":"AB"}""", """{"code":"CD"}""", Evidence.None, Description = "a code that varies")]
    [TestCase("""{"message":"m"}""", """{"message":"m"}""", """{"message":"n"}""", Evidence.Text, Description = "another text")]
    [TestCase(
        """{"message":"m"}""",
        """{"message":"m"}""",
        """{"message":"m","detail":"d"}""",
        Evidence.Text,
        Description = "one more member")]
    [TestCase(
        """{"message":"m"}""",
        """{"message":"m"}""",
        """{"message":"Requestor-ID is missing"}""",
        Evidence.Strong,
        Description = "names the header")]
    [TestCase(
        """{"message":"m"}""",
        """{"message":"m"}""",
        """{"fields":[{"name":"requestorId"}]}""",
        Evidence.Strong,
        Description = "names it in a list")]
    [TestCase(
        """{"message":"Requestor-ID 1"}""",
        """{"message":"Requestor-ID 2"}""",
        """{"message":"Requestor-ID 3"}""",
        Evidence.None,
        Description = "always names it")]
    [TestCase("""{"message":"m 3f2a"}""", """{"message":"m 77b0"}""", """{"message":"m 9c1d"}""", Evidence.None, Description = "trace id")]
    [TestCase(
        """{"message":"m (abc)"}""",
        """{"message":"m (xyz)"}""",
        """{"message":"m (klm)"}""",
        Evidence.None,
        Description = "trace id of letters")]
    [TestCase(
        """{"message":"m 3f2a"}""",
        """{"message":"m 77b0"}""",
        """{"message":"m abcd"}""",
        Evidence.None,
        Description = "trace id that has no digit")]
    [TestCase(
        """{"message":"m 3f2a"}""",
        """{"message":"m 77b0"}""",
        """{"message":"n 9c1d"}""",
        Evidence.Text,
        Description = "another text with a trace id")]
    [TestCase(
        """{"message":"at 10:00:01"}""",
        """{"message":"at 10:00:01"}""",
        """{"message":"at 10:00:02"}""",
        Evidence.None,
        Description = "time of a second later")]
    [TestCase(
        """{"e":[{"f":"a"},{"f":"b"}]}""",
        """{"e":[{"f":"a"},{"f":"b"}]}""",
        """{"e":[{"f":"b"},{"f":"a"}]}""",
        Evidence.None,
        Description = "order of a list")]
    [TestCase(
        """{"message":"a and b"}""",
        """{"message":"a and b"}""",
        """{"message":"b and a"}""",
        Evidence.None,
        Description = "order in a text")]
    [TestCase("""{"a":{"id":"xa"}}""", """{"a":{"id":"xb"}}""", """{"a":{"id":"xc"}}""", Evidence.None, Description = "nested id")]
    [TestCase("<p>Blocked xa</p>", "<p>Blocked xb</p>", "<p>Blocked xc</p>", Evidence.None, Description = "HTML with an incident")]
    [TestCase("<p>Blocked xa</p>", "<p>Blocked xb</p>", "<p>Denied xc</p>", Evidence.Text, Description = "another HTML page")]
    [TestCase("Nicht gefunden", "Not found", "Nicht gefunden", Evidence.None, Description = "languages by turns")]
    [TestCase("", "", "", Evidence.None, Description = "no body")]
    public void What_varies_between_equal_requests_is_no_evidence(
        string first,
        string second,
        string reply,
        Evidence expected) => Assert.That(
        AnswerComparison.Compare([Answers.Create(400, first), Answers.Create(400, second)], Answers.Create(400, reply), Header),
        Is.EqualTo(expected));

    [TestCase("""{"code":1}""", """{"code":2}""", Evidence.Strong, Description = "a small number")]
    [TestCase("""{"code":123456}""", """{"code":654321}""", Evidence.Strong, Description = "a number of six digits")]
    [TestCase("""{"code":1234567}""", """{"code":7654321}""", Evidence.None, Description = "a number of seven digits is an id")]
    [TestCase("""{"code":"E123456"}""", """{"code":"E654321"}""", Evidence.Strong, Description = "a code of letters and digits")]
    [TestCase("""{"code":"not so"}""", """{"code":"not now"}""", Evidence.Text, Description = "a sentence is no code")]
    [TestCase("""{"code":""}""", """{"code":"a"}""", Evidence.Strong, Description = "a code where there was none")]
    [TestCase("""{"code":"a"}""", """{"code":""}""", Evidence.Text, Description = "an empty code")]
    [TestCase("""{"e":["a"]}""", """{"e":["b"]}""", Evidence.Text, Description = "another entry of a list")]
    [TestCase("""{"a":{}}""", """{"b":{}}""", Evidence.Text, Description = "another empty member")]
    [TestCase("""{"a":{"n":"x"},"b":{"n":"y"}}""", """{"a":{"n":"y"},"b":{"n":"x"}}""", Evidence.Text, Description = "other places")]
    [TestCase("a b", "a, b!", Evidence.None, Description = "other punctuation")]
    [TestCase("x-y", "y-x", Evidence.Text, Description = "a word with a dash")]
    [TestCase("x_y", "y_x", Evidence.Text, Description = "a word with an underscore")]
    [TestCase("x:y", "y:x", Evidence.Text, Description = "a word with a colon")]
    [TestCase("x.y", "y.x", Evidence.Text, Description = "a word with a point")]
    [TestCase("x+y", "y+x", Evidence.Text, Description = "a word with a plus")]
    [TestCase("x/y", "y/x", Evidence.Text, Description = "a word with a slash")]
    [TestCase("x%y", "y%x", Evidence.Text, Description = "a word with a percent sign")]
    public void Bodies_differ_by_their_codes_and_words(string control, string reply, Evidence expected) => Assert.That(
        AnswerComparison.Compare([Answers.Create(400, control)], Answers.Create(400, reply)),
        Is.EqualTo(expected));

    [TestCase(120, Evidence.Strong)]
    [TestCase(121, Evidence.Text)]
    public void A_long_text_is_no_code(int length, Evidence expected) => Assert.That(
        AnswerComparison.Compare(
            [Answers.Create(400, $$"""{"code":"{{new string('a', length)}}"}""")],
            Answers.Create(400, $$"""{"code":"{{new string('b', length)}}"}""")),
        Is.EqualTo(expected));

    [Test]
    public void Another_media_type_is_a_difference_of_the_text() => Assert.That(
        AnswerComparison.Compare(
            [Answers.Create(400, "m", ("Content-Type", "text/plain"))], Answers.Create(400, "m", ("Content-Type", "text/html"))),
        Is.EqualTo(Evidence.Text));

    [Test]
    public void A_success_that_one_control_got_too_is_no_evidence() => Assert.That(
        AnswerComparison.Compare([Answers.Create(400, "a"), Answers.Create(200, "a")], Answers.Create(200, "b c d")),
        Is.EqualTo(Evidence.None));

    [Test]
    public void A_name_that_one_control_had_too_is_no_sure_difference() => Assert.That(
        AnswerComparison.IsSureDifference([Answers.Create(400, Header), Answers.Create(400)], Answers.Create(400, Header), Header),
        Is.False);

    [Test]
    public void A_code_that_only_one_control_has_is_no_evidence() => Assert.That(
        AnswerComparison.Compare(
            [Answers.Create(400, """{"code":"a"}"""), Answers.Create(400, "{}")], Answers.Create(400, """{"code":"b"}""")),
        Is.EqualTo(Evidence.None));

    [TestCase(400, 400, 422, Evidence.Strong)]
    [TestCase(400, 422, 422, Evidence.None)]
    [TestCase(200, 200, 201, Evidence.None)]
    [TestCase(200, 200, 400, Evidence.Strong)]
    public void A_status_that_no_control_got_is_strong(int first, int second, int status, Evidence expected) => Assert.That(
        AnswerComparison.Compare([Answers.Create(first), Answers.Create(second)], Answers.Create(status), Header),
        Is.EqualTo(expected));

    [Test]
    public void A_header_may_name_it_too()
    {
        var named = Answers.Create(400, "", ("X-Error", "requestor-id required"));

        Assert.That(AnswerComparison.Compare([Answers.Create(400)], named, Header), Is.EqualTo(Evidence.Strong));
        Assert.That(
            AnswerComparison.Compare([Answers.Create(400, "", ("Vary", "Requestor-ID"))], named, Header),
            Is.EqualTo(Evidence.None));
    }

    [Test]
    public void Headers_that_vary_are_no_evidence() => Assert.That(
        AnswerComparison.Compare([Answers.Create(400, "", ("X-Node", "alpha"))], Answers.Create(400, "", ("X-Node", "beta")), Header),
        Is.EqualTo(Evidence.None));
}
