using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Wire;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.SelfTests.Wire;

public sealed class HttpWireTests
{
    private const string Empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    [Test]
    public async Task Two_lines_of_one_header_stay_two_lines()
    {
        await using var server = new RawServer(Empty);

        await Send(server.Address, new("Requestor-ID", "a"), new("Requestor-ID", "b"));

        Assert.That(server.Received, Does.Contain("\r\nRequestor-ID: a\r\nRequestor-ID: b\r\n"));
    }

    [Test]
    public async Task Blanks_around_a_verbatim_value_reach_the_wire()
    {
        await using var server = new RawServer(Empty);

        await Send(server.Address, new HeaderField("Requestor-ID", "   a  ", Verbatim: true));

        Assert.That(server.Received, Does.Contain("\r\nRequestor-ID:   a  \r\n"));
        Assert.That(server.Received, Does.Not.Contain("X-Raw-Lines"));
    }

    [TestCase("requestor-id")]
    [TestCase("REQUESTOR-ID")]
    public async Task The_case_of_a_header_name_is_kept(string name)
    {
        await using var server = new RawServer(Empty);

        await Send(server.Address, new HeaderField(name, "a"));

        Assert.That(server.Received, Does.Contain($"\r\n{name}: a\r\n"));
    }

    [Test]
    public async Task Repeated_headers_of_a_reply_are_kept_apart()
    {
        await using var server = new RawServer(
            "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        var exchange = await Send(server.Address);

        Assert.That(exchange.HeaderLines("www-authenticate"), Is.EqualTo(new[] { "Basic", "Bearer" }));
    }

    [Test]
    public async Task A_redirect_is_not_followed()
    {
        await using var server = new RawServer(
            "HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        Assert.That((await Send(server.Address)).Status, Is.EqualTo(307));
    }

    [Test]
    public async Task A_refused_connection_is_a_failed_exchange()
    {
        var address = new RawServer(Empty);
        await address.DisposeAsync();

        var exchange = await Send(address.Address);

        Assert.That(exchange.Failure?.Kind, Is.EqualTo(FailureKind.Refused));
        Assert.That(exchange.Reply, Is.Null);
    }

    [Test]
    public async Task A_reply_that_breaks_off_leaves_what_came()
    {
        await using var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");

        var exchange = await Send(server.Address);

        Assert.That(exchange.Failure?.Kind, Is.EqualTo(FailureKind.ClosedEarly));
        Assert.That(exchange.Text, Is.EqualTo("abc"));
    }

    [Test]
    public async Task What_is_not_HTTP_is_data()
    {
        await using var server = new RawServer("220 mail.example.org ESMTP\r\n");

        Assert.That((await Send(server.Address)).Failure?.Kind, Is.EqualTo(FailureKind.Malformed));
    }

    [Test]
    public async Task A_silent_server_ends_at_the_time_limit()
    {
        await using var server = new RawServer("", hangUp: false);
        var time = new FakeTimeProvider();
        using var wire = new HttpWire(new(TimeSpan.FromSeconds(30)), time);

        var sending = wire.SendAsync(new("GET", server.Address, []), CancellationToken.None);
        while (!sending.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.That((await sending).Failure?.Kind, Is.EqualTo(FailureKind.Timeout));
    }

    [Test]
    public async Task A_compressed_body_is_read()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync("plain"u8.ToArray());
        }

        await using var server = new RawServer(
            [.. Head($"Content-Encoding: gzip\r\nContent-Length: {packed.Length}"), .. packed.ToArray()]);

        Assert.That((await Send(server.Address)).Text, Is.EqualTo("plain"));
    }

    [Test]
    public async Task A_body_that_is_not_compressed_as_said_is_a_problem_not_a_crash()
    {
        await using var server = new RawServer([.. Head("Content-Encoding: gzip\r\nContent-Length: 5"), .. "plain"u8]);

        Assert.That((await Send(server.Address)).Reply?.BodyProblem, Does.Contain("not gzip"));
    }

    [Test]
    public async Task A_huge_body_is_cut_off_and_said_to_be()
    {
        var size = HttpWire.BodyLimit + 5;
        await using var server = new RawServer([.. Head($"Content-Length: {size}"), .. new byte[size]]);

        var reply = (await Send(server.Address)).Reply!;

        Assert.That(reply.Body.Length, Is.EqualTo(HttpWire.BodyLimit));
        Assert.That(reply.BodyProblem, Does.StartWith("cut off"));
    }

    private static byte[] Head(string headers) => Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\n{headers}\r\n\r\n");

    private static async Task<Exchange> Send(Uri address, params HeaderList headers)
    {
        using var wire = new HttpWire(new(TimeSpan.FromSeconds(30)), TimeProvider.System);
        return await wire.SendAsync(new("GET", address, headers), CancellationToken.None);
    }
}
