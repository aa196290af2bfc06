using System.Net;
using System.Net.Http.Headers;
using System.Text;
using NUnit.Framework;

namespace PartnerApi.Mock.Tests.Control;

public sealed class OwnPagesTests
{
    private const string Token = "a+long+control%token";

    private static PartnerApiMock _mock = null!;

    private readonly HttpClient _http = new() { BaseAddress = _mock.ControlAddress };

    [OneTimeSetUp]
    public static async Task StartAsync() => _mock = await PartnerApiMock.StartAsync();

    [OneTimeTearDown]
    public static async Task StopAsync() => await _mock.DisposeAsync();

    [TearDown]
    public void Reset()
    {
        _http.Dispose();
        _mock.Reset();
    }

    [TestCase("Host", "evil.example")]
    [TestCase("Origin", "https://evil.example")]
    [TestCase("Origin", "null")]
    [TestCase("Sec-Fetch-Site", "cross-site")]
    [TestCase("Sec-Fetch-Site", "same-site")]
    public async Task Another_web_site_cannot_use_the_browser_of_who_runs_a_mock(string header, string value)
    {
        Assert.That(await PostAsync((header, value)), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(_mock.Clock.IsFrozen, Is.False);
        Assert.That(await PostAsync(), Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("/")]
    [TestCase("/grade")]
    [TestCase("/dashboard.js")]
    public async Task Every_page_forbids_outside_resources_and_inline_script(string path)
    {
        using var reply = await _http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(
            reply.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("default-src 'self'").And.Not.Contain("unsafe"));
        Assert.That(reply.Headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"));
        Assert.That(await reply.Content.ReadAsStringAsync(), Does.Not.Contain("//cdn").And.Not.Contain("style=\""));
    }

    [Test]
    public async Task A_browser_may_give_the_control_token_as_a_password()
    {
        await using var mock = await PartnerApiMock.StartAsync(options => options with { ControlToken = Token });
        using var http = new HttpClient { BaseAddress = mock.ControlAddress };
        using var refused = await http.GetAsync(new Uri("/", UriKind.Relative));
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(refused.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme), Is.EqualTo((string[])["Bearer", "Basic"]));

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("anybody:" + Token)));
        using var page = await http.GetAsync(new Uri("/", UriKind.Relative));
        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task The_page_of_a_session_that_is_no_more_says_so()
    {
        using var reply = await _http.GetAsync(new Uri("/?session=<b>gone", UriKind.Relative));

        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await reply.Content.ReadAsStringAsync(), Does.Contain("Unknown session").And.Not.Contain("<b>gone"));
    }

    [TestCase("faults/add", "kind=latency&times=many", "\"times\" must be a whole number")]
    [TestCase("faults/add", "kind=latency&seconds=1,5", "\"seconds\" must be a number")]
    [TestCase("faults/add", "kind=none", "'kind' must be one of")]
    [TestCase("faults/add", "kind=latency&operation=nowhere", "unknown operation \"nowhere\"")]
    [TestCase("clock/advance", "seconds=-1", "must be a number from 0 to 100 years")]
    [TestCase("clock/advance", "seconds=NaN", "must be a number from 0 to 100 years")]
    [TestCase("clock/set", "now=tomorrow", "must be a date and a time")]
    [TestCase("clock/set", "now=9999-12-31T23:59", "at most 100 years")]
    [TestCase("exercises", "name=none", "Unknown exercise")]
    [TestCase("sessions/delete", "", "The default session cannot be deleted")]
    public async Task A_form_that_cannot_be_meant_is_refused_in_words(string form, string fields, string words)
    {
        using var reply = await _http.PostAsync(new Uri("/dashboard/" + form, UriKind.Relative), Form("session=default&" + fields));

        var page = await reply.Content.ReadAsStringAsync();
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(
            WebUtility.HtmlDecode(page),
            Does.Match($"<p class=\"notice v-fail\" role=\"alert\">[^<]*{System.Text.RegularExpressions.Regex.Escape(words)}"));
    }

    [Test]
    public async Task A_form_that_cannot_be_read_is_the_callers_mistake()
    {
        using var many = await _http.PostAsync(
            new Uri("/dashboard/clock/freeze", UriKind.Relative),
            Form(string.Join('&', Enumerable.Range(0, 5000).Select(number => $"a{number}=1"))));
        using var large = await _http.PostAsync(
            new Uri("/dashboard/clock/freeze", UriKind.Relative), Form("a=" + new string('x', 100_000)));

        Assert.That(many.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(large.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(_mock.Clock.IsFrozen, Is.False);
    }

    private static StringContent Form(string fields) => new(fields, Encoding.UTF8, "application/x-www-form-urlencoded");

    private async Task<HttpStatusCode> PostAsync(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/control/v1/sessions/default/clock/freeze");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var reply = await _http.SendAsync(request);
        return reply.StatusCode;
    }
}
