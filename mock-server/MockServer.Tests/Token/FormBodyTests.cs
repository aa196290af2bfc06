using System.Text;
using CsCheck;
using NUnit.Framework;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Tests.Token;

public sealed class FormBodyTests
{
    [TestCase("", "")]
    [TestCase("a=1", "a:1")]
    [TestCase("a=1&b=2", "a:1 b:2")]
    [TestCase("a=1&a=2", "a:1 a:2")]
    [TestCase("a", "a:")]
    [TestCase("a=", "a:")]
    [TestCase("=1", ":1")]
    [TestCase("=", ":")]
    [TestCase("a=1&&b=2&", "a:1 b:2")]
    [TestCase("a=b=c==", "a:b=c==")]
    [TestCase("a%3Db=c", "a=b:c")]
    [TestCase("f%20g=1", "f g:1")]
    [TestCase("a=1;b=2", "a:1;b=2")]
    [TestCase("A=1&a=2", "A:1 a:2")]
    public void Pairs_are_read_in_order(string text, string pairs)
    {
        Assert.That(FormBody.TryParse(Encoding.UTF8.GetBytes(text), out var form), Is.True);
        Assert.That(string.Join(' ', form.Pairs.Select(pair => $"{pair.Key}:{pair.Value}")), Is.EqualTo(pairs));
    }

    [TestCase("a=%zz&b=2")]
    [TestCase("b=2&%zz=1")]
    [TestCase("b=2&a=%00")]
    [TestCase("b=2&a=%ff")]
    public void What_cannot_be_read_is_told_and_left_out(string text)
    {
        Assert.That(FormBody.TryParse(Encoding.UTF8.GetBytes(text), out var form), Is.False);
        Assert.That(form.Pairs.Single().Key, Is.EqualTo("b"));
    }

    [Test]
    public void Raw_bytes_that_are_no_UTF8_are_refused() =>
        Assert.That(FormBody.TryParse([(byte)'a', (byte)'=', 0xFF], out _), Is.False);

    [Test]
    public void An_empty_value_counts_as_left_out()
    {
        _ = FormBody.TryParse("a=&b=1"u8, out var form);

        Assert.That(
            (form.First("a"), form.Value("a"), form.Value("b"), form.First("c")), Is.EqualTo(("", (string?)null, "1", (string?)null)));
    }

    [TestCase("a=1&b=2&a=3", "a")]
    [TestCase("a=1&%61=3", "a")]
    [TestCase("a=1&A=3", null)]
    [TestCase("", null)]
    public void The_first_repeated_name_is_found(string text, string? name)
    {
        _ = FormBody.TryParse(Encoding.UTF8.GetBytes(text), out var form);

        Assert.That(form.FirstDuplicate(), Is.EqualTo(name));
    }

    [Test]
    public void Whatever_a_client_library_encodes_comes_back() =>
        Gen.Select(Gen.String[Gen.Char['\u0020', '\u07ff'], 1, 20], Gen.String[Gen.Char['\u0020', '\u07ff'], 0, 20]).Sample((name, value) =>
        {
            using var content = new FormUrlEncodedContent([new(name, value)]);
            using var stream = content.ReadAsStream();
            var bytes = new byte[content.Headers.ContentLength!.Value];
            stream.ReadExactly(bytes);

            return FormBody.TryParse(bytes, out var form) && (form.Pairs.Single().Key, form.Pairs[0].Value) == (name, value);
        });
}
