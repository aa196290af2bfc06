using System.Text;
using NUnit.Framework;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Tests.Hosting;

/// <summary>The wire's odd corners: whatever comes, the answer is a reasoned refusal, and the mock goes on.</summary>
public sealed class WireTests
{
    private static RunningMock _mock = null!;

    [OneTimeSetUp]
    public static async Task StartTheMock() => _mock = await RunningMock.StartAsync();

    [OneTimeTearDown]
    public static async Task StopTheMock() => await _mock.DisposeAsync();

    private static string Good => GoodRequests.TokenForm;

    private static IEnumerable<TestCaseData> BrokenTokenRequests() =>
    [
        Case("a broken escape", 400, "invalid_request", Form(Good + "&x=%zz")),
        Case("bytes that are no UTF-8", 400, "invalid_request", Form(Good + "&x=\u00ff\u00fe")),
        Case("a repeated key", 400, "invalid_request", Form(Good + "&grant_type=client_credentials")),
        Case("a bare equals sign in a value", 400, "invalid_client", Form(Good + "=wrong==")),
        Case("a megabyte", 413, "invalid_request", Form(Good + "&x=" + new string('x', 1 << 20))),
        Case("a megabyte in chunks", 413, "invalid_request", Chunked(Good + "&x=" + new string('x', 1 << 20))),
        Case("another media type", 400, "invalid_request", Form(Good, "Content-Type: application/json")),
        Case("no media type", 400, "invalid_request", Form(Good, "X-Other: 1")),
        Case("an empty media type", 400, "invalid_request", Form(Good, "Content-Type:")),
        Case("no body", 400, "invalid_request", Post("Content-Type: application/x-www-form-urlencoded", "Content-Length: 0")),
        Case("no length at all", 400, "invalid_request", Post("Content-Type: application/x-www-form-urlencoded")),
        Case(
            "a bad chunk", 400, "invalid_request",
            Post("Content-Type: application/x-www-form-urlencoded", "Transfer-Encoding: chunked") + "zz\r\n\r\n"),
        Case(
            "a body in gzip", 400, "invalid_request",
            Form("\u001f\u008b\u0008\u0000", "Content-Type: application/x-www-form-urlencoded\r\nContent-Encoding: gzip")),
        Case(
            "a secret in the query", 400, "invalid_request",
            Form(Good).Replace("/token ", "/token?client_secret=x ", StringComparison.Ordinal)),
        Case(
            "two Authorization lines", 400, "invalid_request",
            Form(
                "grant_type=client_credentials",
                "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: Basic YTpi\r\nAuthorization: Basic YTpi")),
        Case(
            "a Basic header that is none", 401, "invalid_client",
            Form("grant_type=client_credentials", "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: Basic *")),
    ];

    private static IEnumerable<TestCaseData> BrokenCommands() =>
    [
        Command("invalid JSON", 400, "API.body.json", "{"),
        Command("a hundred levels", 400, "API.body.json", new string('[', 100) + new string(']', 100)),
        Command("a byte order mark", 400, "API.body.json", "\u00ef\u00bb\u00bf{}"),
        Command("bytes that are no UTF-8", 400, "API.body.json", "\"\u00ff\""),
        Command("a lone surrogate", 400, "API.body.json", "\"\\ud800\""),
        Command("a repeated member", 400, "API.body.json", "{\"a\":1,\"a\":1}"),
        Command("an empty object", 400, "API.body.schema", "{}"),
        Command("a megabyte", 413, "API.size", "\"" + new string('x', 1 << 20) + "\""),
        Command("no body", 400, "API.body.missing", ""),
        Command("no Requestor-ID", 400, "S4.requestor_id.required", "{}", requestor: null),
        Command("an empty Requestor-ID", 400, "S4.requestor_id.blank", "{}", requestor: "Requestor-ID:"),
        Command("a blank Requestor-ID", 400, "S4.requestor_id.blank", "{}", requestor: "Requestor-ID: \t "),
        Command("two Requestor-ID lines", 400, "S4.requestor_id.repeated", "{}", requestor: "Requestor-ID: 1\r\nrequestor-id: 1"),
        Command("a content coding", 415, "API.body.content_encoding", "{}", type: "application/json\r\nContent-Encoding: gzip"),
        Command("another media type", 415, "API.body.media_type", "{}", type: "text/plain"),
        Command("a bad chunk", 400, "API.body.json", "zz\r\n", framing: "Transfer-Encoding: chunked"),
        Command("a chunk that is cut short", 400, "API.body.json", "5\r\n{}xxxxx\r\n", framing: "Transfer-Encoding: chunked"),
        Command(
            "a body in gzip", 415, "API.body.content_encoding", "\u001f\u008b\u0008\u0000",
            framing: "Content-Length: 4\r\nContent-Encoding: gzip"),
        Command("HEAD", 405, "RFC9110-15.5.6.allow", "", method: "HEAD"),
        Command("OPTIONS", 405, "RFC9110-15.5.6.allow", "", method: "OPTIONS"),
        Command("TRACE", 405, "RFC9110-15.5.6.allow", "", method: "TRACE"),
        Command("an invented method", 405, "RFC9110-15.5.6.allow", "{}", method: "NONSENSE"),
        Command("a method in lower case", 405, "RFC9110-15.5.6.allow", "{}", method: "post"),
        Command("a trailing slash", 404, "API.route.known", "{}", path: "/transfers/"),
        Command("a double slash", 404, "API.route.known", "{}", path: "//transfers"),
        Command("dots in the path", 404, "API.route.known", "{}", path: "/x/../transfers"),
        Command("a broken escape in the path", 404, "API.route.known", "{}", path: "/transfers%zz"),
        Command("another letter case of the path", 404, "API.route.known", "{}", path: "/Transfers"),
        Command("the server as a whole", 404, "API.route.known", "", method: "OPTIONS", path: "*"),
    ];

