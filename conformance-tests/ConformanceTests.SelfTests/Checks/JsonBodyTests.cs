using System.Text;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;

namespace PartnerApi.Conformance.SelfTests.Checks;

public sealed class JsonBodyTests
{
    [TestCase("""{"a":1,"b":2}""", "")]
    [TestCase("""{"a":1,"a":2}""", "a")]
    [TestCase("""{"a":{"b":1,"b":2},"c":[{"d":1,"d":1}]}""", "a.b c.d")]
    [TestCase("""[{"a":1},{"a":1}]""", "")]
    [TestCase("{\"a\":1,\"\\u0061\":2}", "a")]
    [TestCase("""[[{"a":1,"a":2}]]""", "a")]
    [TestCase("""{"x":{"a":1},"a":{"a":1},"y":{"b":[1,{"c":1,"c":2}]}}""", "y.b.c")]
    public void Members_that_came_twice_are_found(string json, string expected) =>
        Assert.That(string.Join(' ', Read(json).Duplicates), Is.EqualTo(expected));

    [TestCase("")]
    [TestCase("<html></html>")]
    [TestCase("{")]
    public void A_body_that_is_no_JSON_is_a_problem(string body)
    {
        Assert.That(Read(body).Problem, Is.Not.Null);
        Assert.That(Read(body).Member("a"), Is.Null);
    }

    [Test]
    public void Why_a_body_is_none_is_told()
    {
        Assert.That(Read("").Problem, Is.EqualTo("the body is empty"));
        Assert.That(Read("{").Problem, Does.StartWith("the body is not JSON: "));
        Assert.That(Read("{\"a\":\"\\ud800\"}").Problem, Does.StartWith("the body holds a text that is no Unicode: "));
    }

    [TestCase("""{"a":1}""", "1")]
    [TestCase("""{"b":1}""", null)]
    [TestCase("[1]", null)]
    [TestCase("1", null)]
    public void A_member_is_one_of_the_top_level_object(string json, string? expected)
    {
        Assert.That(Read(json).Problem, Is.Null);
        Assert.That(Read(json).Member("a")?.GetRawText(), Is.EqualTo(expected));
    }

    private static JsonBody Read(string text) => JsonBody.Read(Encoding.UTF8.GetBytes(text));
}
