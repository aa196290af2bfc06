using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Tests.Commands;
using PartnerApi.Mock.Tests.Token;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace PartnerApi.Mock.Tests.Hosting;

/// <summary>Fast lane and stub lane give the same reply, byte for byte; a stub of the user wins.</summary>
public sealed class LanesTests
{
    private static readonly HeaderList Nothing = HeaderList.Empty;

    private static Twins _twins = null!;

    [OneTimeSetUp]
    public static async Task StartTheTwins() => _twins = await Twins.StartAsync();

    [OneTimeTearDown]
    public static async Task StopTheTwins()
    {
        await _twins.DisposeAsync();
        Assert.That(_twins.Sent, Is.GreaterThan(200), "too few shapes to prove anything");
    }

    private static IEnumerable<TestCaseData> Operations() =>
        EngineUnderTest.Contract.Operations.Where(operation => operation.Kind != OperationKind.Token)
            .Select(operation => new TestCaseData(operation).SetArgDisplayNames(operation.Id));

    private static IEnumerable<TestCaseData> TokenCases() => Sendable(TokenRuleCases.All);

    // A token is revoked in the engine that the cases were made with, and in no other.
    private static IEnumerable<TestCaseData> CommandCases() =>
        Sendable(new CommandRuleCases(new EngineUnderTest()).All.Where(row => row.Rule != "S3.bearer.revoked"));

    [TestCaseSource(nameof(Operations))]
    public async Task Every_operation_is_answered_alike_in_both_lanes(Operation operation)
    {
        var good = _twins.Requests.Of(operation);
        var reply = await _twins.SameAsync(WireConnection.Bytes(good));
        foreach (var departure in Departures(good))
        {
            await _twins.SameAsync(WireConnection.Bytes(departure));
        }

        // Nobody can make a transaction over the wire.
        Assert.That(reply.Status, Is.EqualTo(operation.Id == "getTransaction" ? 404 : operation.SuccessStatus), reply.Text);
    }

    [TestCaseSource(nameof(TokenCases))]
    public async Task Every_broken_token_request_is_answered_alike(RuleCase row)
    {
        await _twins.SameAsync(WireConnection.Bytes(row.Broken));
        await _twins.SameAsync(WireConnection.Bytes(row.Mended));
    }

    [TestCaseSource(nameof(CommandCases))]
    public async Task Every_broken_command_is_answered_alike(RuleCase row) => await _twins.SameAsync(WireConnection.Bytes(row.Broken));

    [TestCase("GET", "/products?=")]
    [TestCase("GET", "/products?a=1&=2;=3&&;;")]
    [TestCase("GET", "/products?%zz=%ff")]
    [TestCase("GET", "/products?a=1,2&a=3;b=4")]
    [TestCase("GET", "/products?a[]=1&a=%00")]
    [TestCase("GET", "/nonsense")]
    [TestCase("GET", "/")]
    [TestCase("GET", "//products")]
    [TestCase("GET", "/products/")]
    [TestCase("GET", "/products/%2F")]
    [TestCase("GET", "/products/a+b")]
    [TestCase("GET", "/products/%zz")]
    [TestCase("GET", "/products/..")]
    [TestCase("GET", "/__admin/mappings")]
    [TestCase("HEAD", "/products")]
    [TestCase("OPTIONS", "/products")]
    [TestCase("TRACE", "/products")]
    [TestCase("get", "/products")]
    [TestCase("BREW", "/products")]
    [TestCase("OPTIONS", "*")]
    [TestCase("GET", "http://partner.test/products?a=1")]
    public async Task Strange_targets_are_answered_alike(string method, string target) =>
        await _twins.SameAsync(Raw($"{method} {target} HTTP/1.1\r\nHost: partner.test\r\nAuthorization: Bearer {_twins.Token}\r\n\r\n"));

