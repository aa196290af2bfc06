using System.Net;
using NUnit.Framework;
using PartnerApi.Mock.Cli;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Tests.Hosting;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Security;

/// <summary>Attacks on the control port, and what health checks ask of it.</summary>
internal sealed class ControlPortTests
{
    // A chunk size that is no number, is too long, or wraps at 32 or 64 bits (RFC 9112, 7.1).
    private static readonly string[] ChunkSizes =
        [
            "FFFFFFFFFFFFFFFFF", "0000000000000000F", "10000000000000005", "100000005", "80000000", "FFFFFFFF", "7FFFFFFFFFFFFFFF", "-1",
            "+5", "g", "", "5 5"];

    public static IEnumerable<TestCaseData> Chunks =>
        from size in ChunkSizes
        from request in (string[])[
            "POST /oauth2/token", "POST /users", "POST /control/v1/sessions", "PUT /control/v1/sessions/default/objects/user/1",
            "POST /dashboard/clock/freeze", "POST /__admin/mappings"]
        select new TestCaseData(request, size).SetArgDisplayNames(request, size);

    [TestCaseSource(nameof(Chunks))]
    public async Task A_malformed_chunk_size_is_the_callers_mistake(string request, string size)
    {
        using var log = new StringWriter();
        await using var mock = await PartnerApiMock.StartAsync(options => options with { WireMockAdmin = true, ErrorLog = log });
        var address = request.Contains("/control/", StringComparison.Ordinal) || request.Contains("/dashboard/", StringComparison.Ordinal)
            ? mock.ControlAddress! : mock.ApiAddress;

        using var connection = await WireConnection.OpenAsync(address);
        await connection.WriteOnlyAsync(
            $"{request} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + $"Transfer-Encoding: chunked\r\n\r\n{size}\r\nhello\r\n0\r\n\r\n");
        var reply = await connection.ReadAsync();

        Assert.That(reply.Status, Is.InRange(400, 499), reply.Text);
        Assert.That(log.ToString(), Is.Empty);
    }

    [TestCase("")]
    [TestCase("   ")]
    [TestCase("\t")]
    [TestCase("short-token-15c")]
    [TestCase("a token with blanks in it")]
    [TestCase("a-token-with-an-é-in-it")]
    public async Task A_control_token_that_protects_nothing_is_refused(string token)
    {
        await Assert.ThatAsync(
            () => PartnerApiMock.StartAsync(options => options with { ControlToken = token }), Throws.ArgumentException
                .With.Message.Contains("the control token"));

        Assert.That(
            new MockSettings { ControlToken = token }.Validate(new(new object())).Select(mistake => mistake.MemberNames.Single()),
            Does.Contain("ControlToken"));
    }

    [Test]
    public async Task Beyond_loopback_the_control_API_does_not_start_without_a_token() =>
        await Assert.ThatAsync(
            () => PartnerApiMock.StartAsync(options => options with { ControlAddress = new("http://0.0.0.0:0") }),
            Throws.ArgumentException.With.Message.Contains("ControlToken"));

    [TestCase(0)]
    [TestCase(10)]
    public async Task A_reader_of_the_journal_waits_where_nothing_is_kept(int size)
    {
        await using var mock = await Mocks.StartAsync("v1", options => options with { JournalSize = size });
        using var partner = await Partner.InNewSessionAsync(mock);
        using var reply = await partner.QueryAsync();
        var journal = partner.Session.Journal;
        journal.Clear();

        var (exchanges, position) = journal.ReadAfter(0);

        Assert.That(exchanges, Is.Empty);
        Assert.That(journal.WaitAsync(position, CancellationToken.None).IsCompleted, Is.False);
    }

    [Test]
    public async Task HEAD_answers_as_GET_without_a_body()
    {
        await using var mock = await PartnerApiMock.StartAsync();
        using var http = new HttpClient { BaseAddress = mock.ControlAddress };
        var paths = mock.ControlEndpoints
            .Where(endpoint => endpoint.StartsWith("GET ", StringComparison.Ordinal))
            .Select(endpoint => endpoint[4..].Replace("{id}", "default", StringComparison.Ordinal))
            .Concat(["/", "/grade", "/dashboard.js", "/nowhere"]);

        foreach (var path in paths)
        {
            using var get = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            using var request = new HttpRequestMessage(HttpMethod.Head, path);
            using var head = await http.SendAsync(request);

            Assert.That(head.StatusCode, Is.EqualTo(get.StatusCode), path);
            Assert.That(head.Content.Headers.ContentType?.MediaType, Is.EqualTo(get.Content.Headers.ContentType?.MediaType), path);
            Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty, path);
        }
    }

    [Test]
    public async Task A_health_check_by_HEAD_needs_no_token()
    {
        await using var mock = await PartnerApiMock.StartAsync(options => options with { ControlToken = "a-long-control-token" });
        using var http = new HttpClient { BaseAddress = mock.ControlAddress };
        using var health = new HttpRequestMessage(HttpMethod.Head, "/health");
        using var other = new HttpRequestMessage(HttpMethod.Head, "/metrics");

        Assert.That((await http.SendAsync(health)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await http.SendAsync(other)).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCase("localhost", 200)]
    [TestCase("LOCALHOST:1", 200)]
    [TestCase("mock.LocalHost", 200)]
    [TestCase("localhost.evil.example", 403)]
    [TestCase("localhost.", 403)]
    [TestCase("", 403)]
    public async Task A_host_name_of_this_machine_has_any_letter_case(string host, int status)
    {
        await using var mock = await PartnerApiMock.StartAsync();

        var reply = await WireConnection.SendAsync(
            mock.ControlAddress!, $"POST /control/v1/sessions/default/reset HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n");

        Assert.That(reply.Status, Is.EqualTo(status));
    }

    [Test]
    public async Task The_control_API_is_served_over_TLS()
    {
        var options = new MockSettings { Port = 0, ControlUrl = new("https://127.0.0.1:0") }.ToOptions();
        await using var mock = await PartnerApiMock.StartAsync(options);

        Assert.That(mock.ControlAddress!.Scheme, Is.EqualTo("https"));
        Assert.That(
            (await WireConnection.SendAsync(mock.ControlAddress, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")).Status,
            Is.EqualTo(200));
    }
}
