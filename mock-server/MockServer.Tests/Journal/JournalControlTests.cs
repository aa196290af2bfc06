using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Journal;

public sealed class JournalControlTests
{
    private static PartnerApiMock _mock = null!;
    private static ControlClient _control = null!;

    private readonly NewSession _made = _mock.Sessions.Create(new());
    private readonly string _token;

    public JournalControlTests()
    {
        _token = _mock.Answer(Calls.Token(_made)).TokenOf();
        _mock.Answer(Calls.Command(_mock, _token).Lacking("Requestor-ID").Instead("RequestorId", _mock.RequestorId));
        _mock.Answer(Calls.Query(_token));
        _mock.Answer(Garbage("x"));
    }

    private string Path => $"/control/v1/sessions/{_made.Session.Id}/journal";

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        _mock = await PartnerApiMock.StartAsync();
        _control = new(_mock);
    }

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        _control.Dispose();
        await _mock.DisposeAsync();
    }

    [TestCase("", "1 2 3 4")]
    [TestCase("?refused=true", "2 4")]
    [TestCase("?refused=false", "1 3")]
    [TestCase("?rule=S4", "2")]
    [TestCase("?rule=S3.bearer.garbage", "4")]
    [TestCase("?operation=getPartnerDetails", "3 4")]
    [TestCase("?status=401", "4")]
    [TestCase("?status=4xx", "2 4")]
    [TestCase("?after=2", "3 4")]
    [TestCase("?after=1&limit=2", "2 3")]
    [TestCase("?limit=1", "4")]
    [TestCase("?rule=S9", "")]
    public async Task A_filter_takes_the_exchanges_that_it_names(string query, string numbers)
    {
        var (status, body) = await _control.CallAsync("GET", Path + query);

        Assert.That(status, Is.EqualTo(200));
        Assert.That(string.Join(' ', body!["exchanges"]!.AsArray().Select(line => (int)line!["number"]!)), Is.EqualTo(numbers));
        Assert.That((int)body["last"]!, Is.EqualTo(4));
    }

    [TestCase("?rules=S4", "unknown filter \"rules\" (did you mean \"rule\"?)")]
    [TestCase("?after=x", "\"after\" is \"x\"; expected a whole number")]
    [TestCase("?refused=maybe", "\"refused\" is \"maybe\"")]
    [TestCase("?status=abc", "\"status\" is \"abc\"; expected a status code")]
    public async Task A_filter_that_cannot_be_meant_is_refused(string query, string named)
    {
        var (status, body) = await _control.CallAsync("GET", Path + query);

        Assert.That(status, Is.EqualTo(400));
        Assert.That((string?)body!["detail"], Does.Contain(named));
    }

    [TestCase("POST", "/digital/orders/market", 400)]
    [TestCase("POST", "/oauth2/token", 400)]
    [TestCase("GET", "/nonsense", 404)]
    [TestCase("DELETE", "/oauth2/token", 405)]
    [TestCase("GET", "/partner-details", 401)]
    public async Task A_refusal_links_to_its_entry(string method, string path, int status)
    {
        var request = (path == "/digital/orders/market" ? Calls.Command(_mock, _token).Lacking("Requestor-ID") : Garbage("x")) with
        {
            Method = method,
            Path = path,
        };
        var reply = _mock.Answer(request);
        var entry = await _control.CallAsync("GET", new Uri(reply.Headers.First("X-Mock-Exchange")!).AbsolutePath);

        Assert.That(reply.Status, Is.EqualTo(status));
        Assert.That(((int)entry.Body!["reply"]!["status"]!, (string?)entry.Body["request"]!["path"]), Is.EqualTo((status, path)));
    }

    [Test]
    public async Task A_simulated_fault_links_to_its_entry_and_a_success_to_none()
    {
        _made.Session.Faults.Add(new() { Kind = "5xx-once" });
        var failed = _mock.Answer(Calls.Query(_token));
        var entry = await _control.CallAsync("GET", new Uri(failed.Headers.First("X-Mock-Exchange")!).AbsolutePath);

        Assert.That((string?)entry.Body!["fault"], Is.EqualTo("5xx-once"));
        Assert.That(_mock.Answer(Calls.Query(_token)).Headers.First("X-Mock-Exchange"), Is.Null);
    }

    [Test]
    public async Task The_request_id_of_an_error_message_finds_its_entry()
    {
        var reply = _mock.Answer(Calls.Command(_mock, _token).Lacking("Requestor-ID"));
        var id = (string)JsonNode.Parse(reply.Body.Span)!["requestId"]!;
        var found = (await _control.CallAsync("GET", $"{Path}?requestId={id.ToUpperInvariant()}")).Body!["exchanges"]!.AsArray();
        var none = (await _control.CallAsync("GET", $"{Path}?requestId={Guid.NewGuid()}")).Body!["exchanges"]!.AsArray();

        Assert.That(found.Select(line => (string?)line!["rule"]), Is.EqualTo((string[])["S4.requestor_id.required"]));
        Assert.That(none, Is.Empty);
    }

    [Test]
    public async Task Without_a_journal_nothing_is_linked()
    {
        await using var mock = await PartnerApiMock.StartAsync(options => options with { JournalSize = 0 });

        Assert.That(mock.Answer(Garbage("x")).Headers.First("X-Mock-Exchange"), Is.Null);
    }

    [Test]
    public async Task One_exchange_tells_rules_causes_request_reply_and_a_command_line()
    {
        var (_, body) = await _control.CallAsync("GET", Path + "/2");

        Assert.That((string?)body!["why"]![0]!["cause"], Does.Contain("named 'RequestorId'"));
        Assert.That((string?)body["rules"]!.AsArray()[^1]!["result"], Is.EqualTo("refused"));
        Assert.That((int)body["reply"]!["status"]!, Is.EqualTo(400));
        Assert.That((string?)body["request"]!["headers"]![0]!["value"], Is.EqualTo("Bearer [token]"));
        Assert.That((string?)body["curl"], Does.StartWith("curl -sS -X POST").And.Contain("""-H 'Authorization: Bearer '"$TOKEN" """));
        Assert.That((await _control.CallAsync("GET", Path + "/99")).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task A_call_may_wait_for_the_next_refusal()
    {
        var waiting = _control.CallAsync("GET", Path + "?after=4&wait=30&refused=true");
        _mock.Answer(Calls.Query(_token));
        _mock.Answer(Garbage("y"));

        var (_, body) = await waiting;

        Assert.That((int)body!["exchanges"]!.AsArray().Single()!["number"]!, Is.EqualTo(6));
    }

    [Test]
    public async Task A_wait_that_is_over_ends_with_an_empty_list()
    {
        var (status, body) = await _control.CallAsync("GET", Path + "?after=4&wait=1");

        Assert.That(status, Is.EqualTo(200));
        Assert.That(body!["exchanges"]!.AsArray(), Is.Empty);
    }

    [Test]
    public async Task The_stream_tells_each_exchange_as_it_comes_and_goes_on_where_it_was()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path + "/stream?refused=true");
        request.Headers.Add("Last-Event-ID", "2");
        using var reply = await _control.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await reply.Content.ReadAsStreamAsync());
        Assert.That(reply.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));

        Assert.That((int)(await EventAsync(lines))["last"]!, Is.EqualTo(2));
        Assert.That((int)(await EventAsync(lines))["number"]!, Is.EqualTo(4));
        _mock.Answer(Garbage("z"));
        Assert.That((int)(await EventAsync(lines))["number"]!, Is.EqualTo(5));
    }

    [Test]
    public async Task A_mock_stops_at_once_although_somebody_listens()
    {
        await using var mock = await PartnerApiMock.StartAsync();
        using var control = new ControlClient(mock);
        using var reply = await control.Http.GetAsync(
            new Uri("/control/v1/sessions/default/journal/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await mock.DisposeAsync();

        // A host that gave up waiting for the listener would have cut the connection in the middle of the body.
        Assert.That(await reply.Content.ReadAsStringAsync(), Does.StartWith("event: open").And.EndsWith("\n\n"));
    }

    [Test]
    public async Task The_journal_can_be_emptied()
    {
        Assert.That((await _control.CallAsync("DELETE", Path)).Status, Is.EqualTo(204));
        Assert.That((await _control.CallAsync("GET", Path)).Body!["exchanges"]!.AsArray(), Is.Empty);
    }

    // A token that nobody issued belongs to no session, so the request names one.
    private ApiRequest Garbage(string token) => Calls.Query(token).Instead("X-Mock-Session", _made.Session.Id);

    private static async Task<JsonNode> EventAsync(StreamReader lines)
    {
        while (true)
        {
            if (await lines.ReadLineAsync() is { } line && line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return JsonNode.Parse(line["data: ".Length..])!;
            }
        }
    }
}
