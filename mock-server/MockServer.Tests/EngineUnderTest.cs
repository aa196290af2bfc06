using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Fixtures.People;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Lifecycles;
using PartnerApi.Mock.Metrics;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Pipeline;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Tests;

/// <summary>The engine with a session of its own and a clock that stands still: everything of the mock but the network.</summary>
internal sealed class EngineUnderTest
{
    public const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    public static readonly Contract Contract = ContractFile.V1();

    private static readonly LifecycleCatalogue Lifecycles = new(LifecyclesFile.Embedded());

    private readonly PartnerEngine _engine;

    public EngineUnderTest(bool explain = true)
    {
        var ids = new IdSource(1);
        var shared = new SharedServices(Time, Lifecycles, new WebhookSender(WebhookHosts.Loopback, TimeSpan.FromSeconds(5)));
        Sessions = new(shared, ClientsFile.Embedded(), PeopleFile.Embedded(), ids, RequestorLadder.At(RequestorStep.Presence));
        Tokens = new(SigningKey.Parse(Key), ids);
        _engine = new(
            new RouteTable(Contract.Operations),
            new TokenEndpoint(Contract.Token.Id, Sessions, Tokens, Contract.Defaults.Scope, TokenRules.All, explain),
            new CommandApi(Contract, Sessions, Tokens, CommandRules.All, RequestorPolicy.Guide, explain),
            new StraySessions(Sessions, Tokens),
            recorder: null,
            new Tally(Contract));
        Token = Tokens.Issue("partner-local", 0, Session.Clock.GetUtcNow(), TimeSpan.FromHours(1));
        Requests = new(Answer, Token, id => Session.Resources.Upsert("transaction", id, null, new JsonObject { ["transactionId"] = id }));
    }

    public SessionRegistry Sessions { get; }

    public AccessTokens Tokens { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.Zero));

    public Session Session => Sessions.Default;

    public string Token { get; }

    public GoodRequests Requests { get; }

    public ApiReply Answer(ApiRequest request) => _engine.Answer(request);

    /// <summary>Reads a request as the rules of the command API see it.</summary>
    public CommandRequest Read(ApiRequest http, RequestorPolicy policy = RequestorPolicy.Guide)
    {
        var route = new RouteTable(Contract.Operations).Match(http.Path)!;
        var operation = route.For(http.Method)!;
        var bearer = BearerPresentation.Read(http, Tokens);
        var client = bearer.Claims is { } claims ? Sessions.Clients.Find(claims.ClientId) : null;
        return new(http, operation, route.Values, bearer, client, client?.Session ?? Session, Contract, operation.NeedsRequestor(policy));
    }

    public TokenRequest ReadToken(ApiRequest http) => new(http, Sessions.Clients, Contract.Defaults.Scope);

    public static JsonNode Json(ApiReply reply) => JsonNode.Parse(reply.Body.Span)!;

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
