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

    private static JsonBody Read(string text) => JsonBody.Read(Encoding.UTF8.GetBytes(text));
}
