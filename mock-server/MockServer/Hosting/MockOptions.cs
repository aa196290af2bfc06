using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Fixtures.People;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Hosting;

/// <summary>How a mock is set up. Every member has a default: a mock with none set is the guide's.</summary>
public sealed record MockOptions
{
    /// <summary>Address of the partner API. Default: loopback, a free port.</summary>
    public Uri ApiAddress { get; init; } = new("http://127.0.0.1:0");

    /// <summary>Address of the control API; null for none. Default: loopback, a free port.</summary>
    public Uri? ControlAddress { get; init; } = new("http://127.0.0.1:0");

    /// <summary>Bearer token that the control API asks for; null for none. Required where it does not listen on loopback.</summary>
    public string? ControlToken { get; init; }

    /// <summary>Whether WireMock.Net's admin API is served under <c>/__admin</c> of the partner API. Where others can reach it, it needs <see cref="ControlToken"/>. Default: no.</summary>
    public bool WireMockAdmin { get; init; }

    /// <summary>Certificate with its key, for an <c>https</c> address.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The contract. Default: v1.</summary>
    public Contract? Contract { get; init; }

    /// <summary>The clients. Default: those of <c>clients.json</c>; the first one is shown to users.</summary>
    public ImmutableArray<ApiClient>? Clients { get; init; }

    /// <summary>The people that exist from the start. Default: those of <c>people.json</c>.</summary>
    public ImmutableArray<Person>? People { get; init; }

    /// <summary>How objects come along. Default: <c>lifecycles.json</c>.</summary>
    public ImmutableArray<Lifecycle>? Lifecycles { get; init; }

    /// <summary>Whether ids in a body must name objects that exist. Default: yes.</summary>
    public bool CheckReferences { get; init; } = true;

    /// <summary>Where notifications may go beside the machine itself. Default: nowhere.</summary>
    public WebhookHosts WebhookHosts { get; init; } = WebhookHosts.Loopback;

    /// <summary>How long the receiver of a notification may take to answer, by the machine's clock; above zero. Default: 5 seconds.</summary>
    public TimeSpan WebhookTimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Which column of the contract says who needs <c>Requestor-ID</c>. Default: the guide's.</summary>
    public RequestorPolicy Policy { get; init; } = RequestorPolicy.Guide;

    /// <summary>How far requestors are checked at the start; null for what the contract says.</summary>
    public RequestorLadder? Ladder { get; init; }

    /// <summary>What the token endpoint does with <c>scope</c>; null for what the contract says.</summary>
    public ScopeRule? Scope { get; init; }

    /// <summary>Reasons to refuse a token request, in order.</summary>
    public ImmutableArray<Rule<TokenRequest>> TokenRules { get; init; } = Token.TokenRules.All;

    /// <summary>Reasons to refuse any other request, in order.</summary>
    public ImmutableArray<Rule<CommandRequest>> CommandRules { get; init; } = Operations.CommandRules.All;

    /// <summary>Stands between host and engine: may change the request, the reply, or answer itself. Default: neither.</summary>
    public Func<ApiRequest, Func<ApiRequest, ApiReply>, ApiReply>? Intercept { get; init; }

    /// <summary>Whether a refusal says why in words. Default: yes.</summary>
    public bool Explain { get; init; } = true;

    /// <summary>Largest body that is read, in bytes, 1 or more. Default: 512 KiB.</summary>
    public long MaxBodyBytes { get; init; } = 512 * 1024;

    /// <summary>Signs the tokens. Default: a new random key, so tokens end with the mock.</summary>
    public SigningKey? SigningKey { get; init; }

    /// <summary>File that keeps the sessions over a restart; null for none. Tokens last as long as <see cref="SigningKey"/>.</summary>
    public string? StateFile { get; init; }

    /// <summary>File that is written when the mock listens, and says where (JSON, no secrets); deleted when it stops. Null for none.</summary>
    public string? ReadyFile { get; init; }

    /// <summary>Seed of all ids; null for a random one.</summary>
    public long? Seed { get; init; }

    /// <summary>The most exchanges that the journal of each session keeps, 0 to 100,000; 0 switches it off. Default: 1,000.</summary>
    public int JournalSize { get; init; } = JournalLimits.Default;

    /// <summary>Where a failure of the mock itself is told. Default: the error stream.</summary>
    public TextWriter ErrorLog { get; init; } = Console.Error;

    /// <summary>The clock that the sessions follow until they are moved. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
