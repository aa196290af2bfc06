using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Engine;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Pipeline;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Tests;

/// <summary>The engine with a session of its own and a clock that stands still: everything of the mock but the network.</summary>
[SuppressMessage("Design", "CA1001", Justification = "It opens neither files nor connections.")]
internal sealed class EngineUnderTest
{
    public const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    public static readonly Contract Contract = ContractFile.V1();

    private readonly MockEngine _engine;

    public EngineUnderTest(bool explain = true, ImmutableArray<Rule<CommandRequest>>? commandRules = null)
    {
        _engine = new(new()
        {
            Clock = Time,
            Contract = Contract,
            RequestorValidation = RequestorValidation.At(RequestorCheckLevel.Presence),
            CommandRules = commandRules ?? CommandRules.All,
            SigningKey = SigningKey.Parse(Key),
            Seed = 1,
            Explain = explain,
        });
        Token = Tokens.Issue("partner-local", 0, Session.Clock.GetUtcNow(), TimeSpan.FromHours(1));
        Requests = new(Answer, Token, id => Session.Resources.Upsert("transaction", id, null, new JsonObject { ["transactionId"] = id }));
    }

    public SessionRegistry Sessions => _engine.Sessions;

    public AccessTokens Tokens => _engine.Tokens;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.Zero));

    public Session Session => Sessions.Default;

    public string Token { get; }

    public GoodRequests Requests { get; }

    public ApiReply Answer(ApiRequest request) => _engine.Answer(request);

    /// <summary>Reads a request as the rules of commands and queries see it.</summary>
    public CommandRequest Read(ApiRequest http, RequestorPolicy policy = RequestorPolicy.Guide)
    {
        var route = new RouteTable(Contract.Operations).Match(http.Path)!;
        var operation = route.For(http.Method)!;
        var bearer = BearerPresentation.Read(http, Tokens);
        var client = bearer.Claims is { } claims ? Sessions.Clients.Find(claims.ClientId) : null;
        return new(http, operation, route.Values, bearer, client, client?.Session ?? Session)
        {
            Contract = Contract,
            Bodies = new FastBodyValidator(Contract.Schemas),
            NeedsRequestor = operation.NeedsRequestor(policy),
        };
    }

    /// <summary>Reads a request as the rules of the token endpoint see it.</summary>
    public TokenRequest ReadToken(ApiRequest http)
    {
        var request = new TokenRequest(http, Contract.Defaults.Scope);
        request.Client = request.ClientId is { } id ? Sessions.Clients.Find(id) : null;
        return request;
    }

    public static JsonNode Json(ApiReply reply) => JsonNode.Parse(reply.Body.Span)!;

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