    [TestCase("Transfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked", "zz\r\n")]
    [TestCase("Content-Length: 4\r\nContent-Encoding: gzip", "\u001f\u008b\u0008\u0000")]
    [TestCase("Content-Length: 2\r\nContent-Encoding: nonsense", "{}")]
    [TestCase("Content-Length: 2\r\nContent-Type: application/json; charset=nonsense", "{}")]
    [TestCase("Content-Length: 2\r\nContent-Type: nonsense", "{}")]
    [TestCase("Content-Length: 2\r\nContent-Type: multipart/form-data", "{}")]
    [TestCase("Content-Length: 2\r\nCookie: =;a==;;b", "{}")]
    [TestCase("Content-Length: 2\r\nAccept: ,;q=\r\nAccept-Language: *;q=x", "{}")]
    public async Task Strange_bodies_are_answered_alike(string headers, string body) =>
        await _twins.SameAsync(Raw("POST /transfers HTTP/1.1\r\nHost: partner.test\r\nAuthorization: Bearer "
            + $"{_twins.Token}\r\nRequestor-ID: 1\r\n{headers}\r\n\r\n{body}"));

    [Test]
    public async Task A_body_above_the_limit_is_answered_alike() =>
        await _twins.SameAsync(WireConnection.Bytes(GoodRequests.TokenWith(new string('x', 1 << 20))));

    [Test]
    public async Task A_stub_of_the_user_wins_until_it_is_deleted()
    {
        await using var mock = await RunningMock.StartAsync();
        var good = mock.Requests.Of("listProducts");
        var before = await mock.SendAsync(good);
        var id = Guid.NewGuid();
        mock.Mock.Stubs.Given(Request.Create().WithPath("/products").UsingGet()).WithGuid(id)
            .RespondWith(Response.Create().WithStatusCode(418).WithBody("mine"));
        var stubbed = await mock.SendAsync(good);
        var other = await mock.SendAsync(mock.Requests.Of("listPrices"));
        mock.Mock.Stubs.DeleteMapping(id);
        var after = await mock.SendAsync(good);

        Assert.That(
            (before.Status, stubbed.Status, stubbed.Text, other.Status, after.Text),
            Is.EqualTo((200, 418, "mine", 200, before.Text)));
    }

    [Test]
    public async Task A_stub_of_the_user_sees_the_body()
    {
        await using var mock = await RunningMock.StartAsync();
        mock.Mock.Stubs.Given(Request.Create().WithPath("/oauth2/token").WithBody(body => body?.Contains(
            "partner-local", StringComparison.Ordinal) == true))
            .RespondWith(Response.Create().WithStatusCode(503));

        Assert.That((await mock.SendAsync(GoodRequests.Token)).Status, Is.EqualTo(503));
        Assert.That((await mock.SendAsync(GoodRequests.TokenWith("x=1"))).Status, Is.EqualTo(400));
    }

    private static IEnumerable<TestCaseData> Sendable(IEnumerable<RuleCase> rows) =>
        rows.Where(row => row.Broken.BodyFault == BodyFault.None).Select(row => new TestCaseData(row).SetArgDisplayNames(row.ToString()));

    private static IEnumerable<ApiRequest> Departures(ApiRequest good) =>
    [
        good with { Headers = good.Headers.Without("Authorization") },
        good with { Headers = good.Headers.Without("Authorization").With("Authorization", "Bearer garbage") },
        good with { Headers = good.Headers.Without("Requestor-ID") },
        good with { Headers = Nothing, Method = "PUT" },
        good with { Method = "HEAD", Body = default },
        good with { Path = good.Path + "/" },
        good with { Path = good.Path[..^1] + "~", Body = good.Body },
        good with { Query = "x=%zz&=&cursor=1" },
        .. good.Body.IsEmpty ? (ApiRequest[])[] :
        [
            good with { Body = EngineUnderTest.Bytes("{") },
            good with { Body = EngineUnderTest.Bytes("{}") },
            good with { Body = EngineUnderTest.Bytes("""{"unknown":[1,2,{"a":null}]}""") },
            good with { Body = default },
            good with { Headers = good.Headers.Without("Content-Type").With("Content-Type", "text/plain") },
        ],
    ];

    private static byte[] Raw(string request) => System.Text.Encoding.Latin1.GetBytes(request);
}