    private static IEnumerable<TestCaseData> StrangeButGood() =>
    [
        Named("a nameless query", () => Query("/products?=")),
        Named("a nameless query among others", () => Query("/products?a=1&=&;=2&&")),
        Named("a broken escape in a query that is not read", () => Query("/products?%zz")),
        Named("an address in absolute form", () => Query("http://partner.test/products")),
        Named("an address in absolute form with a query", () => Query("http://partner.test/products?a=/b")),
        Named("an encoded letter in the path", () => Query("/product%73")),
        Named("HEAD", () => Query("/products", method: "HEAD")),
        Named("names of headers in capitals", () => Query("/products").Replace("Authorization", "AUTHORIZATION", StringComparison.Ordinal)),
        Named(
            "names of headers in small letters",
            () => Query("/products").Replace("Authorization", "authorization", StringComparison.Ordinal)),
        Named("a scheme in small letters", () => Query("/products").Replace("Bearer", "bearer", StringComparison.Ordinal)),
        Named("an unknown expectation", () => Query("/products").Replace("Accept", "Expect: nonsense\r\nAccept", StringComparison.Ordinal)),
        Named("a header without a value", () => Query("/products").Replace("Accept: */*", "Accept:", StringComparison.Ordinal)),
        Named("HTTP/1.0", () => Query("/products").Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal)),
        Named(
            "a query with a body",
            () => Query("/products").Replace("Accept: */*\r\n\r\n", "Content-Length: 1\r\n\r\n{", StringComparison.Ordinal)),
        Named("a form in chunks", () => Chunked(Good)),
        Named("a form with a charset", () => Form(Good, "content-type: Application/X-WWW-Form-Urlencoded; charset=UTF-8")),
        Named("a form that waits for 100", () => Form(Good, "Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue")),
        Named(
            "a nameless pair in the query of the token endpoint",
            () => Form(Good).Replace("/token ", "/token?= ", StringComparison.Ordinal)),
    ];

    private static IEnumerable<TestCaseData> BelowHttp() =>
    [
        Named("no host", () => "GET /products HTTP/1.1\r\n\r\n", 400),
        Named("no HTTP", () => "hello\r\n\r\n", 400),
        Named("a length that is no number", () => "POST /transfers HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n", 400),
        Named("a folded header", () => "GET /products HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", 400),
        Named("a NUL in a header", () => "GET /products HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n", 400),
        Named("headers of 40 KB", () => $"GET /products HTTP/1.1\r\nHost: x\r\nA: {new string('a', 40_000)}\r\n\r\n", 431),
        Named("an address of 10 KB", () => $"GET /{new string('a', 10_000)} HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    ];

    [TestCaseSource(nameof(BrokenTokenRequests))]
    public async Task A_broken_token_request_is_refused_as_the_standard_says(string request, int status, string error)
    {
        var reply = await _mock.SendAsync(request);

        Assert.That((reply.Status, (string?)reply.Json["error"]), Is.EqualTo((status, error)), reply.Text);
        Assert.That(reply.Header("Cache-Control"), Is.EqualTo("no-store"));
        await TheMockGoesOn();
    }

    [TestCaseSource(nameof(BrokenCommands))]
    public async Task A_broken_command_is_refused_in_the_documented_shape(Func<string> request, int status, string rule)
    {
        var text = request();
        var reply = await _mock.SendAsync(text);

        Assert.That((reply.Status, reply.Header(RuleHeader.Name)), Is.EqualTo((status, rule)), reply.Text);
        Assert.That(text.StartsWith("HEAD", StringComparison.Ordinal)
            ? []
            : EngineUnderTest.Contract.Schemas.Validate("ErrorMessage", reply.Text), Is.Empty);
        await TheMockGoesOn();
    }

    [TestCaseSource(nameof(StrangeButGood))]
    public async Task A_strange_request_that_breaks_no_rule_is_answered(Func<string> request, int status)
    {
        var reply = await _mock.SendAsync(request());

        Assert.That(reply.Status, Is.EqualTo(status), reply.Text);
        await TheMockGoesOn();
    }

    [TestCaseSource(nameof(BelowHttp))]
    public async Task What_is_no_HTTP_is_refused_by_the_host(Func<string> request, int status)
    {
        Assert.That((await _mock.SendAsync(request())).Status, Is.EqualTo(status));
        await TheMockGoesOn();
    }

    [Test]
    public async Task A_head_without_body_has_the_headers_of_the_reply()
    {
        var get = await _mock.SendAsync(Query("/products"));
        var head = await _mock.SendAsync(Query("/products", method: "HEAD"));

        Assert.That(
            (head.Header("Content-Length"), head.Header("Content-Type")), Is.EqualTo((get.Header("Content-Length"), "application/json")));
    }

    [Test]
    public async Task A_connection_is_kept_and_requests_may_be_sent_ahead()
    {
        using var connection = await WireConnection.OpenAsync(_mock.Mock.ApiAddress);
        var first = await connection.SendAsync(Encoding.Latin1.GetBytes(Query("/products") + Query("/nonsense")));
        var second = await connection.ReadAsync();

        Assert.That((first.Status, second.Status), Is.EqualTo((200, 404)));
    }

    [Test]
    public async Task A_caller_who_goes_away_in_the_middle_disturbs_nobody()
    {
        using (var connection = await WireConnection.OpenAsync(_mock.Mock.ApiAddress))
        {
            await connection.WriteOnlyAsync(Post("Content-Type: application/x-www-form-urlencoded", "Content-Length: 100") + "grant");
        }

        await TheMockGoesOn();
    }

    [Test]
    public async Task A_reply_names_no_server_and_has_a_length()
    {
        var reply = await _mock.SendAsync(Query("/products"));

        Assert.That(
            (reply.Header("Server"), reply.Header("Transfer-Encoding"), reply.Header("Content-Length")),
            Is.EqualTo(((string?)null, (string?)null, $"{reply.Body.Length}")));
    }

    private static async Task TheMockGoesOn() =>
        Assert.That((await _mock.SendAsync(GoodRequests.Token)).Status, Is.EqualTo(200), "the next request");

    private static TestCaseData Case(string name, int status, string error, string request) =>
        new TestCaseData(request, status, error).SetArgDisplayNames(name);

    private static TestCaseData Named(string name, Func<string> request, int status = 200) =>
        new TestCaseData(request, status).SetArgDisplayNames(name);

    private static TestCaseData Command(
        string name, int status, string rule, string body, string? requestor = "Requestor-ID: 1", string type = "application/json",
        string? framing = null, string method = "POST", string path = "/transfers") =>
        new TestCaseData(
            () => $"{method} {path} HTTP/1.1\r\nHost: partner.test\r\nAuthorization: Bearer {_mock.Token}\r\nContent-Type: {type}\r\n"
                + (requestor is null ? "" : requestor + "\r\n") + (framing ?? $"Content-Length: {body.Length}") + "\r\n\r\n" + body,
            status,
            rule).SetArgDisplayNames(name);

    private static string Query(string target, string method = "GET") =>
        $"{method} {target} HTTP/1.1\r\nHost: partner.test\r\nAuthorization: Bearer {_mock.Token}\r\nAccept: */*\r\n\r\n";

    private static string Form(string body, string headers = "Content-Type: application/x-www-form-urlencoded") =>
        Post(headers, $"Content-Length: {body.Length}") + body;

    private static string Chunked(string body) =>
        Post("Content-Type: application/x-www-form-urlencoded", "Transfer-Encoding: chunked") + $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n";

    private static string Post(params string[] headers) =>
        $"POST /oauth2/token HTTP/1.1\r\nHost: partner.test\r\n{string.Concat(headers.Select(line => line + "\r\n"))}\r\n";
}
