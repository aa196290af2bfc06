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
