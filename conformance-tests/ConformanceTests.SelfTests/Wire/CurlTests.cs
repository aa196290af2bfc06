using System.Text;
using NUnit.Framework;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.SelfTests.Wire;

public sealed class CurlTests
{
    private static readonly Uri Address = new("http://127.0.0.1:8080/oauth2/token");

    [Test]
    public void Secrets_are_variables_and_everything_else_is_literal()
    {
        var request = new WireRequest("POST", Address, [new("Content-Type", "text/plain")], Encoding.UTF8.GetBytes("a=it's&client_secret=top-secret&b=$c"));

        Assert.That(Line(request), Is.EqualTo(
            "curl -sS -i -X POST -H 'Content-Type: text/plain' --data-raw 'a=it'\\''s&client_secret='\"$CLIENT_SECRET\"'&b=$c' 'http://127.0.0.1:8080/oauth2/token'"));
    }

    [Test]
    public void A_secret_that_was_sent_encoded_is_another_variable()
    {
        var redactor = new Redactor();
        redactor.Register(new("client_secret", "top secret", "$CLIENT_SECRET"));

        Assert.That(Curl.Line(new("POST", Address, [], "s=top+secret"u8.ToArray()), redactor), Does.Contain("'s='\"$CLIENT_SECRET_ENCODED\""));
    }

    [Test]
    public void Header_lines_keep_order_repeats_and_blanks()
    {
        var request = new WireRequest("GET", Address, [new("A", "1"), new("A", "2"), new("B", "  3 ", Verbatim: true), new("C", "")]);

        Assert.That(Line(request), Does.Contain("-H 'A: 1' -H 'A: 2' -H 'B:  3 ' -H 'C;'"));
    }

    [TestCase(" ")]
    [TestCase("\t  ")]
    public void A_value_of_blanks_is_sent_as_an_empty_one(string value) =>
        Assert.That(Line(new("GET", Address, [new("Requestor-ID", value, Verbatim: true)])), Does.Contain("-H 'Requestor-ID;'"));

    [Test]
    public void Unprintable_bytes_are_written_as_escapes() =>
        Assert.That(Line(new("POST", Address, [], new byte[] { (byte)'{', 0xC3, 0x28, 0x0A })), Does.Contain("--data-raw $'{\\xc3(\\x0a'"));

    [Test]
    public void A_body_without_media_type_gets_none_from_curl() =>
        Assert.That(Line(new("POST", Address, [], "x"u8.ToArray())), Does.Contain("-H 'Content-Type:'"));

    [Test]
    public void A_body_too_long_for_an_argument_is_made_on_the_spot() =>
        Assert.That(Line(new("POST", Address, [], Enumerable.Repeat((byte)' ', 100_000).ToArray())), Is.EqualTo(
            "head -c 100000 /dev/zero | tr '\\0' '\\40' | curl -sS -i -X POST -H 'Content-Type:' --data-binary @- 'http://127.0.0.1:8080/oauth2/token'"));

    private static string Line(WireRequest request)
    {
        var redactor = new Redactor();
        redactor.Register(new("client_secret", "top-secret", "$CLIENT_SECRET"));
        return Curl.Line(request, redactor);
    }
}
