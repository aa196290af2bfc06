using CsCheck;
using NUnit.Framework;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Tests.Engine;

public sealed class PercentEncodingTests
{
    [TestCase("plain", "plain")]
    [TestCase("", "")]
    [TestCase("a%20b", "a b")]
    [TestCase("%c3%A9", "\u00e9")]
    [TestCase("%25zz", "%zz")]
    [TestCase("a+b", "a b")]
    [TestCase("a%2Bb", "a+b")]
    [TestCase("100%25", "100%")]
    [TestCase("%F0%9F%98%80", "\U0001F600")]
    public void A_valid_form_value_is_decoded(string encoded, string decoded) =>
        Assert.That(Decode(encoded), Is.EqualTo(decoded));

    [TestCase("%")]
    [TestCase("%4")]
    [TestCase("a%4")]
    [TestCase("%zz")]
    [TestCase("%4g")]
    [TestCase("%%41")]
    [TestCase("%u0041")]
    [TestCase("% 41")]
    public void A_broken_escape_is_refused(string encoded) => Assert.That(Decode(encoded), Is.Null);

    [TestCase("%ff")]
    [TestCase("%c3")]
    [TestCase("%c3%28")]
    [TestCase("%c0%af", TestName = "An_overlong_slash_is_refused")]
    [TestCase("%ed%a0%80", TestName = "An_encoded_surrogate_is_refused")]
    public void Bytes_that_are_no_UTF8_are_refused(string encoded) => Assert.That(Decode(encoded), Is.Null);

    [Test]
    public void A_plus_in_a_path_stays_a_plus()
    {
        PercentEncoding.TryDecode("a+b", plusIsSpace: false, out var decoded);

        Assert.That(decoded, Is.EqualTo("a+b"));
    }

    [Test]
    public void Whatever_is_encoded_comes_back() =>
        Gen.String[Gen.Char['\u0020', '\u07ff'], 0, 40].Sample(text =>
            Decode(Uri.EscapeDataString(text)) == text);

    [Test]
    public void No_bytes_make_it_throw() =>
        Gen.Byte.Array[0, 60].Sample(bytes =>
        {
            PercentEncoding.TryDecode(bytes, plusIsSpace: true, out _);
        });

    private static string? Decode(string encoded) =>
        PercentEncoding.TryDecode(encoded, plusIsSpace: true, out var decoded) ? decoded : null;
}
