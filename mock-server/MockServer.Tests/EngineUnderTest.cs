using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.People;
using PartnerApi.Mock.Clock;
using PartnerApi.Mock.Commands;
using PartnerApi.Mock.Engine;
using PartnerApi.Mock.Token;
using PartnerApi.Mock.World;

namespace PartnerApi.Mock.Tests;

/// <summary>The engine with a session of its own and a clock that stands still: everything of the mock but the network.</summary>
internal sealed class EngineUnderTest
{
    public const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    public static readonly Contract Contract = ContractFile.V1();

    private readonly PartnerEngine _engine;

    public EngineUnderTest(bool explain = true)
    {
        var ids = new IdSource(1);
        var clock = new SessionClock(Time);
        Session = new(
            Session.Default,
            clock,
            new ClientRegistry(ClientsFile.Embedded().Select(row => new Client(row))),
            new AccessTokens(SigningKey.Parse(Key), ids),
            new ResourceStore(clock, PeopleFile.Embedded()),
            ids);
        _engine = new(
            new RouteTable(Contract.Operations),
            new TokenEndpoint(Session.Clients, Session.Tokens, clock, TokenRules.All, explain),
            new CommandApi(Contract, CommandRules.All, RequestorPolicy.Guide, explain),
            Session);
        Token = Session.Tokens.Issue("partner-local", 0, clock.GetUtcNow(), TimeSpan.FromHours(1));
        Requests = new(this);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.Zero));

    public Session Session { get; }

    public string Token { get; }

    public GoodRequests Requests { get; }

    public ApiReply Answer(ApiRequest request) => _engine.Answer(request);

    /// <summary>Reads a request as the rules of the command API see it.</summary>
    public CommandRequest Read(ApiRequest http, RequestorPolicy policy = RequestorPolicy.Guide)
    {
        var route = new RouteTable(Contract.Operations).Match(http.Path)!;
        var operation = route.For(http.Method)!;
        return new(http, operation, route.Values, Session, Contract, operation.NeedsRequestor(policy));
    }

    public TokenRequest ReadToken(ApiRequest http) => new(http, Session.Clients);

    public static JsonNode Json(ApiReply reply) => JsonNode.Parse(reply.Body.Span)!;

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
