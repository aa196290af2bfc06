using System.Text;
using CsCheck;
using NUnit.Framework;
using PartnerApi.Mock.Operations;

namespace PartnerApi.Mock.Tests.Commands;

public sealed class JsonBodyTests
{
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("1.10")]
    [TestCase("1e300")]
    [TestCase(" { \"a\" : [ 1 , true , null , \"\\u00e9\" ] } \n")]
    [TestCase("\"\\ud83d\\ude00\"")]
    [TestCase("{\"a\":1,\"A\":2}")]
    public void JSON_text_is_read(string text) => Assert.That(Read(text).Problem, Is.Null);

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("{")]
    [TestCase("{\"a\":1,}")]
    [TestCase("[1,]")]
    [TestCase("{'a':1}")]
    [TestCase("{a:1}")]
    [TestCase("// why\n{}")]
    [TestCase("{} {}")]
    [TestCase("NaN")]
    [TestCase("1e400")]
    [TestCase("[-1e400]")]
    [TestCase("01")]
    [TestCase("\"\t\"")]
    [TestCase("{\"a\":1,\"a\":1}", TestName = "A_repeated_member_is_refused")]
    [TestCase("{\"a\":1,\"\\u0061\":1}", TestName = "A_repeated_member_is_refused_however_it_is_spelt")]
    [TestCase("[{\"b\":{\"a\":1,\"a\":2}}]", TestName = "A_repeated_member_is_refused_at_any_depth")]
    [TestCase("\"\\ud800\"", TestName = "A_lone_surrogate_is_refused")]
    [TestCase("{\"\\udc00\":1}", TestName = "A_lone_surrogate_in_a_name_is_refused")]
    public void Anything_else_is_told(string text) =>
        Assert.That(Read(text).Problem, Does.StartWith("the body is not valid JSON"));

    [Test]
    public void A_byte_order_mark_is_named() => Assert.That(Read("\uFEFF{}").Problem, Does.Contain("byte order mark"));

    [TestCase(JsonBody.MaxValues - 1, true)]
    [TestCase(JsonBody.MaxValues, false)]
    public void A_body_of_too_many_values_is_not_judged(int items, bool isRead)
    {
        var body = JsonBody.Read(EngineUnderTest.Bytes($"[{string.Join(',', Enumerable.Repeat("12", items))}]"));

        Assert.That(body.Problem, isRead ? Is.Null : Does.Contain("more than 10000 values"));
    }

    [Test]
    public void Bytes_that_are_no_UTF8_are_refused() =>
        Assert.That(JsonBody.Read(new byte[] { (byte)'"', 0xFF, (byte)'"' }).Problem, Is.Not.Null);

    [TestCase(64, true)]
    [TestCase(65, false)]
    [TestCase(100_000, false)]
    public void It_may_be_so_deep_and_no_deeper(int depth, bool read) =>
        Assert.That(Read(new string('[', depth) + new string(']', depth)).Problem is null, Is.EqualTo(read));

    [Test]
    public void A_problem_names_the_place_and_not_the_text() =>
        Assert.That(Read("{\n  \"canary\" canary }").Problem, Does.Contain("line 2, byte").And.Not.Contains("canary"));

    [Test]
    public void No_bytes_make_it_throw() =>
        Gen.OneOf(Gen.Byte.Array[0, 60], Gen.String[0, 60].Select(Encoding.UTF8.GetBytes)).Sample(bytes =>
        {
            _ = JsonBody.Read(bytes);
        });

    private static JsonBody Read(string text) => JsonBody.Read(Encoding.UTF8.GetBytes(text));
}
