using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CsCheck;
using NUnit.Framework;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Sessions;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Security;

/// <summary>
/// Random requests to the API, the control API and WireMock.Net's admin API, with and without the control token: no 5xx, nothing in the
/// error log, nothing behind the guard without the token, and memory back to where it was. A million of them with 100,000 property cases
/// or more.
/// </summary>
[NonParallelizable]
internal sealed class FuzzTests
{
    private const string Token = "fuzz-token-of-sixteen-characters";
    private const long InGate = 20_000;
    private const long InFull = 1_000_000;

    // Threads, buffers and connections come and go.
    private const long Slack = 4 << 20;

    private static readonly string[] Open = ["/health", "/ready", "/openapi.json"];

    private static readonly Gen<string> Segment = Gen.OneOf(
        One(
            "control", "v1", "sessions", "default", "journal", "grade", "faults", "clock", "requestor", "objects", "lifecycles",
                "exercises",
            "reset", "__admin", "mappings", "requests", "settings", "files", "oauth2", "token", "users", "natural-persons", "customers",
            "products", "webhooks", "dashboard", "health", "metrics", "1", "00000000-0000-4000-8000-000000000000"),
        One(
            "..", "%2e%2e", "%2F", "%5c", "%00", "%", "%zz", ";", "a;b=c", "%E4", "%F0%9F%98%80", "+", "~", "*", "%252f", "%2e", "'", "\\"),
        Gen.String[Gen.Char[' ', '~'], 0, 12].Select(Uri.EscapeDataString));

    // The start page renders the whole journal, which takes longer than a hundred other requests.
    private static readonly Gen<string> Path = Gen.Frequency(
        (1, Gen.Const("/")), (200, Gen.OneOf(Known, Segment.Array[1, 6].Select(Joined))));

    // Paths that lead somewhere: random segments seldom do.
    private static Gen<string> Known => One(
        "/control/v1/sessions", "/control/v1/sessions/default", "/control/v1/sessions/default/journal",
            "/control/v1/sessions/default/reset",
        "/control/v1/sessions/default/faults", "/control/v1/sessions/default/clock/advance", "/control/v1/sessions/default/clock/set",
        "/control/v1/sessions/default/requestor-validation", "/control/v1/sessions/default/grade",
            "/control/v1/sessions/default/journal/stream",
        "/control/v1/sessions/default/resources/customer/1", "/control/v1/sessions/default/lifecycles/digitalOrder", "/control/v1/contract",
        "/mappings", "/mappings/00000000-0000-4000-8000-000000000000", "/requests", "/requests/count", "/requests/find", "/scenarios",
            "/reset",
        "/mappings/code", "/mappings/import", "/mappings/swagger", "/oauth2/token", "/users", "/natural-persons", "/partner-details");

    private static readonly Gen<string> Query = Gen.OneOf(
        Gen.Const(""),
        One(
            "?limit=20", "?limit=-1", "?limit=99999999999999999999", "?cursor=%zz", "?after=x", "?format=html", "?%00=%00", "?a=b&a=b",
                "??",
            "?status=4xx", "?iban=DE89370400440532013000", "?access_token=x", "?requestId=1"),
        Gen.String[Gen.Char[' ', '~'], 0, 20].Select(text => "?" + Uri.EscapeDataString(text) + "=" + Uri.EscapeDataString(text)));

    private static readonly Gen<string> Body = Gen.OneOf(
        One(
            "", "{}", "[]", "null", "{", "\"\\ud800\"", "1e999", "{\"a\":{\"a\":{\"a\":[[[[]]]]}}}", "{\"seconds\": 1e300}",
                "{\"id\": \"../x\"}",
            "{\"Request\": {\"Path\": \"/stubbed\"}, \"Response\": {\"StatusCode\": 200}}",
                "[{\"Request\": {\"Path\": \"/stubbed/too\"}}]", "{\"Request\": 1}",
            "{\"Request\": {\"Path\": {\"Matchers\": [{\"Name\": \"RegexMatcher\", \"Pattern\": \"(\"}]}}, \"Response\": {}}",
            "{\"kind\": \"429-retry-after\", \"times\": 1}", "{\"seconds\": 5}", "{\"people\": 2, \"customers\": 1}",
            "{\"step\": \"active\", \"late\": [\"*\"]}", "{\"email\": \"a@example.org\"}", "{\"kind\": \"latency\", \"seconds\": -1}",
            "grant_type=client_credentials&client_id=partner-local&client_secret=x", "a=%zz", "{\"now\": \"0000-00-00T99:99:99Z\"}"),
        Gen.String[0, 40],
        Gen.Int[1, 2000].Select(depth => new string('[', depth)));

    private static readonly Gen<string> Method = One(
        "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY");

    private static readonly Gen<string> MediaType = One(
        "application/json", "application/x-www-form-urlencoded", "text/plain", "application/json; charset=utf-7", ";;;",
        "multipart/form-data");

