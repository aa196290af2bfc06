using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NUnit.Framework;
using PartnerApi.Mock.Engine;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Tests.Journal;

namespace PartnerApi.Mock.Tests.Secrecy;

/// <summary>Sends secrets in every place and every spelling, and looks for them in all that is kept.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class CanaryTests
{
    private const string Special = "local-only-secret+with %41&odd=signs: ~ /?#\"'";
    private const string Garbage = "canary-of-a-token-that-nobody-issued";

    private PartnerApiMock _mock = null!;
    private string _token = "";
    private string _sessionSecret = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _mock = await PartnerApiMock.StartAsync(options => options with { ControlAddress = null });
        _sessionSecret = _mock.Sessions.Create(new()).ClientSecret;
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _mock.DisposeAsync();

    [SetUp]
    public void Present()
    {
        _mock.Reset();
        _token = _mock.Answer(Calls.Token(_mock)).TokenOf();
        _mock.Answer(Calls.Command(_mock, Garbage));
    }

    public static IEnumerable<TestCaseData> Places =>
        from place in (string[])["path", "query", "parameter", "header", "referer", "header name", "JSON", "form", "text", "method", "cookie", "X-Api-Key", "client_id", "Requestor-ID", "authorization"]
        from spelling in Spellings.Keys
        select new TestCaseData(place, spelling).SetArgDisplayNames($"{spelling} in {place}");

    private static readonly Dictionary<string, Func<string, string>> Spellings = new()
    {
        ["raw"] = text => text,
        ["percent-encoded"] = Uri.EscapeDataString,
        ["every letter percent-encoded"] = text => string.Concat(Encoding.UTF8.GetBytes(text).Select(letter => $"%{letter:x2}")),
        ["percent-encoded twice"] = text => Uri.EscapeDataString(Uri.EscapeDataString(text)),
        ["form-encoded"] = text => WebUtility.UrlEncode(text),
        ["base64"] = text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
        ["base64 with a name before it"] = text => Convert.ToBase64String(Encoding.UTF8.GetBytes("me:" + text + "\n")),
        ["base64url"] = text => Convert.ToBase64String(Encoding.UTF8.GetBytes("ab" + text)).Replace('+', '-').Replace('/', '_').TrimEnd('='),
        ["JSON escapes"] = text => string.Concat(text.Select(letter => $"\\u{(int)letter:x4}")),
        ["JSON"] = text => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        ["capitals"] = text => text.ToUpperInvariant(),
    };

    [TestCaseSource(nameof(Places))]
    public void No_secret_and_no_token_is_kept(string place, string spelling)
    {
        foreach (var secret in (string[])[_mock.ClientSecret, Special, _token, Garbage, _sessionSecret])
        {
            _mock.Answer(Put(place, Spellings[spelling](secret)));

            var exchange = _mock.Journal[^1];
            Assert.That(Told(exchange), Has.None.Matches<string>(text => Holds(text, secret)), $"{exchange}\n{exchange.Request.Path}?{exchange.Request.Query}");
        }
    }

    [Test]
    public void A_wrong_secret_is_not_kept_either_wherever_it_comes_again()
    {
        const string Real = "the-real-secret-of-another-system";
        _mock.Answer(Calls.Token(Calls.Credentials("partner-local", Real)));
        _mock.Answer(Put("JSON", Real));

        Assert.That(_mock.Journal.SelectMany(Told), Has.None.Contains(Real));
    }

    [TestCase("""{"client_secret":"unknown-canary-1","client_id":"x"}""", "application/json")]
    [TestCase("""{"a":{"clientSecret" : "unknown-canary-1"}}""", "application/json")]
    [TestCase("<client_secret>unknown-canary-1</client_secret>", "application/xml")]
    [TestCase("--x\r\nContent-Disposition: form-data; name=\"client_secret\"\r\n\r\nunknown-canary-1\r\n--x--", "multipart/form-data; boundary=x")]
    [TestCase("client%5Fsecret=unknown-canary-1", Calls.Form)]
    [TestCase("access_token=unknown-canary-1", "text/plain")]
    [TestCase("Authorization: Bearer unknown-canary-1", "text/plain")]
    public void A_value_that_nobody_knows_is_masked_by_its_name(string body, string contentType)
    {
        _mock.Answer(Calls.Token(body, contentType));

        Assert.That(Told(_mock.Journal[^1]), Has.None.Contains("unknown-canary-1"));
    }

    [Test]
    public void What_is_no_secret_is_kept_as_it_came()
    {
        var good = Calls.Command(_mock, _token, "createNaturalPerson");
        _mock.Answer(good);

        var kept = _mock.Journal[^1];
        Assert.That(kept.Request.Body.ToArray(), Is.EqualTo(good.Body.ToArray()));
        Assert.That(kept.Request.Headers.First("Requestor-ID"), Is.EqualTo(_mock.RequestorId));
        Assert.That(kept.Request.Headers.First("Authorization"), Is.EqualTo("Bearer [token]"));
        Assert.That(Encoding.UTF8.GetString(_mock.Journal[0].Request.Body.Span), Is.EqualTo("grant_type=client_credentials&client_id=partner-local&client_secret=[secret]"));
    }

    private ApiRequest Put(string place, string value)
    {
        var good = Calls.Command(_mock, _token);
        return place switch
        {
            "path" => good with { Path = "/customers/" + value },
            "query" => good with { Query = value },
            "parameter" => good with { Query = "a=1&client_secret=" + value },
            "header" => good.Instead("X-Debug", "before " + value + " behind"),
            "referer" => good.Instead("Referer", "https://partner.example/?t=" + value),
            "header name" => good.Instead(value, "1"),
            "JSON" => good.Saying($$"""{"note":"before {{value}} behind"}"""),
            "form" => good.Instead("Content-Type", Calls.Form).Saying("a=1&note=" + value),
            "text" => good.Instead("Content-Type", "text/plain").Saying("before" + value + "behind"),
            "method" => good with { Method = value },
            "cookie" => good.Instead("Cookie", "t=" + value),
            "X-Api-Key" => good.Instead("X-Api-Key", value),
            "client_id" => Calls.Token($"grant_type=client_credentials&client_id={value}&client_secret=x"),
            "Requestor-ID" => good.Instead("Requestor-ID", value),
            _ => good.Instead("Authorization", "Digest " + value),
        };
    }

    private IEnumerable<string> Told(Exchange exchange) =>
    [
        exchange.Request.Method, exchange.Request.Path, exchange.Request.Query,
        .. exchange.Request.Headers.Fields.SelectMany(field => (string[])[field.Key, field.Value]),
        Encoding.UTF8.GetString(exchange.Request.Body.Span), Encoding.UTF8.GetString(exchange.Reply.Body.Span),
        exchange.ClientId ?? "", exchange.ToString(), exchange.Curl(_mock.ApiAddress), string.Join('\n', exchange.Why),
        string.Join('\n', exchange.Why.Select(cause => cause.Sent + cause.Wanted)), _mock.Grade.ToString(), _mock.Journal.ToString(),
    ];

    // Not only as it is: whoever reads the text could undo each spelling.
    private static bool Holds(string text, string secret) =>
        Spellings.Values.Any(spell => spell(secret) is { } spelt && text.Contains(spelt.TrimEnd('='), StringComparison.OrdinalIgnoreCase))
        || text.Contains(secret[..^4], StringComparison.OrdinalIgnoreCase);
}
