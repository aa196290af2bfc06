using System.Text;
using NUnit.Framework;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Tests.Partners;

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
        from place in Place.All
        from spelling in Spelling.All.Keys
        select new TestCaseData(place, spelling).SetArgDisplayNames($"{spelling} in {place}");

    [TestCaseSource(nameof(Places))]
    public void No_secret_and_no_token_is_kept(string place, string spelling)
    {
        foreach (var secret in (string[])[_mock.ClientSecret, Special, _token, Garbage, _sessionSecret])
        {
            _mock.Answer(Place.Put(_mock, _token, place, Spelling.All[spelling](secret)));

            var exchange = _mock.Journal[^1];
            Assert.That(
                Told(exchange), Has.None.Matches<string>(text => Spelling.Holds(text, secret)),
                $"{exchange}\n{exchange.Request.Path}?{exchange.Request.Query}");
        }
    }

    [Test]
    public void A_wrong_secret_is_not_kept_either_wherever_it_comes_again()
    {
        const string Real = "the-real-secret-of-another-system";
        _mock.Answer(Calls.Token(Calls.Credentials("partner-local", Real)));
        _mock.Answer(Place.Put(_mock, _token, "JSON", Real));

        Assert.That(_mock.Journal.SelectMany(Told), Has.None.Contains(Real));
    }

    [TestCase("""{"client_secret":"unknown-canary-1","client_id":"x"}""", "application/json")]
    [TestCase("""{"a":{"clientSecret" : "unknown-canary-1"}}""", "application/json")]
    [TestCase("<client_secret>unknown-canary-1</client_secret>", "application/xml")]
    [TestCase(
        "--x\r\nContent-Disposition: form-data; name=\"client_secret\"\r\n\r\nunknown-canary-1\r\n--x--",
        "multipart/form-data; boundary=x")]
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
        Assert.That(
            Encoding.UTF8.GetString(_mock.Journal[0].Request.Body.Span),
            Is.EqualTo("grant_type=client_credentials&client_id=partner-local&client_secret=[secret]"));
    }

    private IEnumerable<string> Told(Exchange exchange) =>
    [
        exchange.Request.Method, exchange.Request.Path, exchange.Request.Query,
        .. exchange.Request.Headers.Fields.SelectMany(field => (string[])[field.Name, field.Value]),
        Encoding.UTF8.GetString(exchange.Request.Body.Span), Encoding.UTF8.GetString(exchange.Reply.Body.Span),
        exchange.ClientId ?? "", exchange.ToString(), exchange.Curl(_mock.ApiAddress), string.Join('\n', exchange.Why),
        string.Join('\n', exchange.Why.Select(cause => cause.Sent + cause.Expected)), _mock.Grade.ToString(), _mock.Journal.ToString(),
    ];
}