    private static readonly Gen<(string Name, string Value)> Header = One(
        ("X-None", "1"), ("X-Mock-Session", "nobody"), ("X-Mock-Session", "default"), ("X-Mock-Fault", "nonsense"),
            ("Requestor-ID", "1, 2"),
        ("Authorization", "Bearer a.b.c"), ("Authorization", "Basic !!!!"), ("Authorization", "Bearer " + new string('x', 3000)),
        ("Content-Encoding", "gzip"), ("Expect", "100-continue"), ("Last-Event-ID", "-1"), ("Origin", "https://evil.example"),
        ("Sec-Fetch-Site", "cross-site"), ("Accept", "*/*;q=x"), ("Cookie", "a=b"), ("X-HTTP-Method-Override", "DELETE"));

    private static readonly Gen<Shot> Shots = Gen.Select(
        One(Target.Api, Target.Control, Target.Admin), Gen.Bool, Method, Gen.Select(Path, Query), Body,
            Gen.Select(MediaType, Header),
        (target, hasToken, method, address, body, head) => new Shot(
            target, hasToken && target != Target.Api, method, address.Item1, address.Item2, body, head.Item1, head.Item2));

    private enum Target
    {
        Api,
        Control,
        Admin,
    }

    // The admin API writes the files that it is told to; the others answer without them, too.
    private static bool WritesFiles(Shot shot) => shot is { Target: Target.Admin, HasToken: true, Method: not ("GET" or "HEAD") }
        && (shot.Path.Contains("files", StringComparison.OrdinalIgnoreCase)
            || shot.Path.Contains("save", StringComparison.OrdinalIgnoreCase));

    private static string Joined(string[] parts) => "/" + string.Join('/', parts);

    private static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    [Test]
    public async Task Nothing_breaks_and_nothing_opens()
    {
        using var log = new StringWriter();
        await using var mock = await PartnerApiMock.StartAsync(
            options => options with { WireMockAdmin = true, ControlToken = Token, ErrorLog = TextWriter.Synchronized(log) });
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

        // What is created once, such as compiled routes, parsed schemas and connections, is there after the first requests.
        Fuzz(InGate / 4);
        var before = Heap(mock);
        Fuzz(PropertyCases.IsInFull ? InFull : InGate);
        var after = Heap(mock);

        Assert.That(log.ToString(), Is.Empty);
        Assert.That(after, Is.LessThan((before * 5 / 4) + Slack), $"{before:N0} bytes after the first requests, {after:N0} at the end");

        void Fuzz(long requests)
        {
            Shots.Sample(shot => WritesFiles(shot) || IsFine(mock, http, shot), iter: requests, print: shot => shot.ToString());
            Assert.That(mock.Journal.Bytes, Is.LessThanOrEqualTo(JournalLimits.SessionBytes));
            Assert.That(mock.Sessions.Count, Is.LessThanOrEqualTo(SessionRegistry.Max + 1));
        }
    }

    // The managed heap once everything that the requests created is deleted.
    private static long Heap(PartnerApiMock mock)
    {
        mock.Stubs.ResetMappings();
        mock.Stubs.ResetLogEntries();
        foreach (var session in mock.Sessions.All.Where(session => session != mock.Session).ToArray())
        {
            mock.Sessions.Delete(session.Id);
        }

        mock.Reset();
        Assert.That(mock.Session.Resources.Bytes, Is.LessThan(100_000));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static bool IsFine(PartnerApiMock mock, HttpClient http, Shot shot)
    {
        var address = shot.Target == Target.Control ? mock.ControlAddress! : mock.ApiAddress;
        var path = shot.Target == Target.Admin ? "/__admin" + shot.Path : shot.Path;
        using var request = new HttpRequestMessage(
            new(shot.Method), new Uri(address.GetLeftPart(UriPartial.Authority) + path + shot.Query, new UriCreationOptions
            {
                DangerousDisablePathAndQueryCanonicalization = true,
            }));
        if (shot.Method is not ("GET" or "HEAD" or "TRACE"))
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(shot.Body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", shot.MediaType);
        }

        _ = request.Headers.TryAddWithoutValidation(shot.Header.Name, shot.Header.Value)
            || request.Content?.Headers.TryAddWithoutValidation(shot.Header.Name, shot.Header.Value) == true;
        if (shot.HasToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }

        // Only the head of a reply: an event stream has no end.
        using var reply = http.Send(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)reply.StatusCode < 500 && (shot.Target == Target.Api || shot.HasToken || IsClosed(path, reply.StatusCode));
    }

    // Dot segments are resolved by the server, so /x/../health is /health (RFC 3986, section 5.2.4).
    private static bool IsClosed(string path, HttpStatusCode status) =>
        (int)status >= 400 || Open.Contains(Uri.UnescapeDataString(new Uri("http://127.0.0.1" + path).AbsolutePath).TrimEnd('/'));

    private sealed record Shot(
        Target Target, bool HasToken, string Method, string Path, string Query, string Body, string MediaType, (
            string Name, string Value) Header);
}
